package pio.launch;

import java.util.Map;
import org.apache.predictionio.data.storage.App;
import org.apache.predictionio.data.storage.Channel;
import org.apache.predictionio.data.storage.EngineInstance;
import scala.Option;
import scala.collection.JavaConversions;

/** {@code check} and {@code status}: what this image is connected to, what was trained, and what is served. */
final class StatusCommands {
  private StatusCommands() {}

  /** One line for each repository: what, where, that it answers. */
  static void check() {
    for (Map.Entry<String, StorageSource> repository : StorageCheck.run().entrySet()) {
      StorageSource source = repository.getValue();
      String state = Probe.of(source) != null ? "ok" : "not checked";
      System.out.printf("%-9s  %s (%s): %s%n", repository.getKey(), source.where(), source.type, state);
    }
  }

  static void status(String[] args) {
    Options options = new Options(args);
    check();
    for (App app : JavaConversions.seqAsJavaList(Stored.apps().getAll())) {
      StringBuilder line = new StringBuilder("App \"" + app.name() + "\" (id " + app.id() + ")");
      String separator = ", channels: ";
      for (Channel channel : ChannelCommands.of(app)) {
        line.append(separator).append(channel.name());
        separator = ", ";
      }
      System.out.println(line);
    }
    String latest = options.has("engine-id") ? trained(options) : null;
    Served.tell(options.port("port", 0), latest);
  }

  /** Gives back the id of the newest training, if there is one. */
  private static String trained(Options options) {
    Variant variant = Variant.read(options.require("engine-variant"));
    Option<EngineInstance> latest = Stored.trainings().getLatestCompleted(
        options.require("engine-id"), options.require("engine-version"), variant.id);
    if (latest.isEmpty()) {
      System.out.println("Engine " + options.require("engine-id") + ": not trained yet");
      return null;
    }
    System.out.println("Engine " + options.require("engine-id") + ": last trained " + latest.get().endTime()
        + " (engine instance " + latest.get().id() + ")");
    return latest.get().id();
  }
}
