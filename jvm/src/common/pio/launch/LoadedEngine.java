package pio.launch;

import org.apache.predictionio.controller.Engine;
import org.apache.predictionio.controller.EngineParams;
import org.apache.predictionio.controller.Params;
import org.apache.predictionio.data.storage.EngineInstance;
import org.apache.predictionio.workflow.ServerConfig;
import scala.Enumeration;
import scala.collection.Seq;

/** All that PIO's query service is made of. */
@SuppressWarnings("rawtypes") // PIO's type parameters are the engine's own and unknown here.
final class LoadedEngine {
  final ServerConfig config;
  final EngineInstance instance;
  final Engine engine;
  final Enumeration.Value language;
  final EngineParams params;
  final Seq<Object> algorithms;
  final Seq<Params> algorithmParams;
  final Seq<Object> models;
  final Object serving;

  LoadedEngine(ServerConfig config, EngineInstance instance, Engine engine, Enumeration.Value language, EngineParams params,
      Seq<Object> algorithms, Seq<Params> algorithmParams, Seq<Object> models, Object serving) {
    this.config = config;
    this.instance = instance;
    this.engine = engine;
    this.language = language;
    this.params = params;
    this.algorithms = algorithms;
    this.algorithmParams = algorithmParams;
    this.models = models;
    this.serving = serving;
  }
}
