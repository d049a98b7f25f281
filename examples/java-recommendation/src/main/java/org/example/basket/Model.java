package org.example.basket;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** For each product, in how many baskets it is with each other product. */
public class Model implements Serializable {
  private final HashMap<String, HashMap<String, Integer>> counts = new HashMap<>();

  void add(String item, String other, int baskets) {
    counts.computeIfAbsent(item, key -> new HashMap<>()).put(other, baskets);
  }

  Map<String, Integer> with(String item) {
    return counts.getOrDefault(item, new HashMap<>());
  }
}
