package pio.launch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Whether the servers of Elasticsearch, HBase or HDFS answer: first their ports, then what PIO will ask of them first. */
final class ServerProbe extends Probe {
  private static final int TRY_MILLIS = 10_000;
  /** On a busy machine HBase's client takes some ten seconds to be loaded. */
  private static final int ANSWER_SECONDS = 30;
  /** PIO remembers for ever that HBase was not there when it looked first, so it looks only when HBase is there. */
  private static final String HBASE_ADMIN = "org.apache.hadoop.hbase.client.HBaseAdmin";
  private static final String HBASE_CONFIGURATION = "org.apache.hadoop.hbase.HBaseConfiguration";
  /** An answer of Elasticsearch's to PIO 0.14 that is an error, in the words of its client. */
  private static final String ANSWER = "HTTP/1.1 ";

  ServerProbe(StorageSource source) {
    super(source);
  }

  @Override
  void look() throws Exception {
    IOException last = null;
    boolean anyAnswers = source.servers.isEmpty();
    for (InetSocketAddress server : source.servers) {
      try {
        connect(server);
        anyAnswers = true;
      } catch (IOException e) {
        last = e;
      }
    }
    if (!anyAnswers) {
      throw last;
    }
    ask();
  }

  /** Whoever takes a connection and then says nothing is waited for by these clients for minutes, some without an end. */
  private void ask() throws Exception {
    FutureTask<Void> asked = new FutureTask<>(() -> {
      askFirst();
      return null;
    });
    Thread thread = new Thread(asked, "storage-check");
    thread.setDaemon(true);
    thread.start();
    try {
      asked.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      asked.cancel(true);
      throw new SocketTimeoutException();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  /** What PIO will ask first. */
  private void askFirst() throws Exception {
    switch (source.type) {
      case "hdfs":
        Configuration conf = new Configuration();
        conf.set("ipc.client.connect.max.retries", "1");
        // A directory cannot be made while the name node is in its safe mode.
        FileSystem.newInstance(conf).mkdirs(new Path(source.path));
        break;
      case "hbase":
        Configuration hbase = (Configuration) Class.forName(HBASE_CONFIGURATION).getMethod("create").invoke(null);
        hbase.set("hbase.client.retries.number", "1");
        hbase.set("zookeeper.recovery.retry", "1");
        try {
          Class.forName(HBASE_ADMIN).getMethod("checkHBaseAvailable", Configuration.class).invoke(null, hbase);
        } catch (java.lang.reflect.InvocationTargetException e) {
          throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
        }
        break;
      default:
        Stored.apps();
    }
  }

  private static void connect(InetSocketAddress server) throws IOException {
    // Again in each try: a name may become known.
    InetSocketAddress address = new InetSocketAddress(server.getHostString(), server.getPort());
    if (address.isUnresolved()) {
      throw new UnknownHostException(server.getHostString());
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, TRY_MILLIS);
    }
  }

  /** A server that refuses for good is hardly to be told from one that is starting, where it asks for no password. */
  @Override
  boolean mayPass(Exception error) {
    String text = String.valueOf(Causes.root(error).getMessage());
    return !(error instanceof ClassNotFoundException) && !text.contains("Permission denied") && !isRefusal(error);
  }

  /** Whether Elasticsearch wants a user whom it knows. */
  private static boolean isRefusal(Exception error) {
    return Causes.messageWith(error, ANSWER + "401") != null || Causes.messageWith(error, ANSWER + "403") != null;
  }

  @Override
  String reason(Exception error) {
    Throwable root = Causes.root(error);
    if (root instanceof UnknownHostException) {
      return "the host name is unknown.";
    }
    if (root instanceof ConnectException) {
      return "the connection was refused.";
    }
    if (root instanceof SocketTimeoutException) {
      return "no answer in time.";
    }
    String line = Causes.firstLine(root);
    return line.startsWith(root.getClass().getName()) ? line : root.getClass().getSimpleName() + ": " + line;
  }

  @Override
  Failure describe(Exception error) {
    String hint = "Start it, or correct " + source.variable("HOSTS") + " and " + source.variable("PORTS") + " or its binding.";
    if (source.type.equals("elasticsearch") && Causes.messageWith(error, "None of the configured nodes") != null) {
      hint = "PredictionIO 0.10 speaks Elasticsearch's transport protocol (port 9300, servers 1.x), and the cluster must have"
          + " the name in " + source.variable("CLUSTERNAME") + " (\"elasticsearch\" where it is not set).";
    } else if (source.type.equals("elasticsearch") && isRefusal(error)) {
      hint = "Correct " + source.variable("USERNAME") + " and " + source.variable("PASSWORD") + ", the address or its binding, or give"
          + " the user the right to make and write indexes.";
    } else if (source.type.equals("elasticsearch") && Causes.messageWith(error, ANSWER + "4") != null) {
      hint = "PredictionIO 0.14 speaks to Elasticsearch 5 and 6 (HTTP, port 9200).";
    } else if (Causes.messageWith(error, "Permission denied") != null) {
      hint = "Give the user \"" + Settings.env("HADOOP_USER_NAME", "pio") + "\" the directory " + source.path
          + ", or name the user in HADOOP_USER_NAME.";
    }
    return new Failure(Failure.STORAGE, source.where() + " cannot be used: " + reason(error) + " " + hint, error);
  }
}
