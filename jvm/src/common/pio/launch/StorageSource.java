package pio.launch;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One storage source of PIO as its environment describes it, and the repositories that are kept there. */
final class StorageSource {
  static final List<String> REPOSITORIES = Arrays.asList("METADATA", "EVENTDATA", "MODELDATA");

  private static final Pattern JDBC_URL = Pattern.compile("jdbc:([a-z]+)://([^/?]*)/?([^?]*).*");
  private static final String POSTGRESQL_PORT = "5432";
  private static final String MYSQL_PORT = "3306";
  /** Where the servers of a kind listen when nothing else is said. */
  private static final Map<String, String> STANDARD_PORTS = new HashMap<>();

  static {
    STANDARD_PORTS.put("elasticsearch", "9300");
    STANDARD_PORTS.put("hbase", "2181");
    STANDARD_PORTS.put("hdfs", "8020");
  }

  /** PIO's own values. */
  private static final int CONNECTIONS = 8;
  private static final int PARTITIONS = 4;

  final String name;
  final String type;
  final String url;
  final String user;
  final String password;
  /** Where models are; empty for other backends. */
  final String path;
  /** The servers of Elasticsearch, HBase's ZooKeeper or HDFS's name node, as far as the environment names them. */
  final List<InetSocketAddress> servers;
  /** The most connections at a time. */
  final int connections;

  private StorageSource(String name) {
    this.name = name;
    this.type = setting(name, "TYPE");
    boolean jdbc = isJdbc();
    this.url = jdbc ? setting(name, "URL") : "";
    this.user = jdbc ? setting(name, "USERNAME") : "";
    this.password = jdbc ? setting(name, "PASSWORD") : "";
    this.path = type.equals("localfs") || type.equals("hdfs") ? value("PATH", value("HOSTS", "")) : "";
    if (type.equals("localfs") && path.isEmpty()) {
      throw new Failure(Failure.CONFIGURATION, "the storage is not configured: " + variable("PATH") + " is not set.");
    }
    this.servers = servers();
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

  /** The database in use, if there is one: PIO has one pool of connections, whatever the repositories say. */
  static StorageSource database() {
    return byRepository().values().stream().filter(StorageSource::isJdbc).findFirst().orElse(null);
  }

  boolean isJdbc() {
    return type.equals("jdbc");
  }

  boolean isMySql() {
    return url.startsWith("jdbc:mysql:");
  }

  /** A key of the source. */
  String value(String key, String otherwise) {
    return Settings.env(variable(key), otherwise);
  }

  String variable(String key) {
    return "PIO_STORAGE_SOURCES_" + name + "_" + key;
  }

  private List<InetSocketAddress> servers() {
    List<InetSocketAddress> found = new ArrayList<>();
    String standard = STANDARD_PORTS.get(type);
    String hosts = value("HOSTS", "");
    // PIO's own example has 0 for servers that HBase's file names.
    if (standard != null && !hosts.isEmpty() && !hosts.equals("0")) {
      String[] ports = value("PORTS", standard).split(",");
      String[] names = hosts.split(",");
      for (int i = 0; i < names.length; i++) {
        String port = ports[Math.min(i, ports.length - 1)].trim();
        if (!port.matches("[1-9]\\d{0,4}")) {
          throw new Failure(Failure.CONFIGURATION, variable("PORTS") + " is \"" + value("PORTS", "") + "\"; it needs ports, with commas between them.");
        }
        found.add(InetSocketAddress.createUnresolved(names[i].trim(), Integer.parseInt(port)));
      }
    }
    return found;
  }

  /** Host, port and database: never the user, the password or the query string. */
  String where() {
    Matcher matcher = JDBC_URL.matcher(url);
    if (!matcher.matches()) {
      return "the " + type + " source " + name + (servers.isEmpty() ? "" : " at " + servers.stream()
          .map(server -> server.getHostString() + ":" + server.getPort()).collect(java.util.stream.Collectors.joining(", ")));
    }
    String host = matcher.group(2).substring(matcher.group(2).lastIndexOf('@') + 1);
    boolean portGiven = host.matches(".*:\\d+");
    return "database \"" + matcher.group(3) + "\" at " + host + (portGiven || host.isEmpty() ? "" : ":" + (isMySql() ? MYSQL_PORT : POSTGRESQL_PORT));
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
