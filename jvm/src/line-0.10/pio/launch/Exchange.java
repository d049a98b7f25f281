package pio.launch;

import akka.actor.ActorRef;
import akka.actor.ReceiveTimeout;
import akka.actor.UntypedActor;
import java.util.concurrent.TimeUnit;
import scala.concurrent.duration.FiniteDuration;
import spray.http.Confirmed;
import spray.http.HttpMessageEnd;
import spray.http.HttpResponse;

/** One request on its way through the service: passes the answer on and tells the front when it is complete. */
final class Exchange extends UntypedActor {
  /** An answer that has not come by now never will; spray has told the client so long ago. */
  private static final FiniteDuration LONGEST = new FiniteDuration(10, TimeUnit.MINUTES);

  private final ActorRef client;
  private final Front.Backend backend;
  private final Mending mending;
  private final boolean closing;

  /**
   * @param mending what mends the service's answer
   * @param closing whether the server is about to end, so that the client should open a new connection elsewhere
   */
  Exchange(ActorRef client, Front.Backend backend, Mending mending, boolean closing) {
    this.client = client;
    this.backend = backend;
    this.mending = mending;
    this.closing = closing;
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

  @Override
  public void postStop() {
    getContext().parent().tell(backend, getSelf());
  }
}
