package org.example.basket;

import java.io.Serializable;
import java.util.List;

/** Products that are in the same baskets, the most frequent first. */
public class PredictedResult implements Serializable {
  private final List<Together> items;

  public PredictedResult(List<Together> items) {
    this.items = items;
  }

  public List<Together> getItems() {
    return items;
  }

  /** A product, and in how many baskets both are. */
  public static class Together implements Serializable {
    private final String item;
    private final int baskets;

    public Together(String item, int baskets) {
      this.item = item;
      this.baskets = baskets;
    }

    public String getItem() {
      return item;
    }

    public int getBaskets() {
      return baskets;
    }
  }
}
