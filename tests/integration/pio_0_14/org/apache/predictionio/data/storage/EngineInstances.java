package org.apache.predictionio.data.storage;

import scala.Option;

public interface EngineInstances {
  Option<EngineInstance> get(String id);

  Option<EngineInstance> getLatestCompleted(String engine, String version, String variant);
}
