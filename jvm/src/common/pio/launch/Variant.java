package pio.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import scala.collection.JavaConversions;
import scala.collection.Map;

/** The engine's variant file (engine.json), read as PIO reads it: more leniently than JSON allows, and as Latin-1. */
final class Variant {
  /** PIO takes the file's name for a URI, which a blank in a path would break. */
  final String uri;
  /** The variant's id, under which PIO files a training. */
  final String id;
  /** The names of the query server's plugins that are to be at work. */
  final List<String> plugins;

  private Variant(String uri, String id, List<String> plugins) {
    this.uri = uri;
    this.id = id;
    this.plugins = plugins;
  }

  static Variant read(String file) {
    Path path = Paths.get(file);
    Object values;
    try {
      String text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
      values = PioJson.parse(text).values();
    } catch (NoSuchFileException e) {
      throw new Failure(Failure.CONFIGURATION, "the engine's variant file " + path.toAbsolutePath() + " does not exist.", e);
    } catch (IOException e) {
      throw new Failure(Failure.CONFIGURATION, "the engine's variant file " + file + " cannot be read: " + Causes.firstLine(e), e);
    } catch (Exception e) {
      throw new Failure(Failure.CONFIGURATION, "the engine's variant file " + file + " is not JSON: " + Causes.firstLine(e), e);
    }
    Object id = entries(values).get("id");
    if (!(id instanceof String)) {
      throw new Failure(Failure.CONFIGURATION, file + " has no \"id\". Add one, for example \"id\": \"default\".");
    }
    List<String> plugins = new ArrayList<>();
    entries(entries(values).get("plugins")).forEach((name, params) -> {
      if (Boolean.TRUE.equals(entries(params).get("enabled"))) {
        plugins.add(name.toString());
      }
    });
    return new Variant(path.toAbsolutePath().toUri().toString(), (String) id, plugins);
  }

  /** Of an object; none of anything else. */
  private static java.util.Map<?, ?> entries(Object value) {
    return value instanceof Map ? JavaConversions.mapAsJavaMap((Map<?, ?>) value) : Collections.emptyMap();
  }
}
