package org.example.similar

import io.prediction.controller.LServing

class Serving extends LServing[Query, PredictedResult] {
  override def serve(query: Query, predictions: Seq[PredictedResult]): PredictedResult = predictions.head
}
