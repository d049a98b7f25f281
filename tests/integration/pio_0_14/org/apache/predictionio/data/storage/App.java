package org.apache.predictionio.data.storage;

import scala.Option;

public final class App {
  private final int id;
  private final String name;
  private final Option<String> description;

  public App(int id, String name, Option<String> description) {
    this.id = id;
    this.name = name;
    this.description = description;
  }

  public int id() {
    return id;
  }

  public String name() {
    return name;
  }

  public Option<String> description() {
    return description;
  }
}
