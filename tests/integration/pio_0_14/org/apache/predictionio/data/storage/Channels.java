package org.apache.predictionio.data.storage;

import scala.Option;
import scala.collection.Seq;

public interface Channels {
  Seq<Channel> getByAppid(int app);

  Option<Object> insert(Channel channel);

  void delete(int id);
}
