package org.apache.predictionio.controller;

public interface EngineFactory {
  Object apply();
}
