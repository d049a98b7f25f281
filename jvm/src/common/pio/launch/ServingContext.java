package pio.launch;

import java.util.Map;
import org.apache.predictionio.data.storage.EngineInstance;
import org.apache.predictionio.workflow.PersistentModelManifest;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import scala.collection.JavaConversions;
import scala.collection.Seq;
import scala.runtime.BoxedUnit;

/**
 * The Spark context of a query server.
 *
 * <p>PIO stops the context at the first model that needs none, while the next one is loaded with it, and it takes a model that it
 * has just trained in it for one that needs none. While it loads, such a context does not let itself be stopped.
 */
final class ServingContext extends SparkContext {
  private volatile boolean isHeld;

  private ServingContext(SparkConf conf) {
    super(conf);
  }

  /** The same as PIO's {@code WorkflowContext} makes of a training. */
  static ServingContext of(EngineInstance instance) {
    SparkConf conf = new SparkConf().setAppName("PredictionIO Serving: " + instance.engineFactory());
    for (Map.Entry<String, String> it : JavaConversions.mapAsJavaMap(instance.env()).entrySet()) {
      conf.setExecutorEnv(it.getKey(), it.getValue());
    }
    for (Map.Entry<String, String> it : JavaConversions.mapAsJavaMap(instance.sparkConf()).entrySet()) {
      conf.set(it.getKey(), it.getValue());
    }
    return new ServingContext(conf);
  }

  /** Tells whether one of the stored models may work with Spark: PIO trains it anew, or it loads itself. */
  static boolean isNeededBy(Seq<Object> persisted) {
    for (Object model : JavaConversions.seqAsJavaList(persisted)) {
      // PIO up to 0.10 writes the companion of Unit where it means its value.
      boolean isTrainedAnew = model instanceof BoxedUnit || model instanceof scala.Unit$;
      if (isTrainedAnew || model instanceof PersistentModelManifest) {
        return true;
      }
    }
    return false;
  }

  void hold(boolean isHeld) {
    this.isHeld = isHeld;
  }

  /** Spark's own name, by which its messages are chosen and shown. */
  @Override
  public String logName() {
    return SparkContext.class.getName();
  }

  @Override
  public void stop() {
    if (!isHeld) {
      super.stop();
    }
  }
}
