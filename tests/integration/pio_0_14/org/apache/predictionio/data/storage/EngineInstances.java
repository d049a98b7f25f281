package org.apache.predictionio.data.storage;

import scala.Option;
import scala.collection.Seq;

public interface EngineInstances {
  Option<EngineInstance> get(String id);

  Option<EngineInstance> getLatestCompleted(String engine, String version, String variant);

  Seq<EngineInstance> getCompleted(String engine, String version, String variant);

  Seq<EngineInstance> getAll();

  void delete(String id);
}
