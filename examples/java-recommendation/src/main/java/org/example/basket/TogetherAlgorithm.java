package org.example.basket;

import io.prediction.controller.java.P2LJavaAlgorithm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import scala.Tuple2;

/** Counts pairs of products. */
public class TogetherAlgorithm extends P2LJavaAlgorithm<Baskets, Model, Query, PredictedResult> {
  private final TogetherParams params;

  public TogetherAlgorithm(TogetherParams params) {
    this.params = params;
  }

  @Override
  public Model train(SparkContext sc, Baskets baskets) {
    Map<Tuple2<String, String>, Integer> pairs = baskets.getAll()
        .flatMap(TogetherAlgorithm::pairs)
        .mapToPair(pair -> new Tuple2<>(pair, 1))
        .reduceByKey(Integer::sum)
        .collectAsMap();
    Model model = new Model();
    pairs.forEach((pair, count) -> {
      if (count >= params.getMinBaskets()) {
        model.add(pair._1(), pair._2(), count);
      }
    });
    return model;
  }

  private static List<Tuple2<String, String>> pairs(Set<String> basket) {
    List<Tuple2<String, String>> pairs = new ArrayList<>();
    for (String item : basket) {
      for (String other : basket) {
        if (!item.equals(other)) {
          pairs.add(new Tuple2<>(item, other));
        }
      }
    }
    return pairs;
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
