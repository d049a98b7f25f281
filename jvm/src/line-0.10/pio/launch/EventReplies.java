package pio.launch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import spray.http.HttpResponse;

/** PIO's event server gives its clients the database driver's words, with internal hosts and ports; ours go to the log. */
final class EventReplies {
  private static final Logger LOG = LoggerFactory.getLogger(EventReplies.class);
  /** How PostgreSQL's driver and the connection pool speak of a database that is away, and not of a statement that is wrong. */
  private static final Pattern AWAY = Pattern.compile("(?i)connection|I/O error|shutting down|starting up|too many clients|time.?out");
  private static final int OK = 200;
  private static final int INTERNAL_ERROR = 500;
  private static final int UNAVAILABLE = 503;

  private EventReplies() {}

  static HttpResponse presentable(HttpResponse response) {
    int status = response.status().intValue();
    if (status == INTERNAL_ERROR) {
      String detail = response.entity().asString();
      log(detail);
      return Replies.response(status(detail), sentence(detail));
    }
    String body = status == OK ? response.entity().asString() : "";
    return body.contains("\"status\":" + INTERNAL_ERROR) ? batch(response, body) : response;
  }

  /** The answer to a batch is 200 with a status for each event. */
  private static HttpResponse batch(HttpResponse response, String body) {
    JsonArray events;
    try {
      JsonElement parsed = new JsonParser().parse(body);
      if (!parsed.isJsonArray()) {
        return response;
      }
      events = parsed.getAsJsonArray();
    } catch (JsonParseException e) {
      return response;
    }
    for (JsonElement element : events) {
      mend(element);
    }
    return Replies.json(OK, events);
  }

  private static void mend(JsonElement element) {
    JsonObject event = element.isJsonObject() ? element.getAsJsonObject() : new JsonObject();
    // Only in a batch's answer are both of these; a list of events has neither.
    if (!event.has("message") || !event.has("status") || !event.get("status").toString().equals("" + INTERNAL_ERROR)) {
      return;
    }
    String detail = event.get("message").toString();
    log(detail);
    event.addProperty("status", status(detail));
    event.addProperty("message", sentence(detail));
  }

  private static void log(String detail) {
    LOG.error("A request failed: {}", detail);
  }

  private static int status(String detail) {
    return AWAY.matcher(detail).find() ? UNAVAILABLE : INTERNAL_ERROR;
  }

  private static String sentence(String detail) {
    return AWAY.matcher(detail).find()
        ? "The storage does not answer; the log of the server says why. Try again."
        : "The event server failed on this request; the log of the server says why.";
  }
}
