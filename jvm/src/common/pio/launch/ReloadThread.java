package pio.launch;

import java.util.concurrent.atomic.AtomicBoolean;

/** Reloads beside the requests, one at a time. */
final class ReloadThread {
  private final Runnable reload;
  private final AtomicBoolean reloading = new AtomicBoolean();

  ReloadThread(Runnable reload) {
    this.reload = reload;
  }

  /** Loads in a thread of its own; false if one is at it already. */
  boolean start() {
    if (!reloading.compareAndSet(false, true)) {
      return false;
    }
    Thread loader = new Thread(() -> {
      try {
        reload.run();
      } finally {
        reloading.set(false);
      }
    }, "reload");
    loader.setDaemon(true);
    loader.start();
    return true;
  }
}
