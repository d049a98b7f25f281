package pio.launch;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What a query server answers itself, and what is mended in the answers of PIO's service. */
final class Replies {
  static final String RELOAD = "/reload";
  private static final String STOP = "/stop";
  private static final String QUERIES = "/queries.json";
  /** PIO answers a failed query with the engine's stack trace; the log has it too, where it belongs. */
  private static final String STACK_TRACE = "\n\nStack Trace:\n";
  /** In such a stack trace: PIO was still making the engine's query out of the JSON. */
  private static final String EXTRACTION = "JsonExtractor$.extract(";
  private static final int BAD_REQUEST = 400;
  private static final int INTERNAL_ERROR = 500;

  private Replies() {}

  static boolean isControl(String path) {
    return path.equals(RELOAD) || path.equals(STOP);
  }

  /**
   * Why a {@code /reload} or {@code /stop} is not done; null if it may.
   *
   * @param given the key in the request, or null
   */
  static String refusal(String method, String given) {
    String key = ServerConf.accessKey();
    if (key == null) {
      return "Closed: no PIO_SERVER_ACCESS_KEY is set for this server.";
    }
    // In constant time: the duration must not tell how much of a guess was right.
    boolean right = given != null
        && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
    if (!right) {
      return "This needs the key of the server: ?accessKey=KEY";
    }
    return method.equals("POST") ? null : "Use POST.";
  }

  static boolean isQuery(String method, String path) {
    return path.equals(QUERIES) && method.equals("POST");
  }

  /** PIO answers such a query with 500 and a stack trace. Read with the more lenient of PIO's two parsers. */
  static Answer unreadable(String query) {
    try {
      JsonElement read = new JsonParser().parse(query);
      if (read.isJsonObject() || read.isJsonArray()) {
        return null;
      }
    } catch (JsonParseException e) {
      // Told below, together with a bare word or number.
    }
    return Answer.message(BAD_REQUEST, "The query is not JSON.");
  }

  /** What goes out instead of an answer of PIO's query server; null where that is presentable. */
  static Answer instead(int status, String body) {
    if (status == BAD_REQUEST) {
      // PIO's bare sentence about the query, not in JSON.
      return Answer.message(BAD_REQUEST, body);
    } else if (body.contains(EXTRACTION)) {
      return Answer.message(BAD_REQUEST, "The query does not have the fields that this engine wants; the log of the server says more.");
    } else if (body.contains(STACK_TRACE)) {
      return Answer.message(INTERNAL_ERROR, "The engine failed on this query; the log of the server says why.");
    }
    return null;
  }

  static Answer timedOut() {
    return Answer.message(503, "No answer in time. Try again; the log of the server may say why.");
  }

  /** Ends the JVM from a thread of its own: what waits for the end would else be what the end waits for. */
  static void exit(String reason, int exitCode) {
    if (reason != null) {
      System.err.println("pio: " + reason + ".");
    }
    new Thread(() -> System.exit(exitCode), "exit").start();
  }
}
