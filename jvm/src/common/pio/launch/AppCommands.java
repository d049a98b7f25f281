package pio.launch;

import java.util.List;
import org.apache.predictionio.data.storage.AccessKey;
import org.apache.predictionio.data.storage.App;
import org.apache.predictionio.data.storage.Apps;
import org.apache.predictionio.data.storage.Channel;
import scala.Option;
import scala.collection.JavaConversions;

/** {@code app}: what PIO's console does, in the same order and words. */
final class AppCommands {
  /** An id given by hand leaves the table's sequence behind; each refused insert moves it on by one. */
  private static final int ID_TRIES = 100;

  private AppCommands() {}

  static void run(String[] args) {
    Options options = new Options(args, "all");
    String command = options.word(0, "the command after \"app\"");
    switch (command) {
      case "new":
        create(options.word(1, "the app's name"), options);
        break;
      case "list":
        list();
        break;
      case "delete":
        delete(options.word(1, "the app's name"));
        break;
      case "show":
        AppDetails.show(options.word(1, "the app's name"));
        break;
      case "data-delete":
        AppDetails.deleteData(options.word(1, "the app's name"), options.get("channel", null), options.has("all"));
        break;
      case "channel-new":
        ChannelCommands.create(options.word(1, "the app's name"), options.word(2, "the channel's name"));
        break;
      case "channel-delete":
        ChannelCommands.delete(options.word(1, "the app's name"), options.word(2, "the channel's name"));
        break;
      default:
        throw new Failure(Failure.USAGE, "there is no command \"app " + command + "\". See \"pio app --help\".");
    }
  }

  /** The app of that name; a sentence if there is none. */
  static App require(String name) {
    Option<App> app = Stored.apps().getByName(name);
    if (app.isEmpty()) {
      throw new Failure(Failure.FAILED, "there is no app \"" + name + "\". See \"pio app list\", or make it with \"pio app new " + name + "\".");
    }
    return app.get();
  }

  private static void create(String name, Options options) {
    int wanted = options.number("id", 0);
    StorageCheck.run();
    announce(name, make(name, wanted, options.get("description", null)));
  }

  /** Makes an app, or what is missing of it; gives back its access key. */
  static String make(String name, int wanted, String description) {
    Apps apps = Stored.apps();
    Option<App> present = apps.getByName(name);
    if (present.isDefined()) {
      return finish(present.get());
    }
    if (wanted != 0 && apps.get(wanted).isDefined()) {
      throw new Failure(Failure.FAILED, "the id " + wanted + " belongs to the app \"" + apps.get(wanted).get().name() + "\" already.");
    }
    int id = insert(apps, new App(wanted, name, Option.apply(description)));
    try {
      return addTableAndKey(id);
    } catch (Exception e) {
      // An app without its table or key is of no use and its name would be taken.
      apps.delete(id);
      throw Explain.anyError(e);
    }
  }

  /** The key comes last: an app without one is what a making left that was broken off. */
  private static String finish(App app) {
    if (!Stored.accessKeys().getByAppid(app.id()).isEmpty()) {
      throw new Failure(Failure.FAILED,
          "the app \"" + app.name() + "\" exists already. Its access keys: \"pio accesskey list " + app.name() + "\".");
    }
    return addTableAndKey(app.id());
  }

  private static String addTableAndKey(int id) {
    EventTables.make(id, Option.empty());
    return AccessKeyCommands.insert(id, java.util.Collections.emptyList());
  }

  private static void announce(String name, String key) {
    int id = visible(name).id();
    System.out.println("Created new app:");
    System.out.println("      Name: " + name);
    System.out.println("        ID: " + id);
    System.out.println("Access Key: " + key);
  }

  /** Whoever comes next must find it. */
  private static App visible(String name) {
    Stored.visible(() -> Stored.apps().getByName(name));
    return require(name);
  }

  private static int insert(Apps apps, App app) {
    for (int tries = 1; ; tries++) {
      try {
        return ((Number) apps.insert(app).get()).intValue();
      } catch (Exception e) {
        if (app.id() != 0 || tries == ID_TRIES || !StorageErrors.createdMeanwhile(e)) {
          throw Explain.anyError(e);
        }
      }
    }
  }

  private static void list() {
    StorageCheck.run();
    List<App> apps = new java.util.ArrayList<>(JavaConversions.seqAsJavaList(Stored.apps().getAll()));
    apps.sort(java.util.Comparator.comparing(App::name));
    AccessKeyCommands.header();
    for (App app : apps) {
      AccessKeyCommands.rows(app);
    }
    System.out.println("Finished listing " + apps.size() + " app(s).");
  }

  /** Events first and the app last: what an interrupted run leaves can be deleted by another. */
  private static void delete(String name) {
    StorageCheck.run();
    App app = require(name);
    for (Channel channel : ChannelCommands.of(app)) {
      EventTables.remove(app.id(), Option.<Object>apply(channel.id()));
      Stored.channels().delete(channel.id());
    }
    EventTables.remove(app.id(), Option.empty());
    for (AccessKey key : JavaConversions.seqAsJavaList(Stored.accessKeys().getByAppid(app.id()))) {
      Stored.accessKeys().delete(key.key());
    }
    Stored.apps().delete(app.id());
    System.out.println("Deleted the app \"" + name + "\" (id " + app.id() + ") with its events, channels and access keys.");
  }
}
