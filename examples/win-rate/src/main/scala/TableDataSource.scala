package org.example.winrate

import java.util.Properties
import org.apache.predictionio.controller.{EmptyActualResult, EmptyEvaluationInfo, PDataSource, Params}
import org.apache.spark.SparkContext
import org.apache.spark.sql.SQLContext

/** @param table      with its schema
  * @param partitions over how many connections it is read at a time
  */
case class TableParams(table: String, partitions: Int) extends Params

class TableDataSource(params: TableParams)
  extends PDataSource[TrainingData, EmptyEvaluationInfo, Query, EmptyActualResult] {

  override def readTraining(sc: SparkContext): TrainingData = {
    val tables = SQLContext.getOrCreate(sc).read
    val database = sys.env("JDBC_DATABASE_URL")
    val ids = s"(SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM ${params.table}) AS ids (first, last)"
    // Of its rows: Spark 1.6 shows the plan of a query of the frame itself, with the address, in its web interface.
    val bounds = tables.jdbc(database, ids, new Properties).rdd.first()
    Opportunities.in(tables.jdbc(
      database, params.table, "id", bounds.getInt(0), bounds.getInt(1) + 1, params.partitions, new Properties))
  }
}
