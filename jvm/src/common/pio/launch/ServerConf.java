package pio.launch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** What the servers go by: an engine's own {@code server.conf}, below it our settings, below these PIO's. */
final class ServerConf {
  private static final String OURS = "pio-servers.conf";
  private static final String OWN = "server.conf";
  private static final String PIO = "org.apache.predictionio.server.";

  private static boolean told;

  private ServerConf() {}

  static Config settings() {
    Config own = parse(OWN);
    if (is(own, "ssl-enforced") && !told) {
      told = true;
      System.err.println("pio: server.conf asks for TLS, which this server does not speak: let what stands before it do so.");
    }
    return ConfigFactory.defaultOverrides().withFallback(own).withFallback(parse(OURS)).withFallback(ConfigFactory.load());
  }

  /** The key for {@code /stop} and {@code /reload}; null where there is none, and both are closed. */
  static String accessKey() {
    String key = Settings.env("PIO_SERVER_ACCESS_KEY", null);
    if (key != null) {
      return key;
    }
    Config own = parse(OWN);
    String given = own.hasPath(PIO + "accessKey") ? own.getString(PIO + "accessKey") : "";
    return given.isEmpty() ? null : given;
  }

  private static boolean is(Config config, String name) {
    return config.hasPath(PIO + name) && config.getBoolean(PIO + name);
  }

  /** Empty where there is no such file on the class path. */
  private static Config parse(String name) {
    return ConfigFactory.parseResources(ServerConf.class.getClassLoader(), name);
  }
}
