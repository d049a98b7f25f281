package org.apache.predictionio.data.storage;

import scala.Option;
import scala.collection.Seq;

public interface Apps {
  Option<Object> insert(App app);

  Option<App> get(int id);

  Option<App> getByName(String name);

  Seq<App> getAll();

  void delete(int id);
}
