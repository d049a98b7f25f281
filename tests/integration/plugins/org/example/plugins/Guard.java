package org.example.plugins;

import org.apache.predictionio.data.api.EventInfo;
import org.apache.predictionio.data.api.EventServerPlugin;
import org.apache.predictionio.data.api.EventServerPluginContext;
import scala.Option;
import scala.collection.Seq;

/** Lets no event of one user in. */
public final class Guard implements EventServerPlugin {
  @Override
  public String pluginName() {
    return "guard";
  }

  @Override
  public String pluginDescription() {
    return "blocks a user";
  }

  @Override
  public String pluginType() {
    return "inputblocker";
  }

  @Override
  public void start(EventServerPluginContext context) {}

  @Override
  public void process(EventInfo info, EventServerPluginContext context) {
    if (info.event().entityId().equals("nobody")) {
      throw new IllegalArgumentException("nobody is no user");
    }
  }

  @Override
  public String handleREST(int app, Option<Object> channel, Seq<String> arguments) {
    return "\"guarded\"";
  }
}
