package org.apache.predictionio.data.storage;

import scala.collection.Seq;

public interface EvaluationInstances {
  Seq<EvaluationInstance> getCompleted();
}
