package org.example.winrate

import org.apache.predictionio.controller.{EmptyActualResult, EmptyEvaluationInfo, PDataSource, Params}
import org.apache.spark.SparkContext
import org.apache.spark.sql.SQLContext

/** @param path the directory of the files: s3a://bucket/directory, hdfs://host:port/directory, or a local one */
case class ParquetParams(path: String) extends Params

class ParquetDataSource(params: ParquetParams)
  extends PDataSource[TrainingData, EmptyEvaluationInfo, Query, EmptyActualResult] {

  override def readTraining(sc: SparkContext): TrainingData =
    Opportunities.in(SQLContext.getOrCreate(sc).read.parquet(params.path))
}
