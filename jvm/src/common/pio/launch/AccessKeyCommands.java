package pio.launch;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.predictionio.data.storage.AccessKey;
import org.apache.predictionio.data.storage.App;
import scala.collection.JavaConversions;

/** {@code accesskey new|list|delete}. */
final class AccessKeyCommands {
  /** As PIO: 48 random bytes are 64 characters, which is what the table's column holds. */
  private static final int KEY_BYTES = 48;
  private static final int LONGEST_KEY = 64;
  /** Where a key comes from: the launcher passes that of the option in the variable. */
  private static final String PLACE = "--access-key or PIO_EVENTSERVER_ACCESS_KEY";
  private static final String ROW = "%20s | %4s | %64s | %s%n";

  private AccessKeyCommands() {}

  static void run(String[] args) {
    Options options = new Options(args);
    String command = options.word(0, "the command after \"accesskey\" (new, list or delete)");
    List<String> words = options.words();
    switch (command) {
      case "new":
        create(options.word(1, "the app's name"), words.subList(2, words.size()));
        break;
      case "list":
        list(words.size() > 1 ? words.get(1) : null);
        break;
      case "delete":
        delete();
        break;
      default:
        throw new Failure(Failure.USAGE, "there is no command \"accesskey " + command + "\": use new, list or delete.");
    }
  }

  private static void create(String appName, List<String> events) {
    StorageCheck.run();
    App app = AppCommands.require(appName);
    System.out.println("Created new access key: " + insert(app.id(), events));
  }

  /** Stores a new key, the one of {@code PIO_EVENTSERVER_ACCESS_KEY} if set, and gives it back. */
  static String insert(int appId, List<String> events) {
    String key = Settings.env("PIO_EVENTSERVER_ACCESS_KEY", null);
    if (key == null) {
      key = generate();
    } else if (key.length() > LONGEST_KEY) {
      throw new Failure(Failure.CONFIGURATION, "the access key of " + PLACE + " has " + key.length() + " characters; "
          + LONGEST_KEY + " is the most that PIO stores.");
    } else if (Stored.accessKeys().get(key).isDefined()) {
      throw new Failure(Failure.FAILED, "the access key of " + PLACE + " belongs to an app already. Choose another, or leave it out.");
    }
    Stored.accessKeys().insert(new AccessKey(key, appId, JavaConversions.asScalaBuffer(new ArrayList<>(events)).toList()));
    return key;
  }

  private static String generate() {
    byte[] bytes = new byte[KEY_BYTES];
    String key;
    do {
      new SecureRandom().nextBytes(bytes);
      key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      // A command line would take a leading dash for an option.
    } while (key.startsWith("-"));
    return key;
  }

  private static void list(String appName) {
    StorageCheck.run();
    List<App> apps = new ArrayList<>();
    if (appName == null) {
      apps.addAll(JavaConversions.seqAsJavaList(Stored.apps().getAll()));
    } else {
      apps.add(AppCommands.require(appName));
    }
    header();
    int keys = 0;
    for (App app : apps) {
      keys += rows(app);
    }
    System.out.println("Finished listing " + keys + " access key(s).");
  }

  /** The key is in the environment, where no list of processes shows it. */
  private static void delete() {
    StorageCheck.run();
    String key = Settings.env("PIO_EVENTSERVER_ACCESS_KEY", "");
    if (Stored.accessKeys().get(key).isEmpty()) {
      throw new Failure(Failure.FAILED, "there is no such access key. See \"pio accesskey list\".");
    }
    Stored.accessKeys().delete(key);
    System.out.println("Deleted the access key " + key + ".");
  }

  /** The events that a key allows. */
  static String allowed(AccessKey key) {
    return key.events().isEmpty() ? "(all)" : key.events().mkString(",");
  }

  static void header() {
    System.out.printf(ROW, "Name", "ID", "Access Key", "Allowed Event(s)");
  }

  /** One row for each key of the app; gives back how many. */
  static int rows(App app) {
    List<AccessKey> keys = JavaConversions.seqAsJavaList(Stored.accessKeys().getByAppid(app.id()));
    for (AccessKey key : keys) {
      System.out.printf(ROW, app.name(), app.id(), key.key(), allowed(key));
    }
    return keys.size();
  }
}
