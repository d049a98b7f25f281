package org.apache.predictionio.data.storage;

public final class Channel {
  private final int id;
  private final String name;

  public Channel(int id, String name, int app) {
    this.id = id;
    this.name = name;
  }

  public int id() {
    return id;
  }

  public String name() {
    return name;
  }
}
