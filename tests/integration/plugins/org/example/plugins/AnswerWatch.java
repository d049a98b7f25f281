package org.example.plugins;

import org.apache.predictionio.data.storage.EngineInstance;
import org.apache.predictionio.workflow.EngineServerPlugin;
import org.apache.predictionio.workflow.EngineServerPluginContext;
import org.json4s.JsonAST.JValue;
import scala.collection.Seq;

/** Tells whether an answer with the other plugin's words was seen. */
public final class AnswerWatch implements EngineServerPlugin {
  private volatile boolean seen;

  @Override
  public String pluginName() {
    return "watch";
  }

  @Override
  public String pluginDescription() {
    return "watches answers";
  }

  @Override
  public String pluginType() {
    return "outputsniffer";
  }

  @Override
  public void start(EngineServerPluginContext context) {}

  @Override
  public JValue process(EngineInstance instance, JValue query, JValue prediction, EngineServerPluginContext context) {
    seen |= query.toString().contains("777") && prediction.toString().contains("discount");
    return prediction;
  }

  @Override
  public String handleREST(Seq<String> arguments) {
    return "\"" + (seen ? "seen" : "not yet") + "\"";
  }
}
