package org.example.phoneplan

import org.apache.predictionio.controller.{EmptyEvaluationInfo, Engine, EngineFactory}

/** What a user asks: how much of each kind they use in a month. */
case class Query(voice_usage: Double, data_usage: Double, text_usage: Double)

/** What the engine answers: the number of a plan. */
case class PredictedResult(service_plan: Double)

/** What an evaluation compares an answer with. */
case class ActualResult(service_plan: Double)

object ClassificationEngine extends EngineFactory {
  override def apply(): Engine[TrainingData, EmptyEvaluationInfo, PreparedData, Query, PredictedResult, ActualResult] =
    new Engine(
      classOf[DataSource],
      classOf[Preparator],
      Map(
        "naive"        -> classOf[NaiveBayesAlgorithm],
        "randomforest" -> classOf[RandomForestAlgorithm]),
      classOf[Serving])
}
