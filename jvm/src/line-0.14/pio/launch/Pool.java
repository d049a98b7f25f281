package pio.launch;

import java.util.Map;
import scalikejdbc.ConnectionPool;
import scalikejdbc.ConnectionPoolFactory;
import scalikejdbc.ConnectionPoolSettings;

/**
 * PIO's pool of connections, mended: its own hands out connections that a restart of the database has cut, so that
 * afterwards each of them fails one event or query. Ours asks a connection whether it lives before using it.
 */
final class Pool {
  private static final String ALIVE = "select 1";
  /** scalikejdbc's own value. */
  private static final long TIMEOUT_MILLIS = 5000;

  private Pool() {}

  /** Takes the place of the pool that PIO made for this source; PIO keeps one pool in all, whatever the repositories say. */
  static void mend(Map<String, StorageSource> sources) {
    // The launcher has refused two databases.
    StorageSource source = sources.values().stream().filter(StorageSource::isJdbc).findFirst().orElse(null);
    if (source == null) {
      return;
    }
    ConnectionPoolSettings settings = new ConnectionPoolSettings(0, source.connections, TIMEOUT_MILLIS, ALIVE, null, null, TIMEOUT_MILLIS, null);
    ConnectionPoolFactory factory = ConnectionPool.singleton$default$5(source.url, source.user, source.password, settings);
    ConnectionPool.singleton(source.url, source.user, source.password, settings, factory);
    StatementTimeout.set(ConnectionPool.get(ConnectionPool.DEFAULT_NAME()).dataSource());
  }
}
