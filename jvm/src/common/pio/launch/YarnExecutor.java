package pio.launch;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * What an executor on YARN does before Spark: this class is an agent of its JVM, since Spark on YARN starts executors of its own class.
 *
 * <p>The storage's settings come with Hadoop's credentials, as the cluster's own secrets do. YARN keeps these in files that only the
 * user of the process can read; an environment would be in the web interface, and in a script.
 */
public final class YarnExecutor {
  private static final Text ENVIRONMENT = new Text("pio.environment");
  /** PIO's settings and the places of data; what the process itself is to be stays that of its machine. */
  private static final String[] SENT = {"PIO_", "DATABASE_URL", "JDBC_DATABASE_", "AWS_"};
  /** Of the launcher and for its JVM alone. */
  private static final String OWN = "PIO_LAUNCH_";

  private YarnExecutor() {}

  /** For the driver: lets executors have its storage. */
  static void send() throws IOException {
    Credentials credentials = new Credentials();
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> variable : new TreeMap<>(System.getenv()).entrySet()) {
      if (isSent(variable.getKey())) {
        lines.add(variable.getKey() + "=" + variable.getValue());
      }
    }
    credentials.addSecretKey(ENVIRONMENT, String.join("\0", lines).getBytes(StandardCharsets.UTF_8));
    UserGroupInformation.getLoginUser().addCredentials(credentials);
  }

  private static boolean isSent(String name) {
    for (String prefix : SENT) {
      if (name.startsWith(prefix)) {
        return !name.startsWith(OWN);
      }
    }
    return false;
  }

  /** Called by the JVM before its main class. */
  public static void premain(String arguments) throws Exception {
    ProcessSetup.logging();
    String file = System.getenv(UserGroupInformation.HADOOP_TOKEN_FILE_LOCATION);
    if (file == null) {
      return;
    }
    byte[] lines = Credentials.readTokenStorageFile(new File(file), new Configuration()).getSecretKey(ENVIRONMENT);
    if (lines != null) {
      Map<String, String> environment = environment();
      for (String line : new String(lines, StandardCharsets.UTF_8).split("\0")) {
        String[] variable = line.split("=", 2);
        environment.putIfAbsent(variable[0], variable[1]);
      }
    }
  }

  /** Java 8, which Spark needs, has the variables in a map behind one that cannot be changed. */
  @SuppressWarnings("unchecked")
  private static Map<String, String> environment() throws ReflectiveOperationException {
    Field map = System.getenv().getClass().getDeclaredField("m");
    map.setAccessible(true);
    return (Map<String, String>) map.get(System.getenv());
  }
}
