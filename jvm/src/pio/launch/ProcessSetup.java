package pio.launch;

import java.security.Security;
import org.apache.hadoop.security.UserGroupInformation;

/** What must be so before the first class of PIO, Spark or log4j is loaded. */
final class ProcessSetup {
  private static final String USER = "pio";

  private ProcessSetup() {}

  static void run() {
    logging();
    // A name server that answered "unknown" while its database was starting must be asked again soon (default: 10 s).
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
    // Hadoop asks the operating system for the user's name and gives up on an id without a passwd entry.
    UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(USER));
  }

  /** log4j.properties reads these; a system property is the only way into that file. */
  private static void logging() {
    System.setProperty("pio.log.level", Settings.logLevel());
    System.setProperty("pio.log.throwable", Settings.debug() ? "full" : "short");
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
