package pio.launch;

import java.util.ArrayList;
import java.util.List;
import org.apache.predictionio.data.storage.AccessKey;
import org.apache.predictionio.data.storage.App;
import org.apache.predictionio.data.storage.Channel;
import scala.Option;
import scala.collection.JavaConversions;

/** {@code app show|data-delete}. */
final class AppDetails {
  private AppDetails() {}

  static void show(String name) {
    StorageCheck.run();
    App app = AppCommands.require(name);
    System.out.println("    App Name: " + app.name());
    System.out.println("      App ID: " + app.id());
    System.out.println(" Description: " + (app.description().isEmpty() ? "" : app.description().get()));
    String title = "  Access Key: ";
    for (AccessKey key : JavaConversions.seqAsJavaList(Stored.accessKeys().getByAppid(app.id()))) {
      System.out.println(title + key.key() + " | " + AccessKeyCommands.allowed(key));
      title = "              ";
    }
    title = "    Channels: ";
    for (Channel channel : ChannelCommands.of(app)) {
      System.out.printf("%s%16s | %10s%n", title, channel.name(), channel.id());
      title = "              ";
    }
  }

  /** Drops each table and makes it again, as PIO does. */
  static void deleteData(String name, String channelName, boolean all) {
    StorageCheck.run();
    App app = AppCommands.require(name);
    List<Option<Object>> tables = new ArrayList<>();
    tables.add(ChannelCommands.id(app, channelName));
    if (all) {
      for (Channel channel : ChannelCommands.of(app)) {
        tables.add(Option.<Object>apply(channel.id()));
      }
    }
    for (Option<Object> table : tables) {
      EventTables.remove(app.id(), table);
      EventTables.make(app.id(), table);
    }
    String where = channelName != null ? " in the channel \"" + channelName + "\"" : all ? " in every channel" : "";
    System.out.println("Deleted all events of the app \"" + name + "\"" + where + ".");
  }
}
