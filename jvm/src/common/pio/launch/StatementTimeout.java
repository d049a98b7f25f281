package pio.launch;

import javax.sql.DataSource;

/**
 * Lets the driver cancel a statement that takes longer than anybody waits for it. The library between PIO and the pool has no
 * setting for that; the pool itself has.
 */
final class StatementTimeout {
  private StatementTimeout() {}

  static void set(DataSource pool) {
    try {
      pool.getClass().getMethod("setDefaultQueryTimeout", Integer.class).invoke(pool, Settings.storageTimeout());
    } catch (ReflectiveOperationException e) {
      // A pool of another kind: the bound of its connections must do.
      return;
    }
  }
}
