package org.apache.predictionio.core;

import scala.collection.Seq;

public class BaseServing<Q, P> {
  public Q supplementBase(Q query) {
    return query;
  }

  public P serveBase(Q query, Seq<P> predictions) {
    return predictions.head();
  }
}
