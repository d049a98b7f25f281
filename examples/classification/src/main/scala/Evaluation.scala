package org.example.phoneplan

import org.apache.predictionio.controller._

/** The share of users whose plan is predicted right. */
class Accuracy extends AverageMetric[EmptyEvaluationInfo, Query, PredictedResult, ActualResult] {
  override def calculate(query: Query, predicted: PredictedResult, actual: ActualResult): Double =
    if (predicted.service_plan == actual.service_plan) 1.0 else 0.0
}

object ClassificationEvaluation extends Evaluation {
  engineMetric = (ClassificationEngine(), new Accuracy)
}

/** Each algorithm alone, on the users of one app. */
object ClassificationParams extends EngineParamsGenerator {
  private val candidates = Seq(
    "naive"        -> NaiveBayesParams(lambda = 1.0),
    "naive"        -> NaiveBayesParams(lambda = 10.0),
    "randomforest" -> RandomForestParams(numTrees = 15, maxDepth = 5, seed = 42))

  engineParamsList = candidates.map { candidate =>
    EngineParams(
      dataSourceParams = DataSourceParams(appName = "phone-plans", evalK = Some(4)),
      algorithmParamsList = Seq(candidate))
  }
}
