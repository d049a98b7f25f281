package pio.launch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PIO's event server gives its clients the database driver's words, with internal hosts and ports; ours go to the log. */
final class EventReplies {
  private static final Logger LOG = LoggerFactory.getLogger(EventReplies.class);
  /** How drivers and the connection pool speak of a database that is away, and not of a statement that is wrong. */
  private static final Pattern AWAY = Pattern.compile("(?i)connection|link failure|I/O error|shutting down|starting up|too many clients|time.?out|cancel|cannot be used|did not confirm");
  /** How PostgreSQL, MySQL and HDFS speak of a disk or a quota without room. */
  private static final Pattern FULL = Pattern.compile("(?i)no space left|disk (?:is )?full|table .* is full|quota");
  /** What PIO's service says with status 500 where the request is wrong: what it requires, or how a time is written. */
  private static final Pattern REFUSED = Pattern.compile("(?s)(?:requirement failed: )?(the parameter .*|Invalid format: .*|Cannot parse .*)");
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int INTERNAL_ERROR = 500;
  private static final int UNAVAILABLE = 503;

  private EventReplies() {}

  /** What goes out instead of an answer of PIO's event server; null where that is presentable. */
  static Answer instead(int status, String body) {
    if (status == INTERNAL_ERROR) {
      String refusal = refusal(body);
      if (refusal != null) {
        return Answer.message(BAD_REQUEST, refusal);
      }
      log(body);
      return Answer.message(status(body), sentence(body));
    }
    return status == OK && body.contains("\"status\":" + INTERNAL_ERROR) ? batch(body) : null;
  }

  /**
   * Why a plugin or the service refuses the request, which its sender can mend; null where the service itself failed.
   *
   * @param body the answer of PIO's event server, or a part of it
   */
  private static String refusal(String body) {
    String message = message(body);
    Matcher refused = REFUSED.matcher(message);
    return refused.matches() ? refused.group(1) : Plugins.refusal(message);
  }

  private static String message(String body) {
    try {
      JsonElement parsed = new JsonParser().parse(body);
      if (parsed.isJsonObject() && parsed.getAsJsonObject().has("message")) {
        return parsed.getAsJsonObject().get("message").getAsString();
      }
      return parsed.isJsonPrimitive() ? parsed.getAsString() : body;
    } catch (JsonParseException | UnsupportedOperationException e) {
      return body;
    }
  }

  /** The answer to a batch is 200 with a status for each event. */
  private static Answer batch(String body) {
    JsonElement parsed;
    try {
      parsed = new JsonParser().parse(body);
    } catch (JsonParseException e) {
      return null;
    }
    if (parsed.isJsonObject() && failed(parsed.getAsJsonObject())) {
      // PIO 0.14 says so with 200 where the whole batch failed.
      return instead(INTERNAL_ERROR, parsed.getAsJsonObject().get("message").toString());
    } else if (!parsed.isJsonArray()) {
      return null;
    }
    JsonArray events = parsed.getAsJsonArray();
    for (JsonElement element : events) {
      mend(element);
    }
    return Answer.json(OK, events);
  }

  /** Only in a batch's answer are both of these; a list of events has neither. */
  private static boolean failed(JsonObject event) {
    return event.has("message") && event.has("status") && event.get("status").toString().equals("" + INTERNAL_ERROR);
  }

  private static void mend(JsonElement element) {
    JsonObject event = element.isJsonObject() ? element.getAsJsonObject() : new JsonObject();
    if (!failed(event)) {
      return;
    }
    String detail = event.get("message").toString();
    String refusal = refusal(detail);
    if (refusal == null) {
      log(detail);
    }
    event.addProperty("status", refusal == null ? status(detail) : BAD_REQUEST);
    event.addProperty("message", refusal == null ? sentence(detail) : refusal);
  }

  private static void log(String detail) {
    LOG.error("A request failed: {}", detail);
  }

  /** Whether these are words about a database that does not answer. */
  static boolean isAway(String detail) {
    return AWAY.matcher(detail).find();
  }

  private static int status(String detail) {
    return isAway(detail) || isFull(detail) ? UNAVAILABLE : INTERNAL_ERROR;
  }

  private static boolean isFull(String detail) {
    return FULL.matcher(detail).find();
  }

  private static String sentence(String detail) {
    if (isFull(detail)) {
      return "The storage is full, and nothing was stored; the log of the server says what. Try again when there is room.";
    }
    return isAway(detail)
        ? "The storage does not answer; the log of the server says why. Try again."
        : "The event server failed on this request; the log of the server says why.";
  }
}
