package pio.launch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes sure that the storage answers before PIO touches it: PIO's own reaction to a database that is not
 * there is a pool that times out, and a process that stays without doing anything.
 */
final class StorageCheck {
  /** Seconds between two tries: long enough not to fill the log, short enough not to delay a start. */
  private static final int PAUSE = 2;
  private static final int TABLE_TRIES = 5;

  private StorageCheck() {}

  /** Waits for every backend that PIO is configured to use, then lets PIO make its tables. */
  static Map<String, StorageSource> run() {
    Map<String, StorageSource> sources = StorageSource.byRepository();
    Set<String> seen = new HashSet<>();
    List<StorageSource> order = new ArrayList<>(sources.values());
    // HBase's client needs Hadoop's file system when its classes are loaded, and is of no use ever after if it was not there.
    order.sort(Comparator.comparing(source -> !source.type.equals("hdfs")));
    for (StorageSource source : order) {
      Probe probe = seen.add(source.name) ? Probe.of(source) : null;
      if (probe != null) {
        await(probe, Settings.storageWait());
      }
    }
    makeTables();
    Pool.mend(sources);
    return sources;
  }

  private static void await(Probe probe, int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      try {
        probe.look();
        return;
      } catch (Failure e) {
        throw e;
      } catch (Exception e) {
        long left = TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime());
        if (!probe.mayPass(e)) {
          throw probe.describe(e);
        }
        if (left < PAUSE) {
          Failure last = probe.describe(e);
          throw new Failure(last.exitCode, "waited " + seconds + " s (PIO_STORAGE_WAIT) for the storage: " + last.getMessage(), e);
        }
        System.out.println("Waiting for " + probe.source.where() + " (" + left + " s left): " + probe.reason(e));
        ProcessSetup.sleep(PAUSE);
      }
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
