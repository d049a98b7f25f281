package pio.launch;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which trainings the query servers answer from, by their answers for probes. */
final class Served {
  private static final Pattern INSTANCE = Pattern.compile("\"engineInstanceId\"\\s*:\\s*\"([^\"]+)\"");
  private static final int TIMEOUT_MILLIS = 5_000;

  private Served() {}

  /**
   * Asks the servers that trainings tell to reload, or one in this container.
   *
   * @param latest the newest training, if it is known
   */
  static void tell(int port, String latest) {
    List<URL> servers = ReloadCalls.servers(Health.PATH);
    for (URL server : servers) {
      System.out.println("Query server " + server.getProtocol() + "://" + server.getAuthority() + ": " + state(server, latest));
    }
    if (servers.isEmpty()) {
      try {
        System.out.println("Query server in this container: " + state(new URL("http", "127.0.0.1", port, Health.PATH), latest));
      } catch (IOException e) {
        throw Explain.anyError(e);
      }
    }
  }

  private static String state(URL server, String latest) {
    try {
      Matcher instance = INSTANCE.matcher(get(server));
      if (!instance.find()) {
        return "it does not say what it serves";
      }
      String age = latest == null ? "" : instance.group(1).equals(latest) ? ", the newest" : ", not the newest";
      return "serves engine instance " + instance.group(1) + age;
    } catch (ConnectException e) {
      return "none listens";
    } catch (IOException e) {
      return "no answer (" + Causes.firstLine(e) + ")";
    }
  }

  private static String get(URL url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    try (InputStream body = connection.getInputStream();
        Scanner text = new Scanner(body, StandardCharsets.UTF_8.name()).useDelimiter("\\A")) {
      return text.hasNext() ? text.next() : "";
    } finally {
      connection.disconnect();
    }
  }
}
