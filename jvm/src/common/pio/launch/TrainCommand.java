package pio.launch;

import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.predictionio.data.storage.EngineInstance;
import org.apache.predictionio.workflow.CreateWorkflow;
import scala.Option;
import scala.collection.JavaConversions;
import scala.collection.Seq;

/**
 * {@code train}: PIO's own workflow in this JVM.
 *
 * <p>PIO 0.10 wants an "engine manifest" in its tables before it serves an engine. Ours is made in memory by
 * {@link EngineLoader}: the table's key is the engine's id alone, in 100 characters, so writing there could only fail.
 */
final class TrainCommand {
  private static final List<String> STOPS = Arrays.asList("stop-after-read", "stop-after-prepare");
  private static final List<String> FLAGS = Arrays.asList("skip-sanity-check", STOPS.get(0), STOPS.get(1));
  /** Stored with the training in clear and read back by a parser that fails on nothing: one harmless entry, by which we know it again. */
  private static final String MARK = "PIO_TRAINING";

  private TrainCommand() {}

  static void run(String[] args) {
    Options options = new Options(args, FLAGS.toArray(new String[0]));
    Variant variant = Variant.read(options.require("engine-variant"));
    List<URL> servers = ReloadCalls.read();
    String mark = UUID.randomUUID().toString();
    StorageCheck.run();
    AppIds.fill(options);
    // Parameters out of another place are no part of the digest.
    String from = options.has("engine-params-key") ? null : TrainedFrom.digest(options);
    Option<EngineInstance> same = from == null || !options.has("if-new") ? Option.empty() : with(options, variant, TrainedFrom.ENTRY, from);
    if (same.isDefined() && Stored.models().get(same.get().id()).isDefined()) {
      System.out.println("Nothing is new since engine instance " + same.get().id() + ", trained " + same.get().startTime()
          + ": not trained again.");
      return;
    }

    String environment = MARK + "=" + mark + (from == null ? "" : "," + TrainedFrom.ENTRY + "=" + from);
    List<String> workflow = workflowArguments(options, variant, environment);
    long start = System.currentTimeMillis();
    // PIO ends the JVM by itself, after an error in its log, where it finds the engine and its parameters at odds.
    Thread ended = new Thread(() -> System.err.println("pio: the training ended early: it was stopped, or the last ERROR line above says why."));
    Runtime.getRuntime().addShutdownHook(ended);
    EngineStop stop = EngineStop.watch();
    try {
      CreateWorkflow.main(workflow.toArray(new String[0]));
    } catch (Throwable error) {
      throw Explain.training(error);
    } finally {
      withdraw(ended);
    }
    Confirmed.afterWorkflow();
    String duration = String.format("%.1f s", (System.currentTimeMillis() - start) / 1000.0);
    if (STOPS.stream().anyMatch(options::has)) {
      System.out.println("Training stopped as asked after " + duration + ": no model was stored.");
      return;
    }
    if (stop.wasSeen()) {
      System.out.println("The engine itself stopped the training after " + duration + ", as some do that only look at events:"
          + " no model was stored.");
      return;
    }
    EngineInstance instance = made(() -> with(options, variant, MARK, mark));
    if (SparkCluster.isRemote() && ModelFiles.areElsewhere(instance.id())) {
      // PIO calls it completed, and a server would serve an empty model.
      Stored.models().delete(instance.id());
      Stored.trainings().delete(instance.id());
      throw new Failure(Failure.MODEL, "the engine saves its model as files on the local disk, and the executors of the Spark cluster wrote"
          + " them onto disks of their own: the training was discarded. Train it without --master spark://…, or mount one volume at"
          + " /tmp of this process and of all workers.");
    }
    if (SparkCluster.isYarn()) {
      ClusterFiles.fetch(instance.id());
    }
    ModelStore.save(instance.id());
    System.out.println("Training completed in " + duration + ": engine instance " + instance.id() + ".");
    ReloadCalls.make(servers);
  }

  private static EngineInstance made(Supplier<Option<EngineInstance>> search) {
    Option<EngineInstance> instance = Stored.visible(search);
    if (instance.isEmpty()) {
      throw new Failure(Failure.STORAGE, "the training ended, and the storage of the metadata does not show what was stored of it:"
          + " nothing serves this model. Look into the log of that storage, then train again.");
    }
    return instance.get();
  }

  /** The newest completed training of this engine that was kept with such an entry in its environment. */
  private static Option<EngineInstance> with(Options options, Variant variant, String name, String value) {
    Seq<EngineInstance> completed = Stored.trainings().getCompleted(
        options.require("engine-id"), options.require("engine-version"), variant.id);
    EngineInstance found = null;
    for (EngineInstance instance : JavaConversions.seqAsJavaList(completed)) {
      Option<String> entry = instance.env().get(name);
      boolean matches = entry.isDefined() && entry.get().equals(value);
      if (matches && (found == null || instance.startTime().isAfter(found.startTime()))) {
        found = instance;
      }
    }
    return Option.apply(found);
  }

  private static List<String> workflowArguments(Options options, Variant variant, String environment) {
    List<String> arguments = new ArrayList<>(Arrays.asList(
        "--engine-id", options.require("engine-id"),
        "--engine-version", options.require("engine-version"),
        "--engine-factory", options.require("engine-factory"),
        "--engine-variant", variant.uri,
        "--env", environment,
        "--batch", options.get("batch", ""),
        "--verbosity", Integer.toString(options.number("verbosity", 0))));
    if (options.has("engine-params-key")) {
      arguments.addAll(Arrays.asList("--engine-params-key", options.require("engine-params-key")));
    }
    for (String flag : FLAGS) {
      if (options.has(flag)) {
        arguments.add("--" + flag);
      }
    }
    return arguments;
  }

  private static void withdraw(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already (a signal, or PIO itself): the hook has run.
    }
  }
}
