package pio.launch;

import java.net.InetSocketAddress;
import org.apache.predictionio.data.storage.EngineInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code deploy}: answers queries from the latest training, until it is stopped. */
final class DeployCommand {
  private static final Logger LOG = LoggerFactory.getLogger(DeployCommand.class);

  private DeployCommand() {}

  static void run(String[] args) {
    Options options = new Options(args, "feedback");
    InetSocketAddress address = Port.address(options);
    Variant variant = Variant.read(options.require("engine-variant"));
    EngineLoader loader = new EngineLoader(options, variant);
    if (options.has("feedback") && Settings.env("PIO_EVENTSERVER_ACCESS_KEY", null) == null) {
      throw new Failure(Failure.CONFIGURATION, "feedback needs the access key of the app that it writes to, in PIO_EVENTSERVER_ACCESS_KEY.");
    }
    StorageCheck.run();
    EngineInstance instance = loader.find();
    Port.requireFree(address);

    HttpServer server = new HttpServer(address);
    server.listen(loader.load(instance), () -> reload(server, loader));
    LOG.info("Answering queries at http://{}:{}/queries.json with engine instance {}, trained {}.",
        options.require("ip"), address.getPort(), instance.id(), instance.startTime());
    server.await();
  }

  /** Loads what was trained last and hands it over; on any failure the running one goes on answering. */
  private static void reload(HttpServer server, EngineLoader loader) {
    try {
      EngineInstance instance = loader.latest();
      server.replace(loader.load(instance));
      LOG.info("Reloaded: answering with engine instance {}, trained {}.", instance.id(), instance.startTime());
    } catch (Throwable error) {
      LOG.error("Reload failed, still answering from the training before: {}", Explain.anyError(error).getMessage());
      LOG.debug("Reload failed", error);
    }
  }
}
