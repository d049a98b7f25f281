package pio.launch;

import akka.actor.ActorRef;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import scala.Option;
import scala.collection.JavaConversions;
import spray.http.HttpEntity;
import spray.http.HttpEntity$;
import spray.http.HttpHeader;
import spray.http.HttpHeaders;
import spray.http.HttpRequest;
import spray.http.HttpResponse;
import spray.http.HttpResponse$;
import spray.http.ContentTypes$;
import spray.http.StatusCode$;

/** The answers that we give ourselves, and what is mended in those of PIO. */
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
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  private Replies() {}

  static boolean isControl(HttpRequest request) {
    String path = request.uri().path().toString();
    return path.equals(RELOAD) || path.equals(STOP);
  }

  /** Why a {@code /reload} or {@code /stop} is not done; null if it may. */
  static String refusal(HttpRequest request) {
    String key = Settings.env("PIO_SERVER_ACCESS_KEY", null);
    if (key == null) {
      return "Closed: no PIO_SERVER_ACCESS_KEY is set for this server.";
    }
    Option<String> given = request.uri().query().get("accessKey");
    // In constant time: the duration must not tell how much of a guess was right.
    boolean right = given.isDefined()
        && MessageDigest.isEqual(given.get().getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
    if (!right) {
      return "This needs the key of the server: ?accessKey=KEY";
    }
    return request.method().name().equals("POST") ? null : "Use POST.";
  }

  /** PIO answers such a query with 500 and a stack trace. Read with the more lenient of PIO's two parsers. */
  static boolean isUnreadableQuery(HttpRequest request) {
    if (!request.uri().path().toString().equals(QUERIES) || !request.method().name().equals("POST")) {
      return false;
    }
    try {
      com.google.gson.JsonElement query = new JsonParser().parse(request.entity().asString());
      return !query.isJsonObject() && !query.isJsonArray();
    } catch (JsonParseException e) {
      return true;
    }
  }

  static void send(ActorRef client, int status, String text) {
    client.tell(response(status, text), ActorRef.noSender());
  }

  /** What PIO's query server answered, without its stack trace. */
  static HttpResponse presentable(HttpResponse response) {
    if (response.status().intValue() == INTERNAL_ERROR) {
      String body = response.entity().asString();
      if (body.contains(EXTRACTION)) {
        return response(BAD_REQUEST, "The query does not have the fields that this engine wants; the log of the server says more.");
      } else if (body.contains(STACK_TRACE)) {
        return response(INTERNAL_ERROR, "The engine failed on this query; the log of the server says why.");
      }
    }
    return response;
  }

  static HttpResponse closing(HttpResponse response) {
    HttpHeader close = new HttpHeaders.Connection(JavaConversions.asScalaBuffer(Collections.singletonList("close")));
    return response.withHeaders(response.headers().$colon$colon(close));
  }

  static HttpResponse response(int status, String text) {
    return json(status, Collections.singletonMap("message", text));
  }

  static HttpResponse json(int status, Object content) {
    HttpEntity entity = HttpEntity$.MODULE$.apply(ContentTypes$.MODULE$.application$divjson(), JSON.toJson(content));
    HttpResponse$ make = HttpResponse$.MODULE$;
    return new HttpResponse(StatusCode$.MODULE$.int2StatusCode(status), entity, make.apply$default$3(), make.apply$default$4());
  }

  /** Ends the JVM from a thread of its own: an actor that waits for the end would be what the end waits for. */
  static void exit(String reason, int exitCode) {
    if (reason != null) {
      System.err.println("pio: " + reason + ".");
    }
    new Thread(() -> System.exit(exitCode), "exit").start();
  }
}
