package org.apache.predictionio.workflow;

import scala.Enumeration;

public final class JsonExtractorOption {
  public static Enumeration.Value Both() {
    return null;
  }

  public static Enumeration.Value Json4sNative() {
    return null;
  }
}
