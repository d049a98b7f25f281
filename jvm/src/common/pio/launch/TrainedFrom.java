package pio.launch;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.predictionio.data.storage.App;
import org.apache.predictionio.data.storage.Channel;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * What a training learns from, as one digest: the engine's code, its variant, and how many events there are and when the last
 * one came. A release that finds a training with the same digest need not train again, whoever ran that.
 */
final class TrainedFrom {
  /** The name under which it is kept with the training. */
  static final String ENTRY = "PIO_TRAINED_FROM";

  private static final String APP_NAME = "PIO_EVENTSERVER_APP_NAME";

  private TrainedFrom() {}

  /** The digest, or null where the events are not in a database that can be asked. */
  static String digest(Options options) {
    StorageSource source = StorageSource.byRepository().get("EVENTDATA");
    Option<App> app = Stored.apps().getByName(options.get("if-new", Settings.env(APP_NAME, "")));
    if (!source.isJdbc() || app.isEmpty()) {
      return null;
    }
    try {
      MessageDigest digest = Digests.sha256();
      digest.update(Files.readAllBytes(code(options.require("engine-factory"))));
      digest.update(Files.readAllBytes(Paths.get(options.require("engine-variant"))));
      digest.update(events(source, app.get()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return Digests.hex(digest);
    } catch (IOException | URISyntaxException | ClassNotFoundException | SQLException e) {
      LoggerFactory.getLogger(TrainedFrom.class).warn("Cannot tell whether there is something new to learn from: {}", Causes.firstLine(e));
      return null;
    }
  }

  /** The jar with the engine's factory. */
  private static Path code(String factory) throws ClassNotFoundException, URISyntaxException {
    ClassLoader loader = TrainedFrom.class.getClassLoader();
    Class<?> type;
    try {
      type = Class.forName(factory, false, loader);
    } catch (ClassNotFoundException e) {
      // A Scala object has no class of its bare name where it has no companion.
      type = Class.forName(factory + "$", false, loader);
    }
    return Paths.get(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static String events(StorageSource source, App app) throws SQLException {
    String prefix = Settings.env("PIO_STORAGE_REPOSITORIES_EVENTDATA_NAME", "pio_event") + "_" + app.id();
    List<String> tables = new ArrayList<>();
    tables.add(prefix);
    for (Channel channel : ChannelCommands.of(app)) {
      tables.add(prefix + "_" + channel.id());
    }
    StringBuilder state = new StringBuilder();
    try (Connection connection = DriverManager.getConnection(source.url, source.user, source.password)) {
      for (String table : tables) {
        try (ResultSet row = connection.createStatement().executeQuery(
            "select count(*), max(creationtime) from " + table)) {
          row.next();
          state.append(table).append(' ').append(row.getLong(1)).append(' ').append(row.getString(2)).append('\n');
        }
      }
    }
    return state.toString();
  }
}
