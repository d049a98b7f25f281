package pio.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Collections;
import org.apache.predictionio.data.storage.AccessKey;
import org.apache.predictionio.data.storage.App;
import scala.Option;

/** {@code release-check}: the app of a release, with its key, and whether it has events yet. */
final class ReleaseCheck {
  private static final String KEY = "PIO_EVENTSERVER_ACCESS_KEY";

  private ReleaseCheck() {}

  static void run(String[] args) {
    Options options = new Options(args);
    String name = options.require("app");
    StorageCheck.run();
    Option<App> present = Stored.apps().getByName(name);
    if (present.isEmpty() || Stored.accessKeys().getByAppid(present.get().id()).isEmpty()) {
      if (Settings.env(KEY, null) == null) {
        throw new Failure(Failure.MISSING, "the app \"" + name + "\" is not in the storage yet, and " + KEY
            + " is not set. Set it to the key that the app is to have, at most 64 characters.");
      }
      AppCommands.make(name, 0, null);
      // The key itself stays out of the log.
      System.out.println("Made the app \"" + name + "\" with the access key of " + KEY + ".");
    } else {
      addKey(present.get());
      System.out.println("The app \"" + name + "\" is there.");
    }
    App app = AppCommands.require(name);
    write(options.require("result"), hasEvents(app) ? "events" : "empty");
  }

  /** A key that was changed in the settings must work after the next release; the old ones stay until somebody deletes them. */
  private static void addKey(App app) {
    String key = Settings.env(KEY, null);
    if (key == null) {
      return;
    }
    Option<AccessKey> present = Stored.accessKeys().get(key);
    if (present.isEmpty()) {
      AccessKeyCommands.insert(app.id(), Collections.emptyList());
      System.out.println("Added the access key of " + KEY + " to it.");
    } else if (present.get().appid() != app.id()) {
      throw new Failure(Failure.CONFIGURATION, "the key in " + KEY + " belongs to another app than \"" + app.name() + "\". Choose another.");
    }
  }

  private static boolean hasEvents(App app) {
    EventTables.make(app.id(), Option.empty());
    return EventTables.any(app.id());
  }

  private static void write(String file, String text) {
    try {
      Files.write(Paths.get(file), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new Failure(Failure.FAILED, "the result could not be written: " + Causes.firstLine(e), e);
    }
  }
}
