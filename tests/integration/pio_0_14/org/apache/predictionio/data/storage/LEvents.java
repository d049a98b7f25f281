package org.apache.predictionio.data.storage;

import scala.Option;

public interface LEvents {
  boolean init(int app, Option<Object> channel);

  boolean remove(int app, Option<Object> channel);
}
