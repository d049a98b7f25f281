package org.example.basket;

import io.prediction.controller.java.PJavaPreparator;
import org.apache.spark.SparkContext;

/** The baskets are used as they are. */
public class Preparator extends PJavaPreparator<Baskets, Baskets> {
  @Override
  public Baskets prepare(SparkContext sc, Baskets baskets) {
    return baskets;
  }
}
