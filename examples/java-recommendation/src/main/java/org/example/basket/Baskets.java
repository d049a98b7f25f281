package org.example.basket;

import java.io.Serializable;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;

/** The products that each customer bought. */
public class Baskets implements Serializable {
  private final JavaRDD<Set<String>> all;

  public Baskets(JavaRDD<Set<String>> all) {
    this.all = all;
  }

  public JavaRDD<Set<String>> getAll() {
    return all;
  }
}
