package org.example.text

import io.prediction.controller.{Engine, EngineFactory, LFirstServing}

case class Query(text: String)

/** @param category the department
  * @param words    the stems in the text that the model knows
  */
case class PredictedResult(category: String, words: Int)

case class ActualResult(category: String)

object TextClassificationEngine extends EngineFactory {
  def apply() =
    new Engine(
      classOf[DataSource],
      classOf[Preparator],
      Map("bayes" -> classOf[BayesAlgorithm]),
      classOf[LFirstServing[Query, PredictedResult]])
}
