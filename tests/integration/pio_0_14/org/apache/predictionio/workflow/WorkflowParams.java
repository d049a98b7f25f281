package org.apache.predictionio.workflow;

import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;

public final class WorkflowParams {
  public WorkflowParams(String batch, int verbose, boolean save, Map<String, String> spark, boolean skip, boolean read, boolean prepare) {}

  public static Map<String, String> apply$default$4() {
    return Map$.MODULE$.empty();
  }
}
