package org.example.phoneplan

import org.apache.predictionio.controller.PPreparator
import org.apache.spark.SparkContext
import org.apache.spark.mllib.linalg.{Vector, Vectors}
import org.apache.spark.mllib.regression.LabeledPoint
import org.apache.spark.rdd.RDD

/** Turns users into points: the plan is the label, the use the features. */
class Preparator extends PPreparator[TrainingData, PreparedData] {
  override def prepare(sc: SparkContext, data: TrainingData): PreparedData =
    new PreparedData(data.subscribers.map { s =>
      LabeledPoint(s.servicePlan, Features(s.voiceUsage, s.dataUsage, s.textUsage))
    }.cache())
}

class PreparedData(val points: RDD[LabeledPoint]) extends Serializable

/** The one order of features, in training and in queries. */
object Features {
  def apply(voice: Double, data: Double, text: Double): Vector = Vectors.dense(voice, data, text)

  def apply(query: Query): Vector = apply(query.voice_usage, query.data_usage, query.text_usage)
}
