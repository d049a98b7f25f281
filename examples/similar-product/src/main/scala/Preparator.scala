package org.example.similar

import io.prediction.controller.PPreparator
import org.apache.spark.SparkContext
import org.apache.spark.SparkContext._
import org.apache.spark.rdd.RDD

class PreparedData(val usersOfItems: RDD[(String, Set[String])]) extends Serializable

/** Who looked at each product; looking twice counts once. */
class Preparator extends PPreparator[TrainingData, PreparedData] {
  def prepare(sc: SparkContext, data: TrainingData): PreparedData =
    new PreparedData(data.views.map { view => (view.item, view.user) }.groupByKey().mapValues(_.toSet))
}
