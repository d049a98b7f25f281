package pio.launch;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes sure that the storage answers before PIO touches it: PIO's own reaction to a database that is not
 * there is a pool that times out, and a process that stays without doing anything.
 */
final class StorageCheck {
  /** Seconds for one try; a host that drops packets must not eat the whole waiting time. */
  private static final int TRY_TIMEOUT = 10;
  /** Seconds between two tries: long enough not to fill the log, short enough not to delay a start. */
  private static final int PAUSE = 2;
  private static final int TABLE_TRIES = 5;

  private StorageCheck() {}

  /** Waits for every database that PIO is configured to use, then lets PIO make its tables. */
  static Map<String, StorageSource> run() {
    Map<String, StorageSource> sources = StorageSource.byRepository();
    Set<String> seen = new HashSet<>();
    for (StorageSource source : sources.values()) {
      if (source.isJdbc() && seen.add(source.name)) {
        await(source, Settings.storageWait());
      }
    }
    makeTables();
    Pool.mend(sources);
    return sources;
  }

  private static void await(StorageSource source, int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      try {
        connect(source);
        return;
      } catch (SQLException e) {
        long left = TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime());
        if (!StorageErrors.mayPass(e)) {
          throw StorageErrors.describe(e, source);
        }
        if (left < PAUSE) {
          Failure last = StorageErrors.describe(e, source);
          throw new Failure(last.exitCode, "waited " + seconds + " s (PIO_STORAGE_WAIT) for the storage: " + last.getMessage(), e);
        }
        System.out.println("Waiting for " + source.where() + " (" + left + " s left): " + StorageErrors.reason(e));
        ProcessSetup.sleep(PAUSE);
      }
    }
  }

  private static void connect(StorageSource source) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", source.user);
    properties.setProperty("password", source.password);
    String timeout = Integer.toString(TRY_TIMEOUT);
    properties.setProperty("loginTimeout", timeout);
    properties.setProperty("connectTimeout", timeout);
    properties.setProperty("socketTimeout", timeout);
    try (Connection connection = DriverManager.getConnection(source.url, properties)) {
      connection.isValid(TRY_TIMEOUT);
    }
  }

  /** PIO makes a table when its data access object is made; several processes may start at the same moment. */
  private static void makeTables() {
    for (int tries = 1; ; tries++) {
      try {
        Stored.apps();
        Stored.accessKeys();
        Stored.channels();
        Stored.trainings();
        Stored.models();
        return;
      } catch (Exception e) {
        // Scala declares no checked exceptions, so this may well be an SQLException.
        if (tries == TABLE_TRIES || !StorageErrors.createdMeanwhile(e)) {
          throw Explain.anyError(e);
        }
        ProcessSetup.sleep(1);
      }
    }
  }
}
