package org.example.plugins;

import org.apache.predictionio.data.storage.EngineInstance;
import org.apache.predictionio.workflow.EngineServerPlugin;
import org.apache.predictionio.workflow.EngineServerPluginContext;
import org.json4s.JsonAST.JObject;
import org.json4s.JsonAST.JString;
import org.json4s.JsonAST.JValue;
import scala.Tuple2;
import scala.collection.Seq;
import scala.collection.immutable.List$;

/** Gives another answer to a query with one number in it. */
public final class Discount implements EngineServerPlugin {
  @Override
  public String pluginName() {
    return "discount";
  }

  @Override
  public String pluginDescription() {
    return "changes an answer";
  }

  @Override
  public String pluginType() {
    return "outputblocker";
  }

  @Override
  public void start(EngineServerPluginContext context) {}

  @Override
  public JValue process(EngineInstance instance, JValue query, JValue prediction, EngineServerPluginContext context) {
    return query.toString().contains("777") ? offer() : prediction;
  }

  private static JValue offer() {
    return new JObject(List$.MODULE$.<Tuple2<String, JValue>>empty()
        .$colon$colon(new Tuple2<String, JValue>("offer", new JString("discount"))));
  }

  @Override
  public String handleREST(Seq<String> arguments) {
    return "\"\"";
  }
}
