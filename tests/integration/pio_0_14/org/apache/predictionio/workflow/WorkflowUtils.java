package org.apache.predictionio.workflow;

import org.apache.predictionio.controller.Engine;
import org.apache.predictionio.controller.EngineFactory;
import scala.Enumeration;
import scala.Tuple2;

public final class WorkflowUtils {
  public static Object getEvaluation(String name, ClassLoader loader) {
    throw new UnsupportedOperationException(name);
  }

  public static Object getEngineParamsGenerator(String name, ClassLoader loader) {
    throw new UnsupportedOperationException(name);
  }

  public static Tuple2<Enumeration.Value, EngineFactory> getEngine(String name, ClassLoader loader) {
    return new Tuple2<>(null, Engine::new);
  }
}
