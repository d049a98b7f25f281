package pio.launch;

import akka.actor.ActorRef;
import akka.actor.PoisonPill;
import akka.actor.Props;
import akka.actor.Terminated;
import akka.actor.UntypedActor;
import akka.io.Inet;
import akka.io.Tcp;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.apache.predictionio.data.storage.EngineInstance;
import org.apache.predictionio.workflow.ReloadServer;
import org.apache.predictionio.workflow.StopServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;
import spray.can.Http;
import spray.can.Http$;
import spray.can.server.ServerSettings;
import spray.http.HttpRequest;
import spray.http.Timedout;

/**
 * Stands between the connections and PIO's service: hands every request to the service of the moment, so that a reload
 * is one assignment, and counts them, so that neither a reload nor a stop cuts one off.
 *
 * <p>Its name must be "master": that is where PIO's service sends its own reload and stop messages.
 */
final class Front extends UntypedActor {
  /** From now on each answer ends its connection, and {@code /health} says that the server goes. */
  static final Object LEAVE = "leave";
  /** Ask to finish, with the port closed: answered once nothing is in flight. */
  static final Object DRAIN = "drain";
  /** After the last sign of life: time for an answer's bytes to leave, and for a request already on its way to be seen. */
  private static final FiniteDuration QUIET = new FiniteDuration(500, TimeUnit.MILLISECONDS);
  private static final Logger LOG = LoggerFactory.getLogger(Front.class);
  private static final int BACKLOG = 1024;

  /** Ask to bind an address: answered with true or false. */
  static final class Listen {
    private final InetSocketAddress address;
    private final OpenPort port;

    Listen(InetSocketAddress address, OpenPort port) {
      this.address = address;
      this.port = port;
    }
  }

  /** Ask whether it is quiet since there were so many signs of life. */
  private static final class Check {
    private final int signs;

    Check(int signs) {
      this.signs = signs;
    }
  }

  /** A freshly loaded service takes over. */
  static final class Replace {
    private final Backend backend;

    Replace(Backend backend) {
      this.backend = backend;
    }
  }

  /** A service and how many of its requests have no answer yet. */
  static final class Backend {
    final ActorRef service;
    /** The training that it answers from; null for a service that takes events. */
    final EngineInstance instance;
    private int inFlight;

    Backend(ActorRef service, EngineInstance instance) {
      this.service = service;
      this.instance = instance;
    }
  }

  private final ReloadThread reload;
  private final Mending mending;
  private Backend current;
  private int inFlight;
  /** Connections, requests and answers so far. */
  private int signs;
  private ActorRef listener;
  private ActorRef starter;
  private ActorRef drainer;
  private boolean leaving;

  Front(Backend service, Runnable reload) {
    this.current = service;
    this.reload = reload == null ? null : new ReloadThread(reload);
    this.mending = reload == null ? Mending.EVENTS : Mending.QUERIES;
  }

  @Override
  public void onReceive(Object message) {
    if (message instanceof HttpRequest) {
      signs++;
      request((HttpRequest) message);
    } else if (message instanceof Tcp.Connected) {
      signs++;
      getSender().tell(new Http.Register(getSelf(), Http.Register$.MODULE$.apply$default$2()), getSelf());
    } else if (message instanceof Backend) {
      finished((Backend) message);
    } else if (message instanceof Timedout) {
      timedOut((Timedout) message);
    } else if (message instanceof Replace) {
      replace(((Replace) message).backend);
    } else if (message instanceof ReloadServer) {
      reload.start();
    } else if (message instanceof StopServer) {
      stop();
    } else if (message == LEAVE) {
      leaving = true;
    } else if (message == DRAIN || message instanceof Check) {
      drain(message);
    } else {
      listening(message);
    }
  }

  private void listening(Object message) {
    if (message instanceof Listen) {
      starter = getSender();
      Listen listen = (Listen) message;
      scala.collection.immutable.List<Inet.SocketOption> options =
          scala.collection.immutable.List.<Inet.SocketOption>empty().$colon$colon(listen.port);
      Option<ServerSettings> defaults = Option.empty();
      Http$.MODULE$.get(getContext().system()).manager().tell(new Http.Bind(getSelf(), listen.address, BACKLOG, options,
          defaults, null), getSelf());
    } else if (message instanceof Tcp.Bound) {
      listener = getSender();
      getContext().watch(listener);
      starter.tell(true, getSelf());
    } else if (message instanceof Tcp.CommandFailed && listener == null) {
      starter.tell(false, getSelf());
    } else if (message instanceof Terminated && drainer == null) {
      // Never a JVM without its port.
      Replies.exit("the listening socket was closed", Failure.ADDRESS);
    }
  }

  private void request(HttpRequest request) {
    String path = request.uri().path().toString();
    if (path.equals(Health.PATH)) {
      reply(Health.answer(leaving));
      return;
    }
    if (reload != null && Replies.isControl(path)) {
      control(request, path);
      return;
    }
    String query = reload != null && Replies.isQuery(request.method().name(), path) ? request.entity().asString() : null;
    Answer unreadable = query == null ? null : Replies.unreadable(query);
    if (unreadable != null) {
      reply(unreadable);
      return;
    }
    current.inFlight++;
    inFlight++;
    ActorRef exchange = getContext().actorOf(Props.create(Exchange.class, getSender(), current, mending, leaving, query));
    current.service.tell(request, exchange);
  }

  private void reply(Answer answer) {
    SprayReplies.send(getSender(), answer, leaving);
  }

  private void control(HttpRequest request, String path) {
    Option<String> key = request.uri().query().get("accessKey");
    String refusal = Replies.refusal(request.method().name(), key.isDefined() ? key.get() : null);
    if (refusal != null) {
      reply(Answer.message(401, refusal));
    } else if (path.equals(Replies.RELOAD)) {
      reply(Answer.message(200, reload.start() ? "Reloading..." : "Reloading already..."));
    } else {
      reply(Answer.message(200, "Shutting down..."));
      stop();
    }
  }

  /** Not left to PIO's service, which may have no thread free to say it. */
  private void timedOut(Timedout timeout) {
    LOG.error("A request was not answered in time: {}", path(timeout));
    reply(Replies.timedOut());
  }

  /** Without the query string, which holds a key. */
  private static String path(Timedout timeout) {
    return timeout.request() instanceof HttpRequest ? ((HttpRequest) timeout.request()).uri().path().toString() : "an upload";
  }

  private void finished(Backend backend) {
    signs++;
    backend.inFlight--;
    inFlight--;
    retire(backend);
    if (drainer != null && inFlight == 0) {
      checkLater();
    }
  }

  private void replace(Backend next) {
    Backend before = current;
    current = next;
    retire(before);
  }

  private void retire(Backend backend) {
    if (backend != current && backend.inFlight == 0) {
      backend.service.tell(PoisonPill.getInstance(), getSelf());
    }
  }

  private void stop() {
    Replies.exit(null, 0);
  }

  private void drain(Object message) {
    if (message == DRAIN) {
      drainer = getSender();
      checkLater();
    } else if (inFlight == 0) {
      if (((Check) message).signs == signs) {
        drainer.tell(true, getSelf());
      } else {
        checkLater();
      }
    }
  }

  private void checkLater() {
    getContext().system().scheduler().scheduleOnce(QUIET, getSelf(), new Check(signs), getContext().dispatcher(), getSelf());
  }
}
