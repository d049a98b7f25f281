package pio.launch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.predictionio.data.api.EventServerPlugin;
import org.apache.predictionio.workflow.EngineServerPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of the servers. PIO loads them itself, but one that fails there leaves a server without a service, and
 * one of an unknown kind as well: so they are looked through before.
 */
final class Plugins {
  private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);
  private static final String INPUT_BLOCKER = "inputblocker";
  private static final List<String> OF_EVENTS = Arrays.asList(INPUT_BLOCKER, "inputsniffer");
  private static final String OUTPUT_SNIFFER = "outputsniffer";
  private static final List<String> OF_ENGINE = Arrays.asList("outputblocker", OUTPUT_SNIFFER);
  /** Words of the database or its driver, which are not for clients. */
  private static final Pattern STORAGE = Pattern.compile("(?i)^\\W*(ERROR|FATAL|PANIC):|jdbc|sql|relation \"");

  private static volatile boolean blocksInput;
  private static volatile boolean sniffsOutput;

  private Plugins() {}

  /** Those of the event server: each that is there is at work. */
  static void ofEvents() {
    for (EventServerPlugin plugin : load(EventServerPlugin.class)) {
      requireKind(plugin, plugin.pluginType(), OF_EVENTS);
      blocksInput |= plugin.pluginType().equals(INPUT_BLOCKER);
      LOG.info("Plugin {} ({}) is at work.", plugin.pluginName(), plugin.pluginType());
    }
  }

  /** Those of the query server: the variant says which are to be at work, and PIO's own log which are. */
  static void ofEngine(Collection<String> enabled) {
    Collection<String> missing = new TreeSet<>(enabled);
    for (EngineServerPlugin plugin : load(EngineServerPlugin.class)) {
      requireKind(plugin, plugin.pluginType(), OF_ENGINE);
      if (missing.remove(plugin.pluginName())) {
        sniffsOutput |= plugin.pluginType().equals(OUTPUT_SNIFFER);
      }
    }
    for (String name : missing) {
      LOG.warn("The engine variant enables the plugin {}, but there is none of this name.", name);
    }
  }

  /** Whether some plugin wants to see queries with their answers. */
  static boolean sniffsOutput() {
    return sniffsOutput;
  }

  /**
   * Why a plugin refused an event, for the client; null where it was not a plugin that failed. PIO tells of both with
   * the same status and the exception's message alone.
   *
   * @param message what PIO's event server gives as the reason
   */
  static String refusal(String message) {
    boolean fromStorage = STORAGE.matcher(message).find() || EventReplies.isAway(message);
    return blocksInput && !fromStorage ? message : null;
  }

  private static <T> List<T> load(Class<T> kind) {
    List<T> plugins = new ArrayList<>();
    Iterator<T> found = ServiceLoader.load(kind).iterator();
    try {
      while (found.hasNext()) {
        plugins.add(found.next());
      }
    } catch (ServiceConfigurationError e) {
      throw unusable(e);
    } catch (LinkageError e) {
      throw unusable(e);
    }
    return plugins;
  }

  private static Failure unusable(Throwable error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    String why = cause == error ? "" : " (" + cause.getClass().getSimpleName() + ": " + Causes.firstLine(cause) + ")";
    return new Failure(Failure.CONFIGURATION, "a plugin cannot be loaded: " + Causes.firstLine(error) + why
        + ". Plugins come from the engine's own jar and from the jars in its directory plugins/.", error);
  }

  private static void requireKind(Object plugin, String kind, List<String> kinds) {
    if (!kinds.contains(kind)) {
      throw new Failure(Failure.CONFIGURATION, "the plugin " + plugin.getClass().getName() + " has the pluginType \"" + kind
          + "\"; here it can be " + String.join(" or ", kinds) + ".");
    }
  }
}
