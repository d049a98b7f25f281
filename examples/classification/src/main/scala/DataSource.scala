package org.example.phoneplan

import org.apache.predictionio.controller.{EmptyEvaluationInfo, PDataSource, Params, SanityCheck}
import org.apache.predictionio.data.storage.PropertyMap
import org.apache.predictionio.data.store.PEventStore
import org.apache.spark.SparkContext
import org.apache.spark.rdd.RDD

/** @param appName whose events to read
  * @param evalK   in how many folds an evaluation splits the users; none without it
  */
case class DataSourceParams(appName: String, evalK: Option[Int]) extends Params

/** A user whose plan is known. */
case class Subscriber(voiceUsage: Double, dataUsage: Double, textUsage: Double, servicePlan: Double)

/** Reads the users that `$set` events describe. */
class DataSource(params: DataSourceParams)
  extends PDataSource[TrainingData, EmptyEvaluationInfo, Query, ActualResult] {

  override def readTraining(sc: SparkContext): TrainingData = new TrainingData(subscribers(sc))

  override def readEval(sc: SparkContext): Seq[(TrainingData, EmptyEvaluationInfo, RDD[(Query, ActualResult)])] = {
    val folds = params.evalK.getOrElse(0)
    val numbered = subscribers(sc).zipWithIndex().cache()
    (0 until folds).map { fold =>
      val train = numbered.filter(_._2 % folds != fold).keys
      val test = numbered.filter(_._2 % folds == fold).keys
      (new TrainingData(train), new EmptyEvaluationInfo(), test.map(DataSource.toQuestion))
    }
  }

  /** In one partition and a fixed order: the same events give the same model, wherever they are read. */
  private def subscribers(sc: SparkContext): RDD[Subscriber] =
    PEventStore.aggregateProperties(
      appName = params.appName,
      entityType = "user",
      required = Some(DataSource.Properties))(sc)
      .sortByKey(numPartitions = 1)
      .values
      .map(DataSource.toSubscriber)
}

object DataSource {
  val Properties = List("voice_usage", "data_usage", "text_usage", "service_plan")

  private def toSubscriber(properties: PropertyMap): Subscriber = {
    val List(voice, data, text, plan) = Properties.map(properties.get[Double](_))
    Subscriber(voice, data, text, plan)
  }

  private def toQuestion(s: Subscriber): (Query, ActualResult) =
    (Query(s.voiceUsage, s.dataUsage, s.textUsage), ActualResult(s.servicePlan))
}

class TrainingData(val subscribers: RDD[Subscriber]) extends Serializable with SanityCheck {
  override def sanityCheck(): Unit =
    require(!subscribers.isEmpty(), "no user with voice_usage, data_usage, text_usage and service_plan: import events first")
}
