package org.apache.predictionio.data.storage;

import scala.collection.immutable.Map;

public class StorageClientConfig {
  public Map<String, String> properties() {
    return null;
  }
}
