package org.example.basket;

import java.io.Serializable;

/** Asks what is bought together with a product. */
public class Query implements Serializable {
  private final String item;
  private final int num;

  public Query(String item, int num) {
    this.item = item;
    this.num = num;
  }

  public String getItem() {
    return item;
  }

  /** How many products are wanted. */
  public int getNum() {
    return num;
  }
}
