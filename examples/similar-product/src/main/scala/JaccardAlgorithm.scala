package org.example.similar

import io.prediction.controller.{P2LAlgorithm, Params}

/** @param minUsers products that fewer people looked at are left out */
case class JaccardParams(minUsers: Int) extends Params

class Model(val usersOfItems: Map[String, Set[String]]) extends Serializable

/** How alike two products are: of the people who looked at one of them, the share that looked at both. */
class JaccardAlgorithm(val ap: JaccardParams)
  extends P2LAlgorithm[PreparedData, Model, Query, PredictedResult] {

  def train(data: PreparedData): Model = {
    val kept = data.usersOfItems.filter { case (_, users) => users.size >= ap.minUsers }
    new Model(kept.collect().toMap)
  }

  def predict(model: Model, query: Query): PredictedResult = {
    val asked = query.items.flatMap(model.usersOfItems.get)
    val scores = for {
      (item, users) <- model.usersOfItems.toSeq if !query.items.contains(item)
      score = asked.map(JaccardAlgorithm.likeness(users, _)).sum if score > 0
    } yield ItemScore(item, score)
    PredictedResult(scores.sortBy { s => (-s.score, s.item) }.take(query.num).toArray)
  }
}

object JaccardAlgorithm {
  def likeness(a: Set[String], b: Set[String]): Double =
    (a & b).size.toDouble / (a | b).size
}
