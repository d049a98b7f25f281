package pio.launch;

import scala.Option;

/** The tables of events, one for each app and each channel: made and removed whatever state an interrupted run left. */
final class EventTables {
  private EventTables() {}

  static void make(int app, Option<Object> channel) {
    try {
      Stored.events().init(app, channel);
    } catch (Exception e) {
      // PIO makes the table "if not exists", but not its indexes.
      if (!StorageErrors.existsAlready(e)) {
        throw e;
      }
    }
  }

  static void remove(int app, Option<Object> channel) {
    try {
      Stored.events().remove(app, channel);
    } catch (Exception e) {
      // An earlier, interrupted run has dropped the table, or has never made it.
      if (!StorageErrors.noSuchTable(e)) {
        throw e;
      }
    }
  }
}
