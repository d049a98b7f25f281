package org.apache.predictionio.workflow;

public interface EngineServerPlugin {
  String pluginName();

  String pluginType();
}
