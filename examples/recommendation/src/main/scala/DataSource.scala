package org.example.recommendation

import io.prediction.controller.{EmptyActualResult, EmptyEvaluationInfo, PDataSource, Params, SanityCheck}
import io.prediction.data.store.PEventStore
import org.apache.spark.SparkContext
import org.apache.spark.rdd.RDD

case class DataSourceParams(appName: String) extends Params

case class Rated(user: String, item: String, stars: Double)

class TrainingData(val ratings: RDD[Rated]) extends Serializable with SanityCheck {
  override def sanityCheck(): Unit =
    require(!ratings.isEmpty(), "no event \"rate\" with a rating: import events first")
}

class DataSource(params: DataSourceParams)
  extends PDataSource[TrainingData, EmptyEvaluationInfo, Query, EmptyActualResult] {

  override def readTraining(sc: SparkContext): TrainingData =
    new TrainingData(
      PEventStore.find(
        appName = params.appName,
        entityType = Some("user"),
        eventNames = Some(List("rate")),
        targetEntityType = Some(Some("item")))(sc)
        .map { e => Rated(e.entityId, e.targetEntityId.get, e.properties.get[Double]("rating")) })
}
