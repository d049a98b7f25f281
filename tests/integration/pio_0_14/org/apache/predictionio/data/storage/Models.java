package org.apache.predictionio.data.storage;

import scala.Option;

public interface Models {
  Option<Model> get(String id);

  void insert(Model model);

  void delete(String id);
}
