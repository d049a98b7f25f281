package pio.launch;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The resources that a class names. Java gives null for one that is not there, so that what follows fails with words that do not
 * name it; the names are in the class file.
 */
final class Resources {
  private static final Pattern FILE_NAME = Pattern.compile("/?(?:[\\w-][\\w.-]*/)*[\\w-][\\w.-]*\\.\\w{1,10}");
  private static final int MAGIC_AND_VERSION = 8;

  private Resources() {}

  /** Names of files in a class that loads resources, as far as the class path does not have them. */
  static List<String> missing(Class<?> type) {
    List<String> missing = new ArrayList<>();
    for (String name : named(type)) {
      ClassLoader loader = type.getClassLoader();
      boolean there = type.getResource(name) != null || loader.getResource(name.replaceFirst("^/", "")) != null;
      if (!there) {
        missing.add(name);
      }
    }
    return missing;
  }

  private static List<String> named(Class<?> type) {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream stream = type.getResourceAsStream(file)) {
      return stream == null ? new ArrayList<>() : named(new DataInputStream(stream));
    } catch (IOException e) {
      return new ArrayList<>();
    }
  }

  /** Reads the constants of a class file: its names of methods, and the texts in its code. */
  private static List<String> named(DataInputStream file) throws IOException {
    file.skipBytes(MAGIC_AND_VERSION);
    int count = file.readUnsignedShort();
    String[] texts = new String[count];
    Set<Integer> literals = new HashSet<>();
    for (int index = 1; index < count; index++) {
      int tag = file.readUnsignedByte();
      switch (tag) {
        case 1: // UTF-8
          texts[index] = file.readUTF();
          break;
        case 5: // long
        case 6: // double
          file.skipBytes(8);
          index++; // They count twice.
          break;
        case 8: // String
          literals.add(file.readUnsignedShort());
          break;
        case 7: // class
        case 16: // method type
          file.skipBytes(2);
          break;
        case 15: // method handle
          file.skipBytes(3);
          break;
        default:
          file.skipBytes(4);
      }
    }
    boolean loads = false;
    List<String> names = new ArrayList<>();
    for (int index = 1; index < count; index++) {
      String text = texts[index];
      loads |= "getResource".equals(text) || "getResourceAsStream".equals(text);
      if (literals.contains(index) && FILE_NAME.matcher(text).matches()) {
        names.add(text);
      }
    }
    return loads ? names : new ArrayList<>();
  }
}
