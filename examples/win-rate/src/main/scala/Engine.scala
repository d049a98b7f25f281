package org.example.winrate

import org.apache.predictionio.controller._

/** What a user asks: where the opportunity came from, and the industry of the customer. */
case class Query(source: String, industry: String)

/** @param winRate the share of such opportunities that were won; of all, where none is known
  * @param known   how many such opportunities are over
  */
case class PredictedResult(winRate: Double, known: Long)

object WinRateEngine extends EngineFactory {
  override def apply(): Engine[TrainingData, EmptyEvaluationInfo, TrainingData, Query, PredictedResult, EmptyActualResult] =
    new Engine(
      Map(
        "table"   -> classOf[TableDataSource],
        "parquet" -> classOf[ParquetDataSource]),
      Map("" -> classOf[IdentityPreparator[TrainingData]]),
      Map("share" -> classOf[ShareAlgorithm]),
      Map("" -> classOf[LFirstServing[Query, PredictedResult]]))
}
