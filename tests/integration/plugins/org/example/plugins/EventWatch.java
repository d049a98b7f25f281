package org.example.plugins;

import org.apache.predictionio.data.api.EventInfo;
import org.apache.predictionio.data.api.EventServerPlugin;
import org.apache.predictionio.data.api.EventServerPluginContext;
import scala.Option;
import scala.collection.Seq;

/** Tells whom the last event was about. */
public final class EventWatch implements EventServerPlugin {
  private volatile String last = "";

  @Override
  public String pluginName() {
    return "watch";
  }

  @Override
  public String pluginDescription() {
    return "watches events";
  }

  @Override
  public String pluginType() {
    return "inputsniffer";
  }

  @Override
  public void start(EventServerPluginContext context) {}

  @Override
  public void process(EventInfo info, EventServerPluginContext context) {
    last = info.event().entityId();
  }

  @Override
  public String handleREST(int app, Option<Object> channel, Seq<String> arguments) {
    return "\"" + last + "\"";
  }
}
