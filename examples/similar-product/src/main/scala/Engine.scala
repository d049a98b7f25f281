package org.example.similar

import io.prediction.controller.{Engine, IEngineFactory}

/** @param items to which products like these are wanted
  * @param num   how many of them
  */
case class Query(items: List[String], num: Int)

case class PredictedResult(itemScores: Array[ItemScore])

case class ItemScore(item: String, score: Double)

object SimilarProductEngine extends IEngineFactory {
  def apply() =
    new Engine(
      classOf[DataSource],
      classOf[Preparator],
      Map("jaccard" -> classOf[JaccardAlgorithm]),
      classOf[Serving])
}
