package pio.launch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the servers go by: an engine's own {@code server.conf}, below it our settings, below these PIO's. */
final class ServerConf {
  private static final String OURS = "pio-servers.conf";
  private static final String OWN = "server.conf";
  private static final String PIO = "org.apache.predictionio.server.";
  /** From the launcher, for a query server without a key of the user's. */
  private static final String RANDOM_KEY = "PIO_LAUNCH_SERVER_KEY";
  private static final Logger LOG = LoggerFactory.getLogger(ServerConf.class);

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
    return given.isEmpty() ? Settings.env(RANDOM_KEY, null) : given;
  }

  /** Where a key is that nobody chose. */
  static void tellOfKey() {
    String random = Settings.env(RANDOM_KEY, null);
    if (random != null && random.equals(accessKey())) {
      LOG.info("PIO_SERVER_ACCESS_KEY is not set: /reload and /stop take the random key in {}, which `pio reload` and"
          + " `pio undeploy` in this container use.", Settings.env("PIO_LAUNCH_SERVER_KEY_FILE", "the launcher's file"));
    }
  }

  private static boolean is(Config config, String name) {
    return config.hasPath(PIO + name) && config.getBoolean(PIO + name);
  }

  /** Empty where there is no such file on the class path. */
  private static Config parse(String name) {
    return ConfigFactory.parseResources(ServerConf.class.getClassLoader(), name);
  }
}
