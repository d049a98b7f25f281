package org.apache.predictionio.workflow;

import scala.collection.immutable.Nil$;

public final class KryoInstantiator {
  public static KryoInstantiator newKryoInjection() {
    return new KryoInstantiator();
  }

  public KryoInstantiator invert(byte[] models) {
    return this;
  }

  public Object get() {
    return Nil$.MODULE$;
  }
}
