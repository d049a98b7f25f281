package pio.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts an app's id where the variant of an engine for PIO 0.8 names apps by id.
 *
 * <p>The database alone knows the id of a name. The launcher hands over a copy of the variant that is this process's to
 * change; the engine's own file is never written.
 */
final class AppIds {
  /** A number, or one in quotes, which stay. */
  private static final Pattern ID = Pattern.compile("(?<key>\"appId\"\\s*:\\s*\"?)-?\\d+");

  private AppIds() {}

  static void fill(Options options) {
    String name = options.get("app-of-ids", "");
    if (name.isEmpty()) {
      return;
    }
    int id = AppCommands.require(name).id();
    Path variant = Paths.get(options.require("engine-variant"));
    try {
      // PIO's own reading; every byte comes back as it was.
      String text = new String(Files.readAllBytes(variant), StandardCharsets.ISO_8859_1);
      Path beside = Files.createTempFile(variant.getParent(), "engine-", ".json");
      Files.write(beside, replace(text, id).getBytes(StandardCharsets.ISO_8859_1));
      // In one step: another process of the container may be reading it.
      Files.move(beside, variant, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new Failure(Failure.CONFIGURATION, "the copy of the engine's variant file " + variant + " cannot be written: " + Causes.firstLine(e), e);
    }
    System.out.println("pio: appId is " + id + ", that of the app \"" + name + "\".");
  }

  private static String replace(String text, int id) {
    Matcher ids = ID.matcher(text);
    return ids.replaceAll("${key}" + id);
  }
}
