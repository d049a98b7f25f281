package org.apache.predictionio.data.storage;

import org.joda.time.DateTime;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;

public final class EngineInstance {
  /** What the training in this JVM, if there was one, was given as its environment. */
  public static volatile Map<String, String> trainedWith = Map$.MODULE$.empty();

  private final DateTime time = DateTime.now();

  public String id() {
    return "stand-in-1";
  }

  public String status() {
    return "COMPLETED";
  }

  public DateTime startTime() {
    return time;
  }

  public DateTime endTime() {
    return time;
  }

  public String engineId() {
    return "engine";
  }

  public String engineVersion() {
    return "1";
  }

  public String engineVariant() {
    return "default";
  }

  public String dataSourceParams() {
    return "{}";
  }

  public String preparatorParams() {
    return "{}";
  }

  public String algorithmsParams() {
    return "[]";
  }

  public String servingParams() {
    return "{}";
  }

  public String engineFactory() {
    return "factory";
  }

  public String batch() {
    return "";
  }

  public Map<String, String> env() {
    return trainedWith;
  }

  public Map<String, String> sparkConf() {
    return Map$.MODULE$.empty();
  }
}
