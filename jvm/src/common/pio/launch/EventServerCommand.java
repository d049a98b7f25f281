package pio.launch;

import java.net.InetSocketAddress;
import org.apache.predictionio.data.api.EventServerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code eventserver}: PIO's service behind our own listener, which knows whether it has its port. */
final class EventServerCommand {
  private static final Logger LOG = LoggerFactory.getLogger(EventServerCommand.class);

  private EventServerCommand() {}

  static void run(String[] args) {
    Options options = new Options(args, "stats");
    InetSocketAddress address = Port.address(options);
    Plugins.ofEvents();
    StorageCheck.run();
    Port.requireFree(address);

    EventServerConfig config = new EventServerConfig(options.require("ip"), address.getPort(), "plugins", options.has("stats"));
    HttpServer server = new HttpServer(address);
    server.listen(Service.ofEvents(config), null);
    LOG.info("Taking events at http://{}:{}/events.json.", config.ip(), address.getPort());
    server.await();
  }
}
