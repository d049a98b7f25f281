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
    Plugins.ofEngine(variant.plugins);
    StorageCheck.run();
    EngineInstance instance = loader.find();
    Port.requireFree(address);

    HttpServer server = new HttpServer(address);
    Reloader reloader = new Reloader(loader, server::replace, instance);
    server.listen(loader.load(instance), reloader);
    LOG.info("Answering queries at http://{}:{}/queries.json with engine instance {}, trained {}.",
        options.require("ip"), address.getPort(), instance.id(), instance.startTime());
    ServerConf.tellOfKey();
    int interval = Settings.reloadInterval();
    // A training that was asked for by its id stays.
    if (interval > 0 && options.get("engine-instance-id", "").isEmpty()) {
      reloader.watch(interval);
    }
    server.await();
  }
}
