package org.example.text

import io.prediction.controller.{P2LAlgorithm, Params}
import org.apache.spark.SparkContext
import org.apache.spark.mllib.classification.{NaiveBayes, NaiveBayesModel}
import org.apache.spark.mllib.linalg.{Vector, Vectors}
import org.apache.spark.mllib.regression.LabeledPoint

case class BayesParams(lambda: Double) extends Params

/** @param categories the departments; MLlib knows them by their place
  * @param places     the place of each stem in a vector
  */
class BayesModel(
  val categories: Seq[String],
  val places: Map[String, Int],
  val bayes: NaiveBayesModel) extends Serializable

class BayesAlgorithm(val params: BayesParams)
  extends P2LAlgorithm[PreparedData, BayesModel, Query, PredictedResult] {

  override def train(sc: SparkContext, data: PreparedData): BayesModel = {
    val categories = data.stems.keys.distinct().collect().sorted.toSeq
    val places = data.stems.values.flatMap(identity).distinct().collect().sorted.zipWithIndex.toMap
    val points = data.stems.map { case (category, stems) =>
      LabeledPoint(categories.indexOf(category), BayesAlgorithm.vector(stems, places))
    }
    new BayesModel(categories, places, NaiveBayes.train(points, params.lambda))
  }

  override def predict(model: BayesModel, query: Query): PredictedResult = {
    val known = Stems.of(query.text).filter(model.places.contains)
    val category = model.bayes.predict(BayesAlgorithm.vector(known, model.places))
    PredictedResult(model.categories(category.toInt), known.size)
  }
}

object BayesAlgorithm {
  def vector(stems: Seq[String], places: Map[String, Int]): Vector = {
    val counts = stems.groupBy(places).mapValues(_.size.toDouble)
    Vectors.sparse(places.size, counts.toSeq)
  }
}
