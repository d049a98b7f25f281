package org.example.text

import io.prediction.controller.{AverageMetric, EmptyEvaluationInfo, EngineParams, EngineParamsGenerator, Evaluation}

/** The share of messages that reach the right department. */
case class Accuracy()
  extends AverageMetric[EmptyEvaluationInfo, Query, PredictedResult, ActualResult] {
  def calculate(query: Query, predicted: PredictedResult, actual: ActualResult): Double =
    if (predicted.category == actual.category) 1.0 else 0.0
}

object AccuracyEvaluation extends Evaluation {
  engineMetric = (TextClassificationEngine(), new Accuracy())
}

object SmoothingCandidates extends EngineParamsGenerator {
  private[this] val base = EngineParams(
    dataSourceParams = DataSourceParams(appName = sys.env.getOrElse("PIO_EVENTSERVER_APP_NAME", ""), evalK = Some(3)))

  engineParamsList = Seq(0.1, 1.0, 10.0).map { lambda =>
    base.copy(algorithmParamsList = Seq(("bayes", BayesParams(lambda))))
  }
}
