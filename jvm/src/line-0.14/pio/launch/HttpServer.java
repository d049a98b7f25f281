package pio.launch;

import akka.actor.ActorSystem;
import akka.http.javadsl.ConnectHttp;
import akka.http.javadsl.Http;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.ActorMaterializer;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.util.ShutdownHookManager;

/** One listening address, an actor system behind it, and an orderly end of both. */
final class HttpServer {
  /** Seconds for a port to be bound, which takes milliseconds. */
  private static final int START_TIMEOUT = 30;
  /** Above Spark's hook (40) in Hadoop's order: a query in flight may still need Spark. */
  private static final int HOOK_PRIORITY = 100;

  private final InetSocketAddress address;
  private final OpenPort port = new OpenPort();
  private final ActorSystem system = ActorSystem.create("pio", ServerConf.settings());
  private final ActorMaterializer materializer = ActorMaterializer.create(system);
  private Front front;

  HttpServer(InetSocketAddress address) {
    this.address = address;
  }

  /**
   * Binds the address; when this returns the port is open.
   *
   * @param reload what {@code /reload} does, or null for a server that has neither that nor {@code /stop}
   */
  void listen(Service service, Runnable reload) {
    front = new Front(service, reload, materializer);
    ConnectHttp to = ConnectHttp.toHost(address.getAddress().getHostAddress(), address.getPort());
    ServerSettings settings = ServerSettings.create(system).withSocketOptions(Collections.singletonList(port));
    try {
      Http.get(system).bindAndHandleAsync(front::answer, to, settings, 1, system.log(), materializer).toCompletableFuture()
          .get(START_TIMEOUT, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw Port.taken(address);
    } catch (InterruptedException e) {
      throw Explain.anyError(e);
    }
    ShutdownHookManager.get().addShutdownHook(this::stop, HOOK_PRIORITY);
  }

  /** Another service takes over; what is in flight stays with the one before. */
  void replace(Service service) {
    front.replace(service);
  }

  void await() {
    system.getWhenTerminated().toCompletableFuture().join();
  }

  /**
   * On SIGTERM: ends each connection with its next answer, then takes no new ones, lets open requests finish, ends the
   * actors. The JVM's exit code is then 143 (128 + the signal), which is what container platforms expect of a process that
   * was told to stop.
   */
  private void stop() {
    try {
      front.leave();
      TimeUnit.SECONDS.sleep(Settings.shutdownDelay());
      port.close();
      front.drain(Settings.shutdownTimeout());
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.SECONDS);
    } catch (Exception e) {
      // The JVM ends anyway.
    }
  }
}
