package pio.launch;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.spark.SparkConf;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEnv;

/**
 * The masters of a standalone cluster, asked before Spark does: Spark itself tries for minutes, says the same of a wrong secret and of a
 * master that is not there, and a worker then ends without a reason.
 */
final class SparkMasters {
  private static final String SCHEME = "spark://";
  /** Seconds between two tries, and for one of them. */
  private static final int PAUSE = 2;
  private static final String TRY_TIMEOUT = "10s";
  /** Spark 2.4 only closes the connection of who does not know the secret; so does a master that is starting. */
  private static final int TRIES_WHEN_CLOSED = 4;

  private SparkMasters() {}

  /** The masters of {@code spark://HOST:PORT,HOST:PORT}, each as Spark writes it. */
  static String[] of(String url) {
    String[] masters = url.substring(SCHEME.length()).split(",");
    for (int i = 0; i < masters.length; i++) {
      masters[i] = SCHEME + masters[i];
    }
    return masters;
  }

  /** Waits until one of them answers and takes our secret. */
  static void await(String url) {
    quiet(true);
    try {
      awaitQuietly(url);
    } finally {
      quiet(false);
    }
  }

  private static void awaitQuietly(String url) {
    int closed = 0;
    String[] masters = of(url);
    int seconds = Settings.sparkWait();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      Throwable error = null;
      for (String master : masters) {
        error = tried(master);
        if (error == null) {
          return;
        }
      }
      closed = isAbsent(error) ? 0 : closed + 1;
      if (isRefusal(error) || closed == TRIES_WHEN_CLOSED) {
        throw refused(url, error);
      }
      long left = TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime());
      if (left < PAUSE) {
        throw new Failure(Failure.CLUSTER, "waited " + seconds + " s (PIO_SPARK_WAIT) for the Spark master at " + url + ": " + reason(error)
            + " Start it, or correct its address.", error);
      }
      System.out.println("Waiting for the Spark master at " + url + " (" + left + " s left): " + reason(error));
      ProcessSetup.sleep(PAUSE);
    }
  }

  /** What keeps the master from answering; null if it answers. */
  private static Throwable tried(String master) {
    SparkConf conf = new SparkConf();
    for (String timeout : new String[] {"spark.rpc.lookupTimeout", "spark.rpc.askTimeout"}) {
      conf.set(timeout, TRY_TIMEOUT);
    }
    RpcAddress address;
    try {
      address = RpcAddress.fromSparkURL(master);
    } catch (Exception e) {
      throw new Failure(Failure.CONFIGURATION, "the address of the Spark master, \"" + master + "\", is not of the form spark://HOST:PORT.", e);
    }
    RpcEnv client = null;
    try {
      client = SparkRpc.client(conf);
      SparkRpc.master(client, address);
      return null;
    } catch (Throwable error) {
      return error;
    } finally {
      if (client != null) {
        client.shutdown();
        client.awaitTermination();
      }
    }
  }

  /** Spark tells of each failure at length, in several places; one line a try is enough. */
  private static void quiet(boolean on) {
    for (String name : new String[] {"org.apache.spark.network", "org.apache.spark.rpc"}) {
      Logger.getLogger(name).setLevel(on && !Settings.debug() ? Level.OFF : null);
    }
  }

  private static boolean isAbsent(Throwable error) {
    return Causes.find(error, ConnectException.class) != null
        || Causes.find(error, UnknownHostException.class) != null
        || Causes.find(error, UnresolvedAddressException.class) != null;
  }

  /** Anything else may pass: a master that is starting, or a network that is. */
  private static boolean isRefusal(Throwable error) {
    for (String word : new String[] {"Sasl", "SASL", "uthentication", "SecurityException"}) {
      if (String.valueOf(error).contains(word) || Causes.messageWith(error, word) != null) {
        return true;
      }
    }
    return false;
  }

  private static String reason(Throwable error) {
    if (Causes.find(error, UnknownHostException.class) != null || Causes.find(error, UnresolvedAddressException.class) != null) {
      return "its name is unknown.";
    }
    return Causes.find(error, ConnectException.class) != null ? "it refuses connections." : Causes.firstLine(Causes.root(error));
  }

  private static Failure refused(String url, Throwable error) {
    if (Causes.find(error, TimeoutException.class) != null) {
      return new Failure(Failure.CLUSTER, "the Spark master at " + url + " does not answer: " + Causes.firstLine(Causes.root(error))
          + " Something else may listen there, or one side has a PIO_SPARK_SECRET and the other has not.", error);
    }
    return new Failure(Failure.CLUSTER, "the Spark master at " + url + " refuses this process. All processes of a cluster need the same"
        + " PIO_SPARK_SECRET, or none, and the same version of Spark. (" + Causes.firstLine(Causes.root(error)) + ")", error);
  }
}
