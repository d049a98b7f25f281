package org.apache.predictionio.core;

import org.apache.predictionio.controller.Params;

public final class Doer {
  public static <C> C apply(Class<? extends C> type, Params params) {
    try {
      return type.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
