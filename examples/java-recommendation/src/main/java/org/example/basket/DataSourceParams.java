package org.example.basket;

import io.prediction.controller.Params;

/** Whose events are read. */
public class DataSourceParams implements Params {
  private final String appName;

  public DataSourceParams(String appName) {
    this.appName = appName;
  }

  public String getAppName() {
    return appName;
  }
}
