package pio.launch;

import akka.actor.Props;
import java.net.InetSocketAddress;
import org.apache.predictionio.data.api.EventServerConfig;
import org.apache.predictionio.data.api.EventServiceActor;
import org.apache.predictionio.data.api.PluginsActor;
import org.apache.predictionio.data.api.StatsActor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code eventserver}: PIO's service behind our own listener, which knows whether it has its port. */
final class EventServerCommand {
  private static final Logger LOG = LoggerFactory.getLogger(EventServerCommand.class);

  private EventServerCommand() {}

  static void run(String[] args) {
    Options options = new Options(args, "stats");
    InetSocketAddress address = HttpServer.address(options);
    StorageCheck.run();
    HttpServer.requireFree(address);

    EventServerConfig config = new EventServerConfig(options.require("ip"), address.getPort(), "plugins", options.has("stats"));
    HttpServer server = new HttpServer(address);
    // The service looks for these two by name.
    server.start(Props.create(PluginsActor.class), "PluginsActor");
    if (config.stats()) {
      server.start(Props.create(StatsActor.class), "StatsActor");
    }
    server.listen(server.start(service(config), "events"), null);
    LOG.info("Taking events at http://{}:{}/events.json.", config.ip(), address.getPort());
    server.await();
  }

  private static Props service(EventServerConfig config) {
    return Props.create(EventServiceActor.class, Stored.events(), Stored.accessKeys(),
        Stored.channels(), config);
  }
}
