package org.apache.predictionio.workflow;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import scala.collection.immutable.Map;

public final class WorkflowContext {
  public static SparkContext apply(String batch, Map<String, String> executor, Map<String, String> spark, String mode) {
    return new SparkContext(new SparkConf().setAppName(mode));
  }
}
