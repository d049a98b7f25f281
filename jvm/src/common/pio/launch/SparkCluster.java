package pio.launch;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Collections;
import org.apache.spark.util.Utils;

/** This process as a part of a cluster. */
final class SparkCluster {
  private static final String STANDALONE = "spark://";
  private static final String DRIVER_HOST = "spark.driver.host";
  /** Any port will do: nothing is sent there. */
  private static final int DISCARD = 9;

  private SparkCluster() {}

  static boolean isRemote() {
    return isYarn() || System.getProperty("spark.master", "").startsWith(STANDALONE);
  }

  static boolean isYarn() {
    return System.getProperty("spark.master", "").startsWith("yarn");
  }

  /** For a process whose job runs on a cluster: waits for the master, and says where executors reach this process. */
  static void join() {
    makeEventLog();
    if (!isRemote()) {
      return;
    }
    if (isYarn()) {
      YarnCluster.join();
      return;
    }
    String master = System.getProperty("spark.master");
    // Until then any address will do; the right one is known when the master's is.
    Utils.setCustomHostname("localhost");
    SparkMasters.await(master);
    reachedAt(ownHost(master));
  }

  /** Unless the user says otherwise. */
  static void reachedAt(String host) {
    String named = System.getProperty(DRIVER_HOST, host);
    System.setProperty(DRIVER_HOST, named);
    Utils.setCustomHostname(named);
  }

  /** What others reach this process by: as the user says, else the address from which the master is reached. */
  static String ownHost(String master) {
    return hostTowards(master == null ? null : URI.create(SparkMasters.of(master)[0]).getHost());
  }

  /** The same, where it is known which host is to reach it. */
  static String hostTowards(String other) {
    String host = Settings.env("PIO_SPARK_HOST", "");
    if (!host.isEmpty()) {
      return host;
    }
    return (other == null ? anyAddress() : addressTowards(other)).getHostAddress();
  }

  private static InetAddress addressTowards(String other) {
    try (DatagramSocket socket = new DatagramSocket()) {
      // Sends nothing; the system chooses the way.
      socket.connect(new InetSocketAddress(InetAddress.getByName(other), DISCARD));
      InetAddress address = socket.getLocalAddress();
      return address.isAnyLocalAddress() ? anyAddress() : address;
    } catch (IOException e) {
      return anyAddress();
    }
  }

  private static InetAddress anyAddress() {
    InetAddress found = InetAddress.getLoopbackAddress();
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress address : Collections.list(one.getInetAddresses())) {
          if (one.isUp() && !address.isLoopbackAddress() && !address.isLinkLocalAddress()
              && (found.isLoopbackAddress() || address instanceof Inet4Address)) {
            found = address;
          }
        }
      }
    } catch (SocketException e) {
      // A machine without any network: this one alone.
    }
    return found;
  }

  /** Spark writes into a directory that must be there. */
  private static void makeEventLog() {
    String dir = System.getProperty("spark.eventLog.dir", "");
    if (dir.startsWith("/")) {
      makeDirectory("PIO_SPARK_EVENT_LOG", dir);
    }
  }

  static Path makeDirectory(String setting, String dir) {
    try {
      return Files.createDirectories(Paths.get(dir));
    } catch (IOException e) {
      throw new Failure(Failure.CONFIGURATION, "the directory " + dir + " (" + setting + ") cannot be made: " + Causes.firstLine(e)
          + " Name one that can be written, below /tmp for example.", e);
    }
  }
}
