package pio.launch;

import akka.actor.ActorIdentity;
import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.Identify;
import akka.actor.Props;
import akka.pattern.AskTimeoutException;
import akka.pattern.Patterns;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.util.ShutdownHookManager;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/** One listening address, an actor system behind it, and an orderly end of both. */
final class HttpServer {
  /** Seconds for an actor to be made or a port to be bound; both take milliseconds. */
  private static final int START_TIMEOUT = 30;
  /** Above Spark's hook (40) in Hadoop's order: a query in flight may still need Spark. */
  private static final int HOOK_PRIORITY = 100;

  /** Where PIO's services run, away from what serves the connections. */
  private static final String SERVICE_DISPATCHER = "pio.service-dispatcher";

  private final InetSocketAddress address;
  private final OpenPort port = new OpenPort();
  private final ActorSystem system = ActorSystem.create("pio", ServerConf.settings());
  private final AtomicInteger started = new AtomicInteger();
  private ActorRef front;

  HttpServer(InetSocketAddress address) {
    this.address = address;
  }

  /**
   * Binds the address; when this returns the port is open.
   *
   * @param reload what {@code /reload} does, or null for a server that has neither that nor {@code /stop}
   */
  void listen(Service service, Runnable reload) {
    front = system.actorOf(Props.create(Front.class, backend(service), reload), "master");
    ShutdownHookManager.get().addShutdownHook(this::stop, HOOK_PRIORITY);
    if (!Boolean.TRUE.equals(ask(front, new Front.Listen(address, port), START_TIMEOUT))) {
      throw Port.taken(address);
    }
  }

  /** Another service takes over; what is in flight stays with the one before. */
  void replace(Service service) {
    front.tell(new Front.Replace(backend(service)), ActorRef.noSender());
  }

  private Front.Backend backend(Service service) {
    service.companions.forEach((name, props) -> start(props, name));
    // A reload starts a second actor while the first still has its name.
    return new Front.Backend(start(service.props, service.name + "-" + started.incrementAndGet()), service.instance);
  }

  /** Starts an actor of PIO and waits until it is really there: a constructor that throws is only logged by akka. */
  private ActorRef start(Props props, String name) {
    ActorRef actor = system.actorOf(props.withDispatcher(SERVICE_DISPATCHER), name);
    Object answer = ask(actor, new Identify(name), START_TIMEOUT);
    if (!(answer instanceof ActorIdentity) || ((ActorIdentity) answer).getRef() == null) {
      throw new Failure(Failure.FAILED, "the " + name + " service could not be started; the last ERROR line above says why.");
    }
    return actor;
  }

  void await() {
    system.awaitTermination();
  }

  /**
   * On SIGTERM: ends each connection with its next answer, then takes no new ones, lets open requests finish, ends the
   * actors. The JVM's exit code is then 143 (128 + the signal), which is what container platforms expect of a process that
   * was told to stop.
   */
  private void stop() {
    try {
      front.tell(Front.LEAVE, ActorRef.noSender());
      TimeUnit.SECONDS.sleep(Settings.shutdownDelay());
      port.close();
      ask(front, Front.DRAIN, Settings.shutdownTimeout());
      system.shutdown();
      system.awaitTermination(new FiniteDuration(1, TimeUnit.SECONDS));
    } catch (Exception e) {
      // The JVM ends anyway.
    }
  }

  private static Object ask(ActorRef actor, Object message, int seconds) {
    try {
      // At least a moment: a timeout of zero would not even send the message.
      long millis = Math.max(TimeUnit.SECONDS.toMillis(seconds), 100);
      return Await.result(Patterns.ask(actor, message, millis), Duration.Inf());
    } catch (AskTimeoutException e) {
      return null;
    } catch (Exception e) {
      throw Explain.anyError(e);
    }
  }
}
