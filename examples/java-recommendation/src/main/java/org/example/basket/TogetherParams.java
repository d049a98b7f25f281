package org.example.basket;

import io.prediction.controller.Params;

/** Pairs in fewer baskets than this are chance. */
public class TogetherParams implements Params {
  private final int minBaskets;

  public TogetherParams(int minBaskets) {
    this.minBaskets = minBaskets;
  }

  public int getMinBaskets() {
    return minBaskets;
  }
}
