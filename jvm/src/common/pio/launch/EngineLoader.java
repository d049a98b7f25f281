package pio.launch;

import java.util.ArrayList;
import java.util.List;
import org.apache.predictionio.controller.Engine;
import org.apache.predictionio.controller.EngineFactory;
import org.apache.predictionio.controller.EngineParams;
import org.apache.predictionio.controller.Params;
import org.apache.predictionio.core.Doer;
import org.apache.predictionio.data.storage.EngineInstance;
import org.apache.predictionio.data.storage.Model;
import org.apache.predictionio.workflow.JsonExtractorOption;
import org.apache.predictionio.workflow.KryoInstantiator;
import org.apache.predictionio.workflow.PersistentModelManifest;
import org.apache.predictionio.workflow.ServerConfig;
import org.apache.predictionio.workflow.WorkflowParams;
import org.apache.predictionio.workflow.WorkflowUtils;
import scala.Enumeration;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConversions;
import scala.collection.Seq;

/**
 * Makes the service that answers queries from a finished training.
 *
 * <p>The same steps as in PIO's {@code CreateServer}, but each failure is seen here, and one
 * Spark context serves every reload: Spark allows one in a JVM, and a model that is being replaced may still need it.
 */
@SuppressWarnings({"unchecked", "rawtypes"}) // PIO's type parameters are the engine's own and unknown here.
final class EngineLoader {
  /** Seconds from the end of a training in which its files may still be on their way to the storage. */
  private static final int FILES_TIMEOUT = 60;

  private final Options options;
  private final Variant variant;
  private ServingContext spark;
  /** Whether a model that has been served works with Spark. */
  private boolean needsSpark;

  EngineLoader(Options options, Variant variant) {
    this.options = options;
    this.variant = variant;
  }

  /** The training that is to be served: the one that was asked for, else the latest that was completed. */
  EngineInstance find() {
    String id = options.get("engine-instance-id", "");
    if (!id.isEmpty()) {
      Option<EngineInstance> instance = Stored.trainings().get(id);
      if (instance.isEmpty() || !instance.get().status().equals("COMPLETED")) {
        throw new Failure(Failure.NOTHING_TRAINED, "there is no completed training with the id " + id + ".");
      }
      return instance.get();
    }
    return latest();
  }

  EngineInstance latest() {
    String engine = options.require("engine-id");
    Option<EngineInstance> instance = Stored.trainings().getLatestCompleted(
        engine, options.require("engine-version"), variant.id);
    if (instance.isEmpty()) {
      throw new Failure(Failure.NOTHING_TRAINED, "nothing has been trained yet for engine " + engine
          + " (variant \"" + variant.id + "\"): run the train process first (pio train).");
    }
    return instance.get();
  }

  /** Loads engine and models and makes the service that answers from them. */
  synchronized Service load(EngineInstance instance) {
    try {
      return Service.ofEngine(loaded(instance));
    } catch (Throwable error) {
      throw Explain.model(error, instance.id());
    }
  }

  /** Loads engine and models; this is where the time goes. */
  synchronized LoadedEngine open(EngineInstance instance) {
    try {
      return loaded(instance);
    } catch (Throwable error) {
      throw Explain.model(error, instance.id());
    }
  }

  private LoadedEngine loaded(EngineInstance instance) {
    Option<Model> stored = Stored.models().get(instance.id());
    if (stored.isEmpty()) {
      throw new Failure(Failure.MODEL, "the model of training " + instance.id() + " is not in the storage any more: train again.");
    }
    Tuple2<Enumeration.Value, EngineFactory> factory = WorkflowUtils.getEngine(instance.engineFactory(), getClass().getClassLoader());
    Engine engine = (Engine) factory._2().apply();
    EngineParams params = engine.engineInstanceToEngineParams(instance, JsonExtractorOption.Both());
    Seq<Object> persisted = (Seq<Object>) KryoInstantiator.newKryoInjection().invert(stored.get().models()).get();
    awaitFiles(instance, persisted);
    ModelStore.restore(instance.id());
    Seq<Object> models = models(engine, params, instance, persisted);

    List<Object> algorithms = new ArrayList<>();
    List<Params> algorithmParams = new ArrayList<>();
    for (Tuple2<String, Params> algorithm : JavaConversions.seqAsJavaList(params.algorithmParamsList())) {
      algorithms.add(Doer.apply((Class) engine.algorithmClassMap().apply(algorithm._1()), algorithm._2()));
      algorithmParams.add(algorithm._2());
    }
    Object serving = Doer.apply((Class) engine.servingClassMap().apply(params.servingParams()._1()), params.servingParams()._2());

    ServerConfig config = serverConfig(instance, Answers.extractor(serving, algorithms));
    return new LoadedEngine(
        config, instance, engine, factory._1(), params, list(algorithms), list(algorithmParams), models, serving);
  }

  private Seq<Object> models(Engine engine, EngineParams params, EngineInstance instance, Seq<Object> persisted) {
    ServingContext context = sparkContext(instance);
    needsSpark |= ServingContext.isNeededBy(persisted);
    context.hold(needsSpark);
    try {
      return engine.prepareDeploy(context, params, instance.id(), persisted,
          new WorkflowParams("", 0, true, WorkflowParams.apply$default$4(), false, false, false));
    } finally {
      context.hold(false);
    }
  }

  /** PIO calls a training completed before its files can be stored: one that has just ended is given a little time. */
  private static void awaitFiles(EngineInstance instance, Seq<Object> persisted) {
    boolean savesItself = false;
    for (Object model : JavaConversions.seqAsJavaList(persisted)) {
      savesItself |= model instanceof PersistentModelManifest;
    }
    while (savesItself && instance.endTime().plusSeconds(FILES_TIMEOUT).isAfterNow() && !ModelStore.isComplete(instance.id())) {
      ProcessSetup.sleep(1);
    }
  }

  private ServingContext sparkContext(EngineInstance instance) {
    // PIO stops the context itself where no model needs it.
    if (spark == null || spark.isStopped()) {
      spark = ServingContext.of(instance);
    }
    return spark;
  }

  private ServerConfig serverConfig(EngineInstance instance, Enumeration.Value extractor) {
    Option<String> none = Option.empty();
    return new ServerConfig(instance.batch(), instance.id(), Option.apply(instance.engineId()),
        Option.apply(instance.engineVersion()), variant.uri, none, options.get("ip", "127.0.0.1"), options.port("port", 8000),
        options.has("feedback"), options.get("event-server-ip", "127.0.0.1"), options.port("event-server-port", 7070),
        Option.apply(Settings.env("PIO_EVENTSERVER_ACCESS_KEY", null)), none, none, none, false, false, extractor);
  }

  private static <T> scala.collection.immutable.List<T> list(List<T> list) {
    return JavaConversions.asScalaBuffer(list).toList();
  }
}
