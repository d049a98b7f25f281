package org.apache.predictionio.data.storage;

import org.json4s.JsonAST.JValue;
import scala.PartialFunction;

public final class EventJson4sSupport$ {
  public static final EventJson4sSupport$ MODULE$ = new EventJson4sSupport$();

  public PartialFunction<JValue, Event> readJson() {
    throw new UnsupportedOperationException();
  }

  public PartialFunction<Object, JValue> writeJson() {
    throw new UnsupportedOperationException();
  }
}
