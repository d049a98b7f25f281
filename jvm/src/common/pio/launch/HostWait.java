package pio.launch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits for servers whose own clients would wait too long, or without a word. */
final class HostWait {
  /** Seconds between two tries. */
  private static final int PAUSE = 2;
  private static final int TIMEOUT_MILLIS = 5000;

  private HostWait() {}

  /** Until one of them takes connections. */
  static void await(String what, List<InetSocketAddress> places, int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      String reason = "";
      for (InetSocketAddress place : places) {
        String here = refusal(place);
        if (here == null) {
          return;
        }
        reason = place.getHostString() + ":" + place.getPort() + " " + here;
      }
      long left = TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime());
      if (left < PAUSE) {
        throw new Failure(Failure.CLUSTER, "waited " + seconds + " s (PIO_SPARK_WAIT) for " + what + ": " + reason
            + " Start it, or correct its address.");
      }
      System.out.println("Waiting for " + what + " (" + left + " s left): " + reason);
      ProcessSetup.sleep(PAUSE);
    }
  }

  /** What keeps it from taking a connection; null if it takes one. */
  private static String refusal(InetSocketAddress place) {
    // Asked anew each time: a name server may learn of it meanwhile.
    InetSocketAddress now = new InetSocketAddress(place.getHostString(), place.getPort());
    if (now.isUnresolved()) {
      return "has an unknown name.";
    }
    try (Socket socket = new Socket()) {
      socket.connect(now, TIMEOUT_MILLIS);
      return null;
    } catch (IOException e) {
      return "cannot be reached: " + Causes.firstLine(e);
    }
  }
}
