package org.example.text

import io.prediction.controller.PPreparator
import org.apache.lucene.analysis.en.EnglishAnalyzer
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute
import org.apache.spark.SparkContext
import org.apache.spark.rdd.RDD

class PreparedData(val stems: RDD[(String, Seq[String])]) extends Serializable

/** Cuts each message into the stems of its words. */
class Preparator extends PPreparator[TrainingData, PreparedData] {
  override def prepare(sc: SparkContext, data: TrainingData): PreparedData =
    new PreparedData(data.messages.map { message => (message.category, Stems.of(message.text)) })
}

object Stems {
  /** Lucene's English analysis: lower case, no stop words, Porter's stems. */
  def of(text: String): Seq[String] = {
    val analyzer = new EnglishAnalyzer()
    val stream = analyzer.tokenStream("text", text)
    try {
      val term = stream.addAttribute(classOf[CharTermAttribute])
      stream.reset()
      Iterator.continually(stream.incrementToken()).takeWhile(identity).map(_ => term.toString).toList
    } finally {
      stream.close()
      analyzer.close()
    }
  }
}
