package org.example.basket;

import io.prediction.controller.java.LJavaServing;
import scala.collection.Seq;

/** There is one algorithm, and its answer counts. */
public class Serving extends LJavaServing<Query, PredictedResult> {
  @Override
  public PredictedResult serve(Query query, Seq<PredictedResult> predictions) {
    return predictions.head();
  }
}
