package org.apache.predictionio.workflow;

import scala.Enumeration;

public final class JsonExtractorOption {
  public static Enumeration.Value Both() {
    return null;
  }
}
