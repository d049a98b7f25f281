package org.example.winrate

import org.apache.predictionio.controller.P2LAlgorithm
import org.apache.spark.SparkContext

/** How many opportunities were won, and how many are over. */
case class Tally(won: Long, over: Long) {
  def +(other: Tally): Tally = Tally(won + other.won, over + other.over)
}

class ShareModel(val tallies: Map[(String, String), Tally]) extends Serializable {
  lazy val all: Tally = tallies.values.reduce(_ + _)
}

class ShareAlgorithm extends P2LAlgorithm[TrainingData, ShareModel, Query, PredictedResult] {

  override def train(sc: SparkContext, data: TrainingData): ShareModel = {
    val tallies = data.opportunities
      .map { one => (one.source, one.industry) -> Tally(if (one.won) 1 else 0, 1) }
      .reduceByKey(_ + _)
      .collectAsMap()
    new ShareModel(tallies.toMap)
  }

  override def predict(model: ShareModel, query: Query): PredictedResult = {
    val known = model.tallies.get((query.source, query.industry))
    val Tally(won, over) = known.getOrElse(model.all)
    PredictedResult(won.toDouble / over, known.fold(0L)(_.over))
  }
}
