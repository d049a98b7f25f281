package org.apache.predictionio.data.storage;

public final class Model {
  private final byte[] models;

  public Model(String id, byte[] models) {
    this.models = models;
  }

  public byte[] models() {
    return models;
  }
}
