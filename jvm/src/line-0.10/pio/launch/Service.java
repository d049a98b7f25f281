package pio.launch;

import akka.actor.Props;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.predictionio.data.api.EventServerConfig;
import org.apache.predictionio.data.api.EventServiceActor;
import org.apache.predictionio.data.api.PluginsActor;
import org.apache.predictionio.data.api.StatsActor;
import org.apache.predictionio.data.storage.EngineInstance;
import org.apache.predictionio.data.storage.EngineManifest;
import org.apache.predictionio.workflow.ServerActor;
import scala.Option;
import scala.collection.JavaConversions;

/** What answers requests in PIO 0.10: an actor, and others that it looks for by name. */
final class Service {
  final String name;
  final Props props;
  final Map<String, Props> companions;
  /** The training that it answers from; null for a service that takes events. */
  final EngineInstance instance;

  private Service(String name, Props props, Map<String, Props> companions, EngineInstance instance) {
    this.name = name;
    this.props = props;
    this.companions = companions;
    this.instance = instance;
  }

  static Service ofEngine(LoadedEngine it) {
    Props props = Props.create(ServerActor.class, it.config, it.instance, it.engine, it.language, manifest(it.instance),
        it.params.dataSourceParams()._2(), it.params.preparatorParams()._2(), it.algorithms, it.algorithmParams, it.models,
        it.serving, it.params.servingParams()._2());
    return new Service("engine", props, Collections.emptyMap(), it.instance);
  }

  static Service ofEvents(EventServerConfig config) {
    Map<String, Props> companions = new LinkedHashMap<>();
    companions.put("PluginsActor", Props.create(PluginsActor.class));
    if (config.stats()) {
      companions.put("StatsActor", Props.create(StatsActor.class));
    }
    Props props = Props.create(EventServiceActor.class, Stored.events(), Stored.accessKeys(), Stored.channels(), config);
    return new Service("events", props, companions, null);
  }

  private static EngineManifest manifest(EngineInstance instance) {
    // PIO's page at "/" shows the head of the list of files, so there must be one; its own table yields this same one.
    return new EngineManifest(instance.engineId(), instance.engineVersion(), instance.engineId(), Option.<String>empty(),
        JavaConversions.asScalaBuffer(Collections.singletonList("")).toList(), instance.engineFactory());
  }
}
