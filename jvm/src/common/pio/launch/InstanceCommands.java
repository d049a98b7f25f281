package pio.launch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.predictionio.data.storage.EngineInstance;
import scala.collection.JavaConversions;

/** {@code instances list|show|delete|prune}: the trainings in the storage, which PIO calls engine instances. */
final class InstanceCommands {
  private static final String COMPLETED = "COMPLETED";
  private static final String ROW = "%-36s  %-9s  %-20s  %8s  %s%n";

  private InstanceCommands() {}

  static void run(String[] args) {
    Options options = new Options(args);
    String command = options.word(0, "the command after \"instances\" (list, show, delete or prune)");
    StorageCheck.run();
    switch (command) {
      case "list":
        list();
        break;
      case "show":
        show(require(options.word(1, "the engine instance's id")));
        break;
      case "delete":
        delete(options.words().subList(1, options.words().size()));
        break;
      case "prune":
        prune(options.number("keep", 0));
        break;
      default:
        throw new Failure(Failure.USAGE, "there is no command \"instances " + command + "\": use list, show, delete or prune.");
    }
  }

  /** Newest first. */
  private static List<EngineInstance> all() {
    List<EngineInstance> all = new ArrayList<>(JavaConversions.seqAsJavaList(Stored.trainings().getAll()));
    all.sort(Comparator.comparing(EngineInstance::startTime).reversed());
    return all;
  }

  private static void list() {
    List<EngineInstance> all = all();
    System.out.printf(ROW, "ID", "Status", "Started", "Took", "Engine, variant");
    for (EngineInstance instance : all) {
      System.out.printf(ROW, instance.id(), instance.status(), instance.startTime().toString("yyyy-MM-dd HH:mm:ss"),
          isCompleted(instance) ? took(instance) : "-", instance.engineId() + ", " + instance.engineVersion());
    }
    System.out.println("Finished listing " + all.size() + " engine instance(s).");
  }

  private static void show(EngineInstance instance) {
    line("ID", instance.id());
    line("Status", instance.status());
    line("Started", instance.startTime().toString());
    line("Took", isCompleted(instance) ? took(instance) : "-");
    line("Engine", instance.engineId());
    line("Variant", instance.engineVersion() + ", id \"" + instance.engineVariant() + "\"");
    line("Factory", instance.engineFactory());
    line("Label", instance.batch().isEmpty() ? "-" : instance.batch());
    line("Data source", instance.dataSourceParams());
    line("Preparator", instance.preparatorParams());
    line("Algorithms", instance.algorithmsParams());
    line("Serving", instance.servingParams());
    line("Model", Stored.models().get(instance.id()).isDefined() ? "stored" : "not stored");
  }

  private static void line(String name, String value) {
    System.out.printf("%11s: %s%n", name, value);
  }

  /** All ids are looked up before the first one goes. */
  private static void delete(List<String> ids) {
    List<EngineInstance> instances = new ArrayList<>();
    for (String id : ids) {
      instances.add(require(id));
    }
    for (EngineInstance instance : instances) {
      delete(instance);
    }
    System.out.println("Deleted " + instances.size() + " engine instance(s) with their models.");
  }

  /** Keeps the newest completed ones of each engine and variant; what did not complete within a day goes when newer ones did. */
  private static void prune(int keep) {
    List<EngineInstance> all = all();
    int deleted = 0;
    for (EngineInstance instance : all) {
      long newer = all.stream()
          .filter(other -> isCompleted(other) && other.startTime().isAfter(instance.startTime()) && sameEngine(other, instance))
          .count();
      if (newer >= keep && !mayBeRunning(instance)) {
        delete(instance);
        deleted++;
      }
    }
    System.out.println("Deleted " + deleted + " engine instance(s) with their models, kept " + (all.size() - deleted) + ".");
  }

  private static boolean sameEngine(EngineInstance one, EngineInstance other) {
    return one.engineId().equals(other.engineId()) && one.engineVersion().equals(other.engineVersion())
        && one.engineVariant().equals(other.engineVariant());
  }

  /** The entry first: what is left of an interrupted run is never taken for a model that can be served. */
  private static void delete(EngineInstance instance) {
    Stored.trainings().delete(instance.id());
    ModelStore.delete(instance.id());
    Stored.models().delete(instance.id());
  }

  private static EngineInstance require(String id) {
    return JavaConversions.seqAsJavaList(Stored.trainings().getAll()).stream()
        .filter(instance -> instance.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new Failure(Failure.FAILED, "there is no engine instance " + id + ". See \"pio instances list\"."));
  }

  private static boolean isCompleted(EngineInstance instance) {
    return instance.status().equals(COMPLETED);
  }

  /** A training says nothing of itself until it completes. */
  private static boolean mayBeRunning(EngineInstance instance) {
    return !isCompleted(instance) && instance.startTime().plusDays(1).isAfterNow();
  }

  private static String took(EngineInstance instance) {
    Duration took = Duration.ofMillis(instance.endTime().getMillis() - instance.startTime().getMillis());
    return took.toHours() > 0 ? took.toHours() + "h " + took.toMinutes() % 60 + "m" : took.toMinutes() > 0
        ? took.toMinutes() + "m " + took.getSeconds() % 60 + "s" : String.format("%.1fs", took.toMillis() / 1000.0);
  }
}
