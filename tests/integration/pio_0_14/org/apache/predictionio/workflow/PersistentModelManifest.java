package org.apache.predictionio.workflow;

public final class PersistentModelManifest {
  public String className() {
    return "";
  }
}
