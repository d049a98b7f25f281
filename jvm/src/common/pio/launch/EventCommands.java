package pio.launch;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.apache.predictionio.data.storage.App;
import org.apache.predictionio.data.storage.Event;
import org.apache.predictionio.data.storage.EventJson4sSupport$;
import org.apache.predictionio.data.storage.LEvents;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.JavaConversions;
import scala.collection.Map;
import scala.concurrent.Await;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.Duration;

/** {@code import} and {@code export} where the events are in no PostgreSQL that the launcher can speak to itself: by PIO. */
final class EventCommands {
  /** Events on their way at a time. */
  private static final int IN_FLIGHT = 64;
  private static final int TOLD = 20;
  private static final int EVERY = 10_000;
  private static final Duration PATIENCE = Duration.create(60, TimeUnit.SECONDS);

  private EventCommands() {}

  /** All lines are looked at before the first is stored: a bad one stops all. */
  static void importAll(String[] args) {
    Options options = new Options(args, "skip-invalid");
    StorageCheck.run();
    Place place = new Place(options);
    try {
      Path file = EventFile.twice(options.require("input"));
      List<String> bad = new ArrayList<>();
      long badLines = forEach(file, event -> { }, bad);
      if (badLines > 0 && !options.has("skip-invalid")) {
        throw new Failure(Failure.FAILED, "nothing was imported, since " + badLines + " line(s) are no events:\n"
            + String.join("\n", bad) + "\nCorrect them, or import the others alone with --skip-invalid.");
      }
      Inserting inserting = new Inserting(place);
      forEach(file, inserting::add, new ArrayList<>());
      inserting.finish();
      System.out.println("Imported " + (inserting.count - inserting.present) + " events.");
      if (inserting.present > 0) {
        System.out.println("There already, by their ids: " + inserting.present + " events.");
      }
      if (badLines > 0) {
        System.out.println("Lines passed over, since they are no events: " + badLines + ".");
      }
    } catch (IOException e) {
      throw new Failure(Failure.FAILED, "the events cannot be read: " + Causes.firstLine(e), e);
    }
  }

  static void exportAll(String[] args) {
    Options options = new Options(args);
    if (options.require("output").equals(EventFile.STANDARD)) {
      // Events have it for themselves; what a storage's client warns of goes beside them.
      System.setOut(System.err);
      ProcessSetup.logToStandardError();
    }
    StorageCheck.run();
    Place place = new Place(options);
    long count = 0;
    try (BufferedWriter output = EventFile.write(options.require("output"))) {
      Iterator<Event> events = place.all();
      while (events.hasNext()) {
        output.write(PioJson.write(EventJson4sSupport$.MODULE$.writeJson().apply(events.next())));
        output.write('\n');
        count++;
      }
    } catch (IOException | ReflectiveOperationException e) {
      throw new Failure(Failure.FAILED, "the events cannot be written: " + Causes.firstLine(e), e);
    }
    System.err.println("Exported " + count + " events.");
  }

  private interface Take {
    void event(Event event);
  }

  /** Gives back how many lines are no events, and adds the first of them to a list. */
  private static long forEach(Path file, Take take, List<String> bad) throws IOException {
    long badLines = 0;
    try (BufferedReader input = EventFile.read(file)) {
      long number = 0;
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        number++;
        if (line.trim().isEmpty()) {
          continue;
        }
        Event event;
        try {
          event = parse(line);
        } catch (Exception e) {
          badLines++;
          if (badLines <= TOLD) {
            bad.add("  line " + number + ": " + Causes.firstLine(Causes.root(e)));
          }
          continue;
        }
        take.event(event);
      }
    }
    return badLines;
  }

  /** As PIO's event server reads it, but with the id, which PIO 0.10 passes over. */
  @SuppressWarnings("unchecked")
  private static Event parse(String line) throws ReflectiveOperationException {
    org.json4s.JsonAST.JValue json = PioJson.parse(line);
    Event event = EventJson4sSupport$.MODULE$.readJson().apply(json);
    Object given = JavaConversions.mapAsJavaMap((Map<String, Object>) json.values()).get("eventId");
    Option<String> id = given == null ? Option.<String>empty() : Option.apply(given.toString());
    return id.isEmpty() ? event : event.copy(id, event.event(), event.entityType(), event.entityId(), event.targetEntityType(),
        event.targetEntityId(), event.properties(), event.eventTime(), event.tags(), event.prId(), event.creationTime());
  }

  /** Which events are meant. */
  private static final class Place {
    private final LEvents events = Stored.events();
    private final int app;
    private final Option<Object> channel;

    Place(Options options) {
      App found;
      if (options.has("app")) {
        found = AppCommands.require(options.require("app"));
      } else {
        int id = options.number("appid", 0);
        Option<App> byId = Stored.apps().get(id);
        if (byId.isEmpty()) {
          throw new Failure(Failure.FAILED, "there is no app with the id " + id + ". See \"pio app list\".");
        }
        found = byId.get();
      }
      app = found.id();
      channel = ChannelCommands.id(found, options.get("channel", null));
    }

    Iterator<Event> all() {
      return await(events.futureFind(app, channel, Option.empty(), Option.empty(), Option.empty(), Option.empty(), Option.empty(),
          Option.empty(), Option.empty(), Option.<Object>apply(-1), Option.empty(), ExecutionContext.Implicits$.MODULE$.global()));
    }

    boolean has(String id) {
      return await(events.futureGet(id, app, channel, ExecutionContext.Implicits$.MODULE$.global())).isDefined();
    }

    Future<String> insert(Event event) {
      return events.futureInsert(event, app, channel, ExecutionContext.Implicits$.MODULE$.global());
    }
  }

  private static final class Inserting {
    private final Place place;
    private final Queue<Future<String>> underWay = new ArrayDeque<>();
    private long count;
    private long present;

    Inserting(Place place) {
      this.place = place;
    }

    void add(Event event) {
      count++;
      if (event.eventId().isDefined() && place.has(event.eventId().get())) {
        present++;
        return;
      }
      underWay.add(place.insert(event));
      if (underWay.size() >= IN_FLIGHT) {
        await(underWay.remove());
      }
      if (count % EVERY == 0) {
        System.err.println("pio: " + count + " events");
      }
    }

    void finish() {
      while (!underWay.isEmpty()) {
        await(underWay.remove());
      }
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return Await.result(future, PATIENCE);
    } catch (Exception e) {
      throw Explain.anyError(e);
    }
  }
}
