package pio.launch;

import java.util.concurrent.TimeUnit;
import org.apache.predictionio.data.storage.Event;
import scala.Option;
import scala.collection.Iterator;
import scala.concurrent.Await;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.Duration;

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

  /** Whether there is an event outside of any channel. */
  static boolean any(int app) {
    Option<Object> none = Option.empty();
    Future<Iterator<Event>> first = Stored.events().futureFind(app, none, Option.empty(), Option.empty(), Option.empty(),
        Option.empty(), Option.empty(), Option.empty(), Option.empty(), Option.<Object>apply(1), Option.empty(),
        ExecutionContext.Implicits$.MODULE$.global());
    try {
      return Await.result(first, Duration.create(1, TimeUnit.MINUTES)).hasNext();
    } catch (Exception e) {
      // Scala declares no checked exceptions.
      throw Explain.anyError(e);
    }
  }

  static void remove(int app, Option<Object> channel) {
    try {
      if (Stored.events().remove(app, channel)) {
        return;
      }
      // Elasticsearch's has nothing to remove from where an interrupted run has not made the table.
      make(app, channel);
      if (!Stored.events().remove(app, channel)) {
        throw new Failure(Failure.STORAGE, "the storage did not remove the events: the lines above say why.");
      }
    } catch (Exception e) {
      // An earlier, interrupted run has dropped the table, or has never made it.
      if (!StorageErrors.noSuchTable(e)) {
        throw e;
      }
    }
  }
}
