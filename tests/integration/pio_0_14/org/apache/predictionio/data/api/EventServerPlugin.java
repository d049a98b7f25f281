package org.apache.predictionio.data.api;

public interface EventServerPlugin {
  String pluginName();

  String pluginType();
}
