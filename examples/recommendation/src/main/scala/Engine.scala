package org.example.recommendation

import io.prediction.controller.{Engine, EngineFactory, LFirstServing}

case class Query(user: String, num: Int)

case class PredictedResult(itemScores: Array[ItemScore])

/** @param score the rating that is expected, in whole stars */
case class ItemScore(item: String, score: Double)

object RecommendationEngine extends EngineFactory {
  def apply() =
    new Engine(
      classOf[DataSource],
      classOf[Preparator],
      Map("als" -> classOf[AlsAlgorithm]),
      classOf[LFirstServing[Query, PredictedResult]])
}
