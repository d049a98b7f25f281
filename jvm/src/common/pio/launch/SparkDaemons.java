package pio.launch;

import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.history.HistoryServer;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEndpoint;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.ui.WebUI;
import org.apache.spark.util.Utils;

/** The processes of a standalone cluster: {@code spark-master}, {@code spark-worker}, {@code spark-history}. */
final class SparkDaemons {
  private static final String ALL_ADDRESSES = "0.0.0.0";
  private static final int UI_PAUSE_MILLIS = 20;

  private SparkDaemons() {}

  static void master(String[] args) {
    Options options = new Options(args);
    int port = options.port("port", 7077);
    Port.requireFree(new InetSocketAddress(ALL_ADDRESSES, port));
    SparkConf conf = new SparkConf();
    // It takes jobs from everybody, whatever the secret.
    conf.set("spark.master.rest.enabled", "false");
    String host = here(null);
    RpcEnv env = SparkRpc.server("sparkMaster", host, port, conf);
    RpcEndpoint master = SparkRpc.master(env, uiPort(options), conf);
    start(env, "Master", master, options);
    System.out.println("The Spark master is spark://" + host + ":" + port + ".");
    env.awaitTermination();
  }

  static void worker(String[] args) {
    Options options = new Options(args);
    String url = options.require("master");
    String dir = options.require("work-dir");
    SparkCluster.makeDirectory("PIO_SPARK_WORKER_DIR", dir);
    Utils.setCustomHostname("localhost");
    SparkMasters.await(url);
    SparkConf conf = new SparkConf();
    // What jobs leave must not fill a disk that may be memory.
    conf.setIfMissing("spark.worker.cleanup.enabled", "true");
    conf.setIfMissing("spark.worker.cleanup.interval", "300");
    conf.setIfMissing("spark.worker.cleanup.appDataTtl", "600");
    RpcEnv env = SparkRpc.server("sparkWorker", here(url), 0, conf);
    String[] masters = SparkMasters.of(url);
    RpcAddress[] addresses = new RpcAddress[masters.length];
    for (int i = 0; i < masters.length; i++) {
      addresses[i] = RpcAddress.fromSparkURL(masters[i]);
    }
    RpcEndpoint worker = SparkRpc.worker(
        env, uiPort(options), options.number("cores", 1), options.number("memory", 0), addresses, dir, conf);
    start(env, "Worker", worker, options);
    env.awaitTermination();
  }

  static void history(String[] args) {
    Options options = new Options(args);
    Port.requireFree(Port.address(options));
    String dir = options.require("dir");
    if (dir.startsWith("/")) {
      SparkCluster.makeDirectory("PIO_SPARK_EVENT_LOG", dir);
    }
    System.setProperty("spark.history.fs.logDirectory", dir);
    System.setProperty("spark.history.ui.port", options.require("port"));
    Utils.setCustomHostname(SparkCluster.ownHost(null));
    HistoryServer.main(new String[0]);
  }

  private static String here(String master) {
    String host = SparkCluster.ownHost(master);
    Utils.setCustomHostname(host);
    return host;
  }

  /** Who registers, and what starts and ends, is what these processes have to tell. */
  private static void start(RpcEnv env, String name, RpcEndpoint endpoint, Options options) {
    Logger.getLogger("org.apache.spark.deploy").setLevel(Level.INFO);
    env.setupEndpoint(name, endpoint);
    if (!options.has("webui-port")) {
      closeUi(endpoint);
    }
  }

  /** 0: any free one, for an interface that is closed at once. */
  private static int uiPort(Options options) {
    return options.has("webui-port") ? options.port("webui-port", 1) : 0;
  }

  /** Scala writes the class before the name of a private variable that its closures use. */
  private static Field uiField(Class<?> type) throws NoSuchFieldException {
    for (Field field : type.getDeclaredFields()) {
      if (field.getName().endsWith("webUi")) {
        return field;
      }
    }
    throw new NoSuchFieldException("webUi");
  }

  /** Spark opens the web interface on every address, and no setting of it says otherwise. */
  private static void closeUi(RpcEndpoint endpoint) {
    try {
      Field field = uiField(endpoint.getClass());
      field.setAccessible(true);
      WebUI ui = (WebUI) field.get(endpoint);
      while (ui == null || ui.boundPort() == -1) {
        Thread.sleep(UI_PAUSE_MILLIS);
        ui = (WebUI) field.get(endpoint);
      }
      // It counts threads that are on their way out.
      for (String jetty : new String[] {"org.spark-project.jetty", "org.spark_project.jetty", "org.eclipse.jetty"}) {
        Logger.getLogger(jetty).setLevel(Level.ERROR);
      }
      ui.stop();
    } catch (ReflectiveOperationException e) {
      throw new Failure(Failure.FAILED, "the web interface of Spark cannot be closed: " + Causes.firstLine(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Failure.FAILED, "interrupted while starting.", e);
    }
  }
}
