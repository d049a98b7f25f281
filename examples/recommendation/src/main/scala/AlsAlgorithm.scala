package org.example.recommendation

import io.prediction.controller.{PAlgorithm, Params}
import io.prediction.data.storage.BiMap
import org.apache.spark.SparkContext
import org.apache.spark.mllib.recommendation.{ALS, Rating}

case class AlsParams(rank: Int, iterations: Int, lambda: Double, seed: Long) extends Params

/** Alternating least squares: few numbers for each user and item, whose products come close to the ratings. */
class AlsAlgorithm(params: AlsParams) extends PAlgorithm[PreparedData, AlsModel, Query, PredictedResult] {

  override def train(sc: SparkContext, data: PreparedData): AlsModel = {
    val users = BiMap.stringInt(data.ratings.map(_.user))
    val items = BiMap.stringInt(data.ratings.map(_.item))
    val ratings = data.ratings.map { r => Rating(users(r.user), items(r.item), r.stars) }
    val learned = ALS.train(ratings, params.rank, params.iterations, params.lambda, -1, params.seed)
    val known = ratings.map { r => (r.user, r.product) }.groupByKey().mapValues(_.toSet).collectAsMap().toMap
    new AlsModel(learned.userFeatures.collectAsMap().toMap, learned.productFeatures, users, items, known)
  }

  /** The items that the user has not rated, best first. */
  override def predict(model: AlsModel, query: Query): PredictedResult = {
    val scores = for {
      user <- model.users.get(query.user).toSeq
      taste <- model.tastes.get(user).toSeq
      (item, features) <- model.features.collect()
      if !model.known(user).contains(item)
    } yield ItemScore(model.items.inverse(item), math.rint(taste.zip(features).map { case (a, b) => a * b }.sum))
    PredictedResult(scores.sortBy { s => (-s.score, s.item) }.take(query.num).toArray)
  }
}
