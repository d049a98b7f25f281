package org.example.recommendation

import io.prediction.controller.{PersistentModel, PersistentModelLoader}
import io.prediction.data.storage.BiMap
import org.apache.spark.SparkContext
import org.apache.spark.rdd.RDD

/** What was learned. It holds an RDD, so it saves itself, on the local disk as PredictionIO's templates do.
  *
  * @param tastes   the numbers of each user
  * @param features the numbers of each item
  * @param known    the items that each user has rated
  */
class AlsModel(
    val tastes: Map[Int, Array[Double]],
    val features: RDD[(Int, Array[Double])],
    val users: BiMap[String, Int],
    val items: BiMap[String, Int],
    val known: Map[Int, Set[Int]]) extends PersistentModel[AlsParams] {

  override def save(id: String, params: AlsParams, sc: SparkContext): Boolean = {
    sc.parallelize(Seq((tastes, users, items, known)), 1).saveAsObjectFile(s"/tmp/$id/users")
    features.saveAsObjectFile(s"/tmp/$id/features")
    true
  }
}

object AlsModel extends PersistentModelLoader[AlsParams, AlsModel] {
  override def apply(id: String, params: AlsParams, sc: Option[SparkContext]): AlsModel = {
    type Users = (Map[Int, Array[Double]], BiMap[String, Int], BiMap[String, Int], Map[Int, Set[Int]])
    val (tastes, users, items, known) = sc.get.objectFile[Users](s"/tmp/$id/users").first()
    new AlsModel(tastes, sc.get.objectFile[(Int, Array[Double])](s"/tmp/$id/features"), users, items, known)
  }
}
