package org.example.text

import io.prediction.controller.{EmptyEvaluationInfo, PDataSource, Params, SanityCheck}
import io.prediction.data.store.PEventStore
import org.apache.spark.SparkContext
import org.apache.spark.rdd.RDD

/** @param evalK in how many folds an evaluation splits the messages; none without it */
case class DataSourceParams(appName: String, evalK: Option[Int]) extends Params

case class Message(text: String, category: String)

class TrainingData(val messages: RDD[Message]) extends Serializable with SanityCheck {
  override def sanityCheck(): Unit =
    require(!messages.isEmpty(), "no message with text and category: import events first")
}

class DataSource(params: DataSourceParams)
  extends PDataSource[TrainingData, EmptyEvaluationInfo, Query, ActualResult] {

  override def readTraining(sc: SparkContext): TrainingData = new TrainingData(messages(sc))

  override def readEval(sc: SparkContext): Seq[(TrainingData, EmptyEvaluationInfo, RDD[(Query, ActualResult)])] = {
    val folds = params.evalK.getOrElse(0)
    val numbered = messages(sc).zipWithIndex().cache()
    (0 until folds).map { fold =>
      val (test, train) = (numbered.filter(_._2 % folds == fold), numbered.filter(_._2 % folds != fold))
      val questions = test.map { case (m, _) => (Query(m.text), ActualResult(m.category)) }
      (new TrainingData(train.map(_._1)), new EmptyEvaluationInfo(), questions)
    }
  }

  private def messages(sc: SparkContext): RDD[Message] =
    PEventStore.aggregateProperties(
      appName = params.appName,
      entityType = "message",
      required = Some(List("text", "category")))(sc)
      .sortByKey(ascending = true, numPartitions = 1)
      .values
      .map { p => Message(p.get[String]("text"), p.get[String]("category")) }
}
