package org.apache.predictionio.controller;

import scala.Tuple2;
import scala.collection.Seq;
import scala.collection.immutable.Nil$;

@SuppressWarnings("unchecked")
public final class EngineParams {
  private static final Tuple2<String, Params> NONE = new Tuple2<>("", new Params() {});

  public Seq<Tuple2<String, Params>> algorithmParamsList() {
    return (Seq<Tuple2<String, Params>>) (Object) Nil$.MODULE$;
  }

  public Tuple2<String, Params> servingParams() {
    return NONE;
  }

  public Tuple2<String, Params> dataSourceParams() {
    return NONE;
  }

  public Tuple2<String, Params> preparatorParams() {
    return NONE;
  }
}
