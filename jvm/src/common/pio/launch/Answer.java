package pio.launch;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.Collections;

/** An HTTP answer of our own: a status and JSON. */
final class Answer {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  final int status;
  final String body;

  private Answer(int status, String body) {
    this.status = status;
    this.body = body;
  }

  static Answer message(int status, String text) {
    return json(status, Collections.singletonMap("message", text));
  }

  static Answer json(int status, Object content) {
    return new Answer(status, JSON.toJson(content));
  }
}
