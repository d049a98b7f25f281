package org.apache.predictionio.data.storage;

import scala.collection.immutable.List;

public final class AccessKey {
  private final String key;
  private final int appId;
  private final List<String> events;

  public AccessKey(String key, int appId, List<String> events) {
    this.key = key;
    this.appId = appId;
    this.events = events;
  }

  public String key() {
    return key;
  }

  public int appid() {
    return appId;
  }

  public List<String> events() {
    return events;
  }
}
