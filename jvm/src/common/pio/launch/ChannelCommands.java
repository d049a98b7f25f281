package pio.launch;

import java.util.List;
import org.apache.predictionio.data.storage.App;
import org.apache.predictionio.data.storage.Channel;
import scala.Option;
import scala.collection.JavaConversions;

/** {@code app channel-new|channel-delete}. */
final class ChannelCommands {
  private ChannelCommands() {}

  static List<Channel> of(App app) {
    return JavaConversions.seqAsJavaList(Stored.channels().getByAppid(app.id()));
  }

  /** The channel of that name; a sentence if there is none. */
  static Channel require(App app, String name) {
    for (Channel channel : of(app)) {
      if (channel.name().equals(name)) {
        return channel;
      }
    }
    throw new Failure(Failure.FAILED, "the app \"" + app.name() + "\" has no channel \"" + name
        + "\". See \"pio app show " + app.name() + "\".");
  }

  /** The channel that nothing is named for, or that name's. */
  static Option<Object> id(App app, String name) {
    return name == null ? Option.<Object>empty() : Option.<Object>apply(require(app, name).id());
  }

  static void create(String appName, String name) {
    StorageCheck.run();
    App app = AppCommands.require(appName);
    for (Channel channel : of(app)) {
      if (channel.name().equals(name)) {
        throw new Failure(Failure.FAILED, "the app \"" + appName + "\" has a channel \"" + name + "\" already.");
      }
    }
    int id = ((Number) Stored.channels().insert(new Channel(0, name, app.id())).get()).intValue();
    try {
      EventTables.make(app.id(), Option.<Object>apply(id));
    } catch (Exception e) {
      // A channel without its table takes no events, and its name would be taken.
      Stored.channels().delete(id);
      throw Explain.anyError(e);
    }
    System.out.println("Created new channel:");
    System.out.println("    Channel Name: " + name);
    System.out.println("      Channel ID: " + id);
    System.out.println("          App ID: " + app.id());
  }

  /** Events first: what an interrupted run leaves can be deleted by another. */
  static void delete(String appName, String name) {
    StorageCheck.run();
    App app = AppCommands.require(appName);
    Channel channel = require(app, name);
    EventTables.remove(app.id(), Option.<Object>apply(channel.id()));
    Stored.channels().delete(channel.id());
    System.out.println("Deleted the channel \"" + name + "\" of the app \"" + appName + "\" with its events.");
  }
}
