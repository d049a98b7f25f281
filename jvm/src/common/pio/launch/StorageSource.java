package pio.launch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One storage source of PIO as its environment describes it, and the repositories that are kept there. */
final class StorageSource {
  static final List<String> REPOSITORIES = Arrays.asList("METADATA", "EVENTDATA", "MODELDATA");

  private static final Pattern JDBC_URL = Pattern.compile("jdbc:([a-z]+)://([^/?]*)/?([^?]*).*");
  private static final String DEFAULT_PORT = "5432";
  /** PIO's own values. */
  private static final int CONNECTIONS = 8;
  private static final int PARTITIONS = 4;

  final String name;
  final String type;
  final String url;
  final String user;
  final String password;
  /** The most connections at a time. */
  final int connections;

  private StorageSource(String name) {
    this.name = name;
    this.type = setting(name, "TYPE");
    boolean jdbc = isJdbc();
    this.url = jdbc ? setting(name, "URL") : "";
    this.user = jdbc ? setting(name, "USERNAME") : "";
    this.password = jdbc ? setting(name, "PASSWORD") : "";
    this.connections = count(name, "CONNECTIONS", CONNECTIONS);
    // Read by PIO alone, but only once a training is under way.
    count(name, "PARTITIONS", PARTITIONS);
  }

  /** The source of each repository, by the repository's name. */
  static Map<String, StorageSource> byRepository() {
    Map<String, StorageSource> sources = new LinkedHashMap<>();
    for (String repository : REPOSITORIES) {
      require("PIO_STORAGE_REPOSITORIES_" + repository + "_NAME");
      sources.put(repository, new StorageSource(require("PIO_STORAGE_REPOSITORIES_" + repository + "_SOURCE")));
    }
    return sources;
  }

  boolean isJdbc() {
    return type.equals("jdbc");
  }

  /** Host, port and database: never the user, the password or the query string. */
  String where() {
    Matcher matcher = JDBC_URL.matcher(url);
    if (!matcher.matches()) {
      return "the " + type + " source " + name;
    }
    String host = matcher.group(2).substring(matcher.group(2).lastIndexOf('@') + 1);
    boolean portGiven = host.matches(".*:\\d+");
    return "database \"" + matcher.group(3) + "\" at " + host + (portGiven || host.isEmpty() ? "" : ":" + DEFAULT_PORT);
  }

  private static String setting(String source, String key) {
    String variable = "PIO_STORAGE_SOURCES_" + source + "_" + key;
    // A password may be empty: the server may trust the address instead.
    return key.equals("PASSWORD") && System.getenv(variable) != null ? System.getenv(variable) : require(variable);
  }

  private static int count(String source, String key, int otherwise) {
    return Settings.count("PIO_STORAGE_SOURCES_" + source + "_" + key, otherwise);
  }

  private static String require(String variable) {
    String value = Settings.env(variable, null);
    if (value == null) {
      throw new Failure(Failure.CONFIGURATION, "the storage is not configured: " + variable + " is not set.");
    }
    return value;
  }
}
