package pio.launch;

import java.util.function.Consumer;
import org.apache.predictionio.data.storage.EngineInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a newer training into a running query server; on any failure the one before goes on answering. */
final class Reloader implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);
  /** A training that cannot be loaded is tried again after twice as many looks each time, up to this many. */
  private static final int LONGEST_PAUSE = 64;

  private final EngineLoader loader;
  private final Consumer<Service> server;
  private String serving;
  private String failed;
  private int failures;
  private int pause;

  Reloader(EngineLoader loader, Consumer<Service> server, EngineInstance first) {
    this.loader = loader;
    this.server = server;
    this.serving = first.id();
    Health.serving(first.id(), first.startTime().toString());
  }

  /** Loads what was trained last, be it the one that is served already: it was asked for. */
  @Override
  public synchronized void run() {
    try {
      load(loader.latest());
    } catch (Throwable error) {
      complain(error);
    }
  }

  /** Looks for a newer training every so many seconds. */
  void watch(int interval) {
    Thread watcher = new Thread(() -> {
      while (true) {
        ProcessSetup.sleep(interval);
        look();
      }
    }, "reload-watch");
    watcher.setDaemon(true);
    watcher.start();
    LOG.info("Looking for a newer training every {} s (PIO_RELOAD_INTERVAL).", interval);
  }

  private synchronized void look() {
    if (pause > 0) {
      pause--;
      return;
    }
    String found = null;
    try {
      EngineInstance latest = loader.latest();
      found = latest.id();
      if (!found.equals(serving)) {
        load(latest);
      }
      failures = 0;
    } catch (Throwable error) {
      failures = found == null || found.equals(failed) ? failures + 1 : 1;
      failed = found;
      pause = Math.min(1 << Math.min(failures, 30), LONGEST_PAUSE) - 1;
      complain(error);
    }
  }

  private void load(EngineInstance instance) {
    server.accept(loader.load(instance));
    serving = instance.id();
    Health.serving(instance.id(), instance.startTime().toString());
    LOG.info("Reloaded: answering with engine instance {}, trained {}.", instance.id(), instance.startTime());
  }

  private static void complain(Throwable error) {
    LOG.error("Reload failed, still answering from the training before: {}", Explain.anyError(error).getMessage());
    LOG.debug("Reload failed", error);
  }
}
