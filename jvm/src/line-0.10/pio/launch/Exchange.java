package pio.launch;

import akka.actor.ActorRef;
import akka.actor.ReceiveTimeout;
import akka.actor.UntypedActor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple3;
import scala.concurrent.duration.FiniteDuration;
import spray.http.Confirmed;
import spray.http.HttpMessageEnd;
import spray.http.HttpResponse;

/** One request on its way through the service: passes the answer on and tells the front when it is complete. */
final class Exchange extends UntypedActor {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final int OK = 200;
  /** An answer that has not come by now never will; spray has told the client so long ago. */
  private static final FiniteDuration LONGEST = new FiniteDuration(10, TimeUnit.MINUTES);

  private final ActorRef client;
  private final Front.Backend backend;
  private final Mending mending;
  private final boolean closing;
  private final String query;

  /**
   * @param mending what mends the service's answer
   * @param closing whether the server is about to end, so that the client should open a new connection elsewhere
   * @param query the query, or null for a request of another kind
   */
  Exchange(ActorRef client, Front.Backend backend, Mending mending, boolean closing, String query) {
    this.client = client;
    this.backend = backend;
    this.mending = mending;
    this.closing = closing;
    this.query = query;
    getContext().setReceiveTimeout(LONGEST);
  }

  @Override
  public void onReceive(Object message) {
    if (message instanceof ReceiveTimeout) {
      getContext().stop(getSelf());
      return;
    }
    Object answer = message;
    if (message instanceof HttpResponse) {
      sniff((HttpResponse) message);
      HttpResponse shown = SprayReplies.mended((HttpResponse) message, mending);
      answer = closing ? SprayReplies.closing(shown) : shown;
    }
    // The sender stays visible: a chunked answer is acknowledged to it.
    client.tell(answer, getSender());
    Object part = message instanceof Confirmed ? ((Confirmed) message).messagePart() : message;
    if (part instanceof HttpMessageEnd) {
      getContext().stop(getSelf());
    }
  }

  /** PIO 0.10 has plugins of this kind and an actor for them, which it forgets to tell; later versions do. */
  private void sniff(HttpResponse answer) {
    if (query == null || answer.status().intValue() != OK || !Plugins.sniffsOutput()) {
      return;
    }
    try {
      Object seen = new Tuple3<>(backend.instance, PioJson.parse(query), PioJson.parse(answer.entity().asString()));
      getContext().actorSelection(backend.service.path().child("PluginsActor")).tell(seen, getSelf());
    } catch (Exception e) {
      // Not the client's business, whatever it is: the parser's own exceptions are not declared.
      LOG.warn("Plugins were not told of an answer: {}", Causes.firstLine(e));
    }
  }

  @Override
  public void postStop() {
    getContext().parent().tell(backend, getSelf());
  }
}
