package org.example.basket;

import io.prediction.controller.EmptyParams;
import io.prediction.controller.java.PJavaDataSource;
import io.prediction.data.storage.Event;
import io.prediction.data.store.java.OptionHelper;
import io.prediction.data.store.java.PJavaEventStore;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.joda.time.DateTime;
import scala.Option;
import scala.Tuple2;

/** Reads the "buy" events of customers. */
public class DataSource extends PJavaDataSource<Baskets, EmptyParams, Query, Object> {
  private final DataSourceParams params;

  public DataSource(DataSourceParams params) {
    this.params = params;
  }

  @Override
  public Baskets readTraining(SparkContext sc) {
    JavaRDD<Event> bought = PJavaEventStore.find(
        params.getAppName(),
        OptionHelper.<String>none(),
        OptionHelper.<DateTime>none(),
        OptionHelper.<DateTime>none(),
        OptionHelper.some("user"),
        OptionHelper.<String>none(),
        OptionHelper.some(Collections.singletonList("buy")),
        OptionHelper.<Option<String>>none(),
        OptionHelper.<Option<String>>none(),
        sc);
    JavaRDD<Set<String>> baskets = bought
        .mapToPair(event -> new Tuple2<>(event.entityId(), event.targetEntityId().get()))
        .groupByKey()
        .values()
        .map(items -> {
          Set<String> basket = new HashSet<>();
          items.forEach(basket::add);
          return basket;
        });
    return new Baskets(baskets);
  }
}
