package org.apache.predictionio.data.storage;

import scala.Option;

public final class App {
  private final int id;
  private final String name;

  public App(int id, String name, Option<String> description) {
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
