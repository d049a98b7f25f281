package org.example.phoneplan

import org.apache.spark.{SparkConf, SparkContext}
import org.json4s.DefaultFormats
import org.json4s.native.JsonMethods.parse
import org.scalatest.{BeforeAndAfterAll, FunSuite}

import scala.io.Source

/** The answers that README.md promises, from the data file, without an event server. */
class AnswersTest extends FunSuite with BeforeAndAfterAll {
  private implicit val formats = DefaultFormats

  private val answers = Seq(
    Query(12, 0, 4)   -> 0.0,
    Query(2, 40, 3)   -> 1.0,
    Query(1, 3, 25)   -> 2.0,
    Query(45, 40, 50) -> 3.0)

  private lazy val spark = new SparkContext(new SparkConf().setMaster("local[2]").setAppName("answers"))
  private lazy val points = new Preparator().prepare(spark, new TrainingData(spark.parallelize(subscribers, 1)))

  override def afterAll(): Unit = spark.stop()

  private def subscribers: Seq[Subscriber] =
    Source.fromFile("data/initial-events.json").getLines().toSeq.map { line =>
      val properties = parse(line) \ "properties"
      def number(name: String) = (properties \ name).extract[Double]
      Subscriber(number("voice_usage"), number("data_usage"), number("text_usage"), number("service_plan"))
    }

  test("naive") {
    val algorithm = new NaiveBayesAlgorithm(NaiveBayesParams(lambda = 1.0))
    val model = algorithm.train(spark, points)
    for ((query, plan) <- answers) assert(algorithm.predict(model, query).service_plan === plan, query)
  }

  test("randomforest") {
    val algorithm = new RandomForestAlgorithm(RandomForestParams(numTrees = 15, maxDepth = 5, seed = 42))
    val model = algorithm.train(spark, points)
    for ((query, plan) <- answers) assert(algorithm.predict(model, query).service_plan === plan, query)
  }
}
