package org.apache.predictionio.data.storage;

import scala.collection.Seq;

public interface Channels {
  Seq<Channel> getByAppid(int app);

  void delete(int id);
}
