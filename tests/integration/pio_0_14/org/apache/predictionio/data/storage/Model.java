package org.apache.predictionio.data.storage;

public final class Model {
  private final String id;
  private final byte[] models;

  public Model(String id, byte[] models) {
    this.id = id;
    this.models = models;
  }

  public String id() {
    return id;
  }

  public byte[] models() {
    return models;
  }
}
