package org.example.basket;

import io.prediction.controller.EmptyParams;
import io.prediction.controller.Engine;
import io.prediction.controller.EngineFactory;
import io.prediction.core.BaseAlgorithm;
import io.prediction.core.BaseEngine;
import java.util.Collections;

/** Puts the parts of the engine together. */
public class BasketEngine extends EngineFactory {
  @Override
  public BaseEngine<EmptyParams, Query, PredictedResult, Object> apply() {
    return new Engine<>(
        DataSource.class,
        Preparator.class,
        Collections.<String, Class<? extends BaseAlgorithm<Baskets, ?, Query, PredictedResult>>>singletonMap(
            "together", TogetherAlgorithm.class),
        Serving.class);
  }
}
