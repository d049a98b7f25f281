package org.apache.predictionio.data.api;

public final class EventServerConfig {
  private final String ip;
  private final boolean stats;

  public EventServerConfig(String ip, int port, String plugins, boolean stats) {
    this.ip = ip;
    this.stats = stats;
  }

  public String ip() {
    return ip;
  }

  public boolean stats() {
    return stats;
  }
}
