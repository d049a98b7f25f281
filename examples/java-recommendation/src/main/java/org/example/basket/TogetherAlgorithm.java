package org.example.basket;

import io.prediction.controller.java.P2LJavaAlgorithm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.jblas.DoubleMatrix;

/** Counts pairs of products. */
public class TogetherAlgorithm extends P2LJavaAlgorithm<Baskets, Model, Query, PredictedResult> {
  private final TogetherParams params;

  public TogetherAlgorithm(TogetherParams params) {
    this.params = params;
  }

  /** The matrix of baskets and products, multiplied by itself: in how many baskets each two products are together. */
  @Override
  public Model train(SparkContext sc, Baskets baskets) {
    List<Set<String>> all = baskets.getAll().collect();
    List<String> items = all.stream().flatMap(Set::stream).distinct().sorted().collect(Collectors.toList());
    DoubleMatrix bought = DoubleMatrix.zeros(all.size(), items.size());
    for (int basket = 0; basket < all.size(); basket++) {
      for (String item : all.get(basket)) {
        bought.put(basket, items.indexOf(item), 1);
      }
    }
    DoubleMatrix together = bought.transpose().mmul(bought);
    Model model = new Model();
    for (int item = 0; item < items.size(); item++) {
      for (int other = 0; other < items.size(); other++) {
        int count = (int) Math.round(together.get(item, other));
        if (item != other && count >= params.getMinBaskets()) {
          model.add(items.get(item), items.get(other), count);
        }
      }
    }
    return model;
  }

  @Override
  public PredictedResult predict(Model model, Query query) {
    List<PredictedResult.Together> best = model.with(query.getItem()).entrySet().stream()
        .map(entry -> new PredictedResult.Together(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(PredictedResult.Together::getBaskets).reversed()
            .thenComparing(PredictedResult.Together::getItem))
        .limit(query.getNum())
        .collect(Collectors.toList());
    return new PredictedResult(new ArrayList<>(best));
  }
}
