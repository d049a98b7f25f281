package org.apache.predictionio.data.storage;

import scala.Option;
import scala.collection.Seq;

public interface AccessKeys {
  Option<String> insert(AccessKey key);

  Option<AccessKey> get(String key);

  Seq<AccessKey> getByAppid(int app);

  void delete(String key);
}
