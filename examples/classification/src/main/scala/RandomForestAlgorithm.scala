package org.example.phoneplan

import org.apache.predictionio.controller.{P2LAlgorithm, Params}
import org.apache.spark.SparkContext
import org.apache.spark.mllib.tree.RandomForest
import org.apache.spark.mllib.tree.model.RandomForestModel

/** @param seed makes training repeatable: the same events give the same trees */
case class RandomForestParams(numTrees: Int, maxDepth: Int, seed: Int) extends Params

class RandomForestAlgorithm(params: RandomForestParams)
  extends P2LAlgorithm[PreparedData, RandomForestModel, Query, PredictedResult] {

  override def train(sc: SparkContext, data: PreparedData): RandomForestModel = {
    // Plans are numbered from 0.
    val plans = data.points.map(_.label).max().toInt + 1
    RandomForest.trainClassifier(
      data.points,
      numClasses = plans,
      categoricalFeaturesInfo = Map.empty[Int, Int],
      numTrees = params.numTrees,
      featureSubsetStrategy = "auto",
      impurity = "gini",
      maxDepth = params.maxDepth,
      maxBins = 32,
      seed = params.seed)
  }

  override def predict(model: RandomForestModel, query: Query): PredictedResult =
    PredictedResult(model.predict(Features(query)))
}
