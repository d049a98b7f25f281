package pio.launch;

import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** After a training: tells query servers to load it, each by a POST to its {@code /reload}. */
final class ReloadCalls {
  private static final String URLS = "PIO_RELOAD_URLS";
  private static final int TIMEOUT_MILLIS = 10_000;

  private ReloadCalls() {}

  /** Refuses a URL that is none before the work starts. */
  static List<URL> read() {
    List<URL> urls = servers("/reload");
    if (!urls.isEmpty() && ServerConf.accessKey() == null) {
      throw new Failure(Failure.CONFIGURATION, URLS + " needs the key of those servers, in PIO_SERVER_ACCESS_KEY.");
    }
    return urls;
  }

  /** Where each of the servers has a path. */
  static List<URL> servers(String path) {
    List<URL> urls = new ArrayList<>();
    for (String word : Settings.env(URLS, "").trim().split("[\\s,]+")) {
      if (!word.isEmpty()) {
        urls.add(parse(word, path));
      }
    }
    return urls;
  }

  private static URL parse(String word, String path) {
    try {
      URL url = new URL(word);
      if (url.getProtocol().matches("https?") && !url.getHost().isEmpty() && url.getUserInfo() == null) {
        return new URL(url, path);
      }
    } catch (MalformedURLException e) {
      // Told below, together with what is a URL of another kind.
    }
    throw new Failure(Failure.CONFIGURATION, URLS + " has an entry that is not the address of a query server."
        + " It needs addresses such as http://web:8000, with blanks or commas between them.");
  }

  /** A server that does not answer does not undo the training: it finds the model at its next start. */
  static void make(List<URL> urls) {
    for (URL url : urls) {
      String where = url.getProtocol() + "://" + url.getAuthority();
      try {
        int status = post(url);
        if (status == HttpURLConnection.HTTP_OK) {
          System.out.println("Told " + where + " to reload.");
        } else {
          System.err.println("pio: " + where + " does not reload: it answered " + status
              + (status == HttpURLConnection.HTTP_UNAUTHORIZED ? ", so its PIO_SERVER_ACCESS_KEY is not the one here." : "."));
        }
      } catch (IOException e) {
        System.err.println("pio: " + where + " could not be told to reload: "
            + (e instanceof UnknownHostException ? "the host name is unknown." : Causes.firstLine(e)));
      }
    }
  }

  private static int post(URL url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(url, "/reload?accessKey=" + key()).openConnection();
    connection.setRequestMethod("POST");
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    // The key must not follow a redirect to somewhere else.
    connection.setInstanceFollowRedirects(false);
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private static String key() throws UnsupportedEncodingException {
    return URLEncoder.encode(ServerConf.accessKey(), "UTF-8");
  }
}
