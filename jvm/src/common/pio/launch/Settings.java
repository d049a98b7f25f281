package pio.launch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Settings that reach the JVM through its environment. */
final class Settings {
  /** Seconds that a process waits for its storage, unless {@code PIO_STORAGE_WAIT} says otherwise. */
  private static final int STORAGE_WAIT = 60;
  private static final int STORAGE_TIMEOUT = 300;
  /** Seconds that a process waits for the master of its cluster, unless {@code PIO_SPARK_WAIT} says otherwise. */
  private static final int SPARK_WAIT = 60;
  /** Seconds that a stopping server gives its open requests: Heroku and Kubernetes kill after 30. */
  private static final int SHUTDOWN_TIMEOUT = 10;
  /** Seconds that a stopping server still takes connections: most who send requests learn of its end in that time. */
  private static final int SHUTDOWN_DELAY = 1;

  private static final String LOG_LEVEL = "INFO";
  private static final List<String> LOG_LEVELS = Arrays.asList("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE");

  private static final String TEXT = "text";
  private static final String JSON = "json";

  private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,8}");

  private Settings() {}

  static int storageWait() {
    return seconds("PIO_STORAGE_WAIT", STORAGE_WAIT);
  }

  /** Seconds that a statement may take in a database; the launcher sets it for each process. */
  static int storageTimeout() {
    return count("PIO_STORAGE_TIMEOUT", STORAGE_TIMEOUT);
  }

  static int sparkWait() {
    return seconds("PIO_SPARK_WAIT", SPARK_WAIT);
  }

  /** 0: a query server keeps to the training that it loaded, until it is told to reload. */
  static int reloadInterval() {
    return seconds("PIO_RELOAD_INTERVAL", 0);
  }

  private static int shutdownTimeout() {
    return seconds("PIO_SHUTDOWN_TIMEOUT", SHUTDOWN_TIMEOUT);
  }

  /** Seconds that are left for open requests when the port is closed. */
  static int drainTimeout() {
    return Math.max(0, shutdownTimeout() - shutdownDelay());
  }

  static int shutdownDelay() {
    return seconds("PIO_SHUTDOWN_DELAY", SHUTDOWN_DELAY);
  }

  static String logLevel() {
    String level = env("PIO_LOG_LEVEL", LOG_LEVEL).toUpperCase(Locale.ROOT);
    // log4j would take an unknown word for DEBUG, and a log must not stop a process.
    return LOG_LEVELS.contains(level) ? level : LOG_LEVEL;
  }

  /** What to say about a level that is not one; null if all is well. */
  static String logLevelWarning() {
    String level = env("PIO_LOG_LEVEL", LOG_LEVEL);
    return level.equalsIgnoreCase(logLevel()) ? null : "PIO_LOG_LEVEL is \"" + level + "\", which is none of "
        + String.join(", ", LOG_LEVELS).toLowerCase(Locale.ROOT) + ". It counts as info.";
  }

  static boolean json() {
    return env("PIO_LOG_FORMAT", TEXT).equalsIgnoreCase(JSON);
  }

  /** What to say about a form that there is not; null if all is well. */
  static String logFormatWarning() {
    String format = env("PIO_LOG_FORMAT", TEXT);
    return json() || format.equalsIgnoreCase(TEXT) ? null
        : "PIO_LOG_FORMAT is \"" + format + "\", which is none of text, json. It counts as text.";
  }

  static boolean debug() {
    return logLevel().equals("DEBUG") || logLevel().equals("TRACE");
  }

  /** A variable that is set but empty counts as not set: platforms cannot always unset one. */
  static String env(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** A whole number of 1 or more. */
  static int count(String name, int otherwise) {
    String value = env(name, Integer.toString(otherwise));
    if (!COUNT.matcher(value).matches()) {
      throw new Failure(Failure.CONFIGURATION, name + " is \"" + value + "\"; it needs a whole number, 1 or more.");
    }
    return Integer.parseInt(value);
  }

  private static int seconds(String name, int otherwise) {
    String value = env(name, Integer.toString(otherwise));
    try {
      int seconds = Integer.parseInt(value.trim());
      if (seconds >= 0) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // Told below, together with negative numbers.
    }
    throw new Failure(Failure.CONFIGURATION, name + " is \"" + value + "\"; it needs a whole number of seconds, 0 or more.");
  }
}
