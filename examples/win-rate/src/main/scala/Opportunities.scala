package org.example.winrate

import org.apache.predictionio.controller.SanityCheck
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.DataFrame

/** An opportunity that is over. */
case class Opportunity(source: String, industry: String, won: Boolean)

class TrainingData(val opportunities: RDD[Opportunity]) extends Serializable with SanityCheck {
  override def sanityCheck(): Unit =
    require(!opportunities.isEmpty(), "no opportunity is closed: fill the table or the files first")
}

object Opportunities {
  /** Without those under way, those that were deleted, and those that Salesforce did not take. */
  private val Over = "isclosed AND NOT isdeleted AND sfid IS NOT NULL AND _hc_lastop <> 'FAILED'"

  def in(rows: DataFrame): TrainingData =
    new TrainingData(
      rows.where(Over).select("leadsource", "industry__c", "iswon").rdd
        .map { row => Opportunity(row.getString(0), row.getString(1), row.getBoolean(2)) })
}
