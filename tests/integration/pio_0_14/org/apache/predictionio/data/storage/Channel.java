package org.apache.predictionio.data.storage;

public final class Channel {
  public int id() {
    return 1;
  }
}
