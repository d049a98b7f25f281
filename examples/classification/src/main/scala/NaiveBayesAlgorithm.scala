package org.example.phoneplan

import org.apache.predictionio.controller.{P2LAlgorithm, Params}
import org.apache.spark.SparkContext
import org.apache.spark.mllib.classification.{NaiveBayes, NaiveBayesModel}

/** @param lambda the additive smoothing */
case class NaiveBayesParams(lambda: Double) extends Params

class NaiveBayesAlgorithm(params: NaiveBayesParams)
  extends P2LAlgorithm[PreparedData, NaiveBayesModel, Query, PredictedResult] {

  override def train(sc: SparkContext, data: PreparedData): NaiveBayesModel =
    NaiveBayes.train(data.points, params.lambda)

  override def predict(model: NaiveBayesModel, query: Query): PredictedResult =
    PredictedResult(model.predict(Features(query)))
}
