package pio.launch;

import akka.actor.ActorRef;
import java.util.Collections;
import scala.collection.JavaConversions;
import spray.http.ContentTypes$;
import spray.http.HttpEntity;
import spray.http.HttpEntity$;
import spray.http.HttpHeader;
import spray.http.HttpHeaders;
import spray.http.HttpResponse;
import spray.http.HttpResponse$;
import spray.http.StatusCode$;

/** Our answers as spray's. */
final class SprayReplies {
  private SprayReplies() {}

  /** @param closing whether the server is about to end, so that the client should open a new connection elsewhere */
  static void send(ActorRef client, Answer answer, boolean closing) {
    HttpResponse response = response(answer);
    client.tell(closing ? closing(response) : response, ActorRef.noSender());
  }

  static HttpResponse mended(HttpResponse response, Mending mending) {
    int status = response.status().intValue();
    Answer instead = mending.reads(status) ? mending.instead(status, response.entity().asString()) : null;
    return instead == null ? response : response(instead);
  }

  static HttpResponse closing(HttpResponse response) {
    HttpHeader close = new HttpHeaders.Connection(JavaConversions.asScalaBuffer(Collections.singletonList("close")));
    return response.withHeaders(response.headers().$colon$colon(close));
  }

  private static HttpResponse response(Answer answer) {
    HttpEntity entity = HttpEntity$.MODULE$.apply(ContentTypes$.MODULE$.application$divjson(), answer.body);
    HttpResponse$ make = HttpResponse$.MODULE$;
    return new HttpResponse(StatusCode$.MODULE$.int2StatusCode(answer.status), entity, make.apply$default$3(), make.apply$default$4());
  }
}
