package pio.launch;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.log4j.Appender;
import org.apache.log4j.ConsoleAppender;
import org.apache.log4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be so before the first class of PIO, Spark or log4j is loaded. */
final class ProcessSetup {
  private static final String USER = Settings.env("HADOOP_USER_NAME", "pio");
  private static final int SECRET_BYTES = 24;

  /** Commands whose output is a log, and not a result that somebody asked for. */
  private static final List<String> LOGGING = Arrays.asList(
      "eventserver", "train", "deploy", "spark-master", "spark-worker", "spark-history");

  private ProcessSetup() {}

  static void run(String[] args) {
    if (Settings.json() && args.length > 0 && LOGGING.contains(args[0])) {
      JsonLines.install();
    }
    logging();
    OutOfMemory.watch();
    sparkProperties();
    closeSpark();
    // A name server that answered "unknown" while its database was starting must be asked again soon (default: 10 s).
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
    login();
  }

  /** Hadoop asks the operating system for the user's name and gives up on an id without a passwd entry. */
  private static void login() {
    UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(USER));
  }

  /** An executor's log goes where its worker's goes. */
  static void executor() {
    if (Settings.json()) {
      JsonLines.install();
    }
    logging();
    OutOfMemory.watch();
    login();
  }

  /** The user's own, by a variable: some are secret, and a command line can be read by everybody. Spark reads system properties. */
  private static void sparkProperties() {
    for (String line : Settings.env("PIO_LAUNCH_SPARK_PROPERTIES", "").split("\n")) {
      String[] property = line.split("=", 2);
      if (property.length == 2) {
        System.setProperty(property[0], property[1]);
      }
    }
  }

  /**
   * Spark 1.6 opens its block manager's port on every address, local runs included, and has no setting against that.
   * So it asks for a secret that nobody is told. A cluster must be given its own.
   */
  private static void closeSpark() {
    if (System.getProperty("spark.master", "").startsWith("local") && System.getProperty("spark.authenticate") == null) {
      byte[] secret = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      System.setProperty("spark.authenticate", "true");
      System.setProperty("spark.authenticate.secret", Base64.getEncoder().encodeToString(secret));
    }
  }

  /** log4j.properties reads these; a system property is the only way into that file. */
  static void logging() {
    for (String warning : Arrays.asList(Settings.logLevelWarning(), Settings.logFormatWarning())) {
      if (warning != null) {
        System.err.println("pio: " + warning);
      }
    }
    System.setProperty("pio.log.level", Settings.logLevel());
    System.setProperty("pio.log.throwable", Settings.debug() ? "full" : "short");
    bindSlf4j();
  }

  /** SLF4J tells at length of every jar that could do its work; that matters only where ours, log4j, does not get it. */
  private static void bindSlf4j() {
    PrintStream err = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told));
    String bound;
    try {
      bound = LoggerFactory.getILoggerFactory().getClass().getName();
    } finally {
      System.setErr(err);
    }
    if (!bound.equals("org.slf4j.impl.Log4jLoggerFactory")) {
      err.print(told);
    }
  }

  /** For a command whose results have standard output for themselves. */
  static void logToStandardError() {
    Appender console = Logger.getRootLogger().getAppender("console");
    if (console instanceof ConsoleAppender) {
      ((ConsoleAppender) console).setTarget(ConsoleAppender.SYSTEM_ERR);
      ((ConsoleAppender) console).activateOptions();
    }
  }

  static void sleep(int seconds) {
    try {
      Thread.sleep(seconds * 1000L);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Failure.FAILED, "interrupted while waiting.", e);
    }
  }
}
