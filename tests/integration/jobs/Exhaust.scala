package org.example.phoneplan

import java.nio.ByteBuffer
import org.apache.spark.{SparkConf, SparkContext}
import scala.collection.mutable.ArrayBuffer

/** Takes memory of one region until there is none: in this process, or in executors. Or lacks a library. */
object Exhaust {
  def main(args: Array[String]): Unit =
    if (args(0) == "library") {
      // As the JVM says of a library that is not there.
      throw new NoClassDefFoundError("org/example/counts/Counter")
    } else if (args(0) == "executors") {
      val spark = new SparkContext(new SparkConf().setAppName("a hungry job"))
      println(spark.parallelize(1 to 1, 1).map { _ => fill("heap") }.count())
    } else {
      println(fill(args(0)))
    }

  def fill(region: String): Int = {
    val kept = new ArrayBuffer[AnyRef]
    while (true) kept += one(region)
    kept.size
  }

  private def one(region: String): AnyRef = region match {
    case "heap" => new Array[Byte](1 << 20)
    case "array" => new Array[Int](Int.MaxValue)
    case "direct" => ByteBuffer.allocateDirect(1 << 20)
    case "classes" =>
      java.lang.reflect.Proxy.getProxyClass(new ClassLoader(getClass.getClassLoader) {}, classOf[Runnable])
    case "threads" =>
      val thread = new Thread { override def run(): Unit = Thread.sleep(100000) }
      thread.setDaemon(true)
      thread.start()
      thread
  }
}
