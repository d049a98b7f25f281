package org.example.similar

import io.prediction.controller.{EmptyActualResult, EmptyEvaluationInfo, PDataSource, Params}
import io.prediction.data.storage.Storage
import org.apache.spark.SparkContext
import org.apache.spark.SparkContext._
import org.apache.spark.rdd.RDD

case class DataSourceParams(appId: Int) extends Params

/** A user looked at a product. */
case class View(user: String, item: String)

class TrainingData(val views: RDD[View]) extends Serializable

class DataSource(val dsp: DataSourceParams)
  extends PDataSource[TrainingData, EmptyEvaluationInfo, Query, EmptyActualResult] {

  override def readTraining(sc: SparkContext): TrainingData = {
    val events = Storage.getPEvents().find(
      appId = dsp.appId,
      entityType = Some("user"),
      eventNames = Some(List("view")),
      targetEntityType = Some(Some("item")))(sc)
    new TrainingData(events.map { event => View(event.entityId, event.targetEntityId.get) })
  }
}
