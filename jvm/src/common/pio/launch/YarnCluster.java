package pio.launch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.HAUtil;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * This process as the driver of an application of YARN. What can be wrong with the cluster is looked for before Spark starts, which
 * waits for a quarter of an hour and then says nothing of the reason.
 */
final class YarnCluster {
  /** Milliseconds between two tries of Hadoop's clients. */
  private static final int PAUSE = 2000;
  private static final String HADOOP = "spark.hadoop.";

  private YarnCluster() {}

  static void join() {
    YarnConfiguration conf = configuration();
    List<InetSocketAddress> managers = managers(conf);
    requireSimple(conf);
    int seconds = Settings.sparkWait();
    HostWait.await("YARN's resource manager", managers, seconds);
    SparkCluster.reachedAt(SparkCluster.hostTowards(managers.get(0).getHostString()));
    within(seconds, conf);
    try {
      FileSystem system = FileSystem.get(conf);
      String archive = new YarnArchive(Arrays.asList(System.getProperty("spark.jars", "").split(","))).send(system);
      YarnExecutor.send();
      tellSpark(archive);
    } catch (AccessControlException e) {
      throw new Failure(Failure.CLUSTER, "the user " + user() + " may not write into its home directory in the cluster's file system: "
          + Causes.firstLine(e) + " Make the directory for it, or name another user in HADOOP_USER_NAME.", e);
    } catch (IOException e) {
      throw new Failure(Failure.CLUSTER, "the jars cannot be sent to the cluster's file system: " + Causes.firstLine(e), e);
    }
    YarnReport.follow(conf);
  }

  /** What is on the class path, and what the user sets for Spark. */
  static YarnConfiguration configuration() {
    YarnConfiguration conf = new YarnConfiguration();
    // Hadoop's own would try for a quarter of an hour.
    conf.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, (int) TimeUnit.SECONDS.toMillis(Settings.sparkWait()));
    conf.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, PAUSE);
    for (Map.Entry<Object, Object> property : System.getProperties().entrySet()) {
      String name = (String) property.getKey();
      if (name.startsWith(HADOOP)) {
        conf.set(name.substring(HADOOP.length()), (String) property.getValue());
      }
    }
    return conf;
  }

  private static List<InetSocketAddress> managers(YarnConfiguration conf) {
    List<InetSocketAddress> managers = new ArrayList<>();
    if (HAUtil.isHAEnabled(conf)) {
      for (String id : HAUtil.getRMHAIds(conf)) {
        YarnConfiguration one = new YarnConfiguration(conf);
        one.set(YarnConfiguration.RM_HA_ID, id);
        managers.add(manager(one));
      }
    } else {
      managers.add(manager(conf));
    }
    for (InetSocketAddress manager : managers) {
      if (manager.getHostString().equals("0.0.0.0")) {
        throw unsettled("names no resource manager (yarn.resourcemanager.hostname in yarn-site.xml).");
      }
    }
    if (FileSystem.getDefaultUri(conf).getScheme().equals("file")) {
      throw unsettled("names no file system that the machines of the cluster share (fs.defaultFS in core-site.xml).");
    }
    return managers;
  }

  private static InetSocketAddress manager(YarnConfiguration conf) {
    return conf.getSocketAddr(YarnConfiguration.RM_ADDRESS, YarnConfiguration.DEFAULT_RM_ADDRESS, YarnConfiguration.DEFAULT_RM_PORT);
  }

  private static Failure unsettled(String what) {
    return new Failure(Failure.CONFIGURATION, "for --master yarn, Hadoop's configuration " + what + " Mount the cluster's files and name"
        + " their directory in HADOOP_CONF_DIR, bind them as a service of type hadoop, or put them into the engine's directory config.");
  }

  private static void requireSimple(YarnConfiguration conf) {
    String how = conf.get("hadoop.security.authentication", "simple");
    if (!how.equals("simple")) {
      throw new Failure(Failure.CONFIGURATION, "the cluster of YARN wants its users to authenticate by " + how
          + " (hadoop.security.authentication), of which this image knows nothing.");
    }
  }

  /** Asks the resource manager and the file system something, with a limit: who listens at their ports need not be them. */
  private static void within(int seconds, YarnConfiguration conf) {
    ExecutorService thread = Executors.newSingleThreadExecutor(run -> {
      Thread daemon = new Thread(run, "YARN");
      daemon.setDaemon(true);
      return daemon;
    });
    String[] asking = {"YARN's resource manager"};
    try {
      thread.submit(() -> {
        int nodes = nodes(conf);
        asking[0] = "the file system " + FileSystem.getDefaultUri(conf);
        FileSystem.get(conf).exists(new Path("/"));
        System.out.println("YARN has " + nodes + (nodes == 1 ? " node" : " nodes") + ", and its file system is "
            + FileSystem.getDefaultUri(conf) + ". The user is " + user() + ".");
        return null;
      }).get(Math.max(seconds, 1), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new Failure(Failure.CLUSTER, asking[0] + " does not answer within " + seconds
          + " s (PIO_SPARK_WAIT). Something else may listen there, or it is still starting.", e);
    } catch (ExecutionException e) {
      throw new Failure(Failure.CLUSTER, asking[0] + " cannot be used: " + Causes.firstLine(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Failure.FAILED, "interrupted while waiting.", e);
    } finally {
      thread.shutdownNow();
    }
  }

  private static int nodes(YarnConfiguration conf) throws Exception {
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(conf);
      client.start();
      return client.getYarnClusterMetrics().getNumNodeManagers();
    }
  }

  /** Where its processes find Spark, and what they do before it. */
  private static void tellSpark(String archive) {
    append("spark.yarn.dist.archives", ",", archive + "#" + YarnArchive.LINK);
    // The application master has the class path of a driver that is elsewhere.
    for (String process : new String[] {"driver", "executor"}) {
      String name = "spark." + process + ".extraClassPath";
      String own = System.getProperty(name);
      System.setProperty(name, own == null ? YarnArchive.CLASS_PATH : YarnArchive.CLASS_PATH + ":" + own);
    }
    append("spark.executor.extraJavaOptions", " ", "-javaagent:" + YarnArchive.CLASS_PATH);
    // The launcher's log configuration asks for these.
    append("spark.yarn.am.extraJavaOptions", " ", "-Dpio.log.level=" + Settings.logLevel() + " -Dpio.log.throwable=short");
    // The one jar of Spark 1.6 or the many of Spark 2.4 that would be sent: a file of the machines that need not be there.
    String jars = System.getProperty("spark.master").equals("yarn-client") ? "spark.yarn.jar" : "spark.yarn.jars";
    if (System.getProperty(jars) == null) {
      System.setProperty(jars, "local:/" + YarnArchive.CLASS_PATH);
    }
    append("spark.yarn.tags", ",", YarnReport.TAG);
  }

  private static void append(String name, String separator, String more) {
    String own = System.getProperty(name, "");
    System.setProperty(name, own.isEmpty() ? more : own + separator + more);
  }

  private static String user() {
    try {
      return org.apache.hadoop.security.UserGroupInformation.getCurrentUser().getShortUserName();
    } catch (IOException e) {
      return "of this process";
    }
  }
}
