package org.apache.predictionio.controller;

import org.apache.predictionio.core.BaseServing;
import org.apache.predictionio.data.storage.EngineInstance;
import org.apache.predictionio.workflow.WorkflowParams;
import org.apache.spark.SparkContext;
import scala.Enumeration;
import scala.collection.Seq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Nil$;

@SuppressWarnings("unchecked")
public final class Engine<TD, EI, PD, Q, P, A> {
  public EngineParams engineInstanceToEngineParams(EngineInstance instance, Enumeration.Value extractor) {
    return new EngineParams();
  }

  public Seq<Object> prepareDeploy(SparkContext spark, EngineParams params, String id, Seq<Object> persisted, WorkflowParams workflow) {
    return (Seq<Object>) (Object) Nil$.MODULE$;
  }

  public Map<String, Class<?>> algorithmClassMap() {
    return Map$.MODULE$.empty();
  }

  public Map<String, Class<?>> servingClassMap() {
    Map<String, Class<?>> none = Map$.MODULE$.empty();
    return none.updated("", BaseServing.class);
  }
}
