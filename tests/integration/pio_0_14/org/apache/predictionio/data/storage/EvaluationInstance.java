package org.apache.predictionio.data.storage;

import scala.collection.immutable.Map;

public interface EvaluationInstance {
  String id();

  Map<String, String> env();

  String evaluatorResults();

  String evaluatorResultsJSON();
}
