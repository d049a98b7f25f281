package org.example.recommendation

import io.prediction.controller.PPreparator
import org.apache.spark.SparkContext
import org.apache.spark.rdd.RDD

class PreparedData(val ratings: RDD[Rated]) extends Serializable

class Preparator extends PPreparator[TrainingData, PreparedData] {
  override def prepare(sc: SparkContext, data: TrainingData): PreparedData =
    new PreparedData(data.ratings)
}
