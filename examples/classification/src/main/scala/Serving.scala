package org.example.phoneplan

import org.apache.predictionio.controller.LServing

/** The answer that most algorithms give; in a tie, that of the algorithm named first in engine.json. */
class Serving extends LServing[Query, PredictedResult] {
  override def serve(query: Query, predictions: Seq[PredictedResult]): PredictedResult =
    predictions.maxBy(candidate => predictions.count(_ == candidate))
}
