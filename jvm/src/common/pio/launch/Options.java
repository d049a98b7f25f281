package pio.launch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command line after the command's name: {@code --key value}, {@code --flag} and plain words. */
final class Options {
  private static final int HIGHEST_PORT = 65535;

  private final List<String> words = new ArrayList<>();
  private final Map<String, String> values = new HashMap<>();

  /**
   * @param args what follows the command's name
   * @param flags names of the options that take no value; every other option takes one
   */
  Options(String[] args, String... flags) {
    List<String> valueless = Arrays.asList(flags);
    for (int i = 0; i < args.length; i++) {
      if (!args[i].startsWith("--")) {
        words.add(args[i]);
        continue;
      }
      String name = args[i].substring(2);
      if (valueless.contains(name)) {
        values.put(name, "");
      } else if (i + 1 < args.length) {
        values.put(name, args[++i]);
      } else {
        throw new Failure(Failure.USAGE, "the option --" + name + " needs a value.");
      }
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  String get(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  String require(String name) {
    if (!has(name)) {
      throw new Failure(Failure.USAGE, "the option --" + name + " is missing.");
    }
    return values.get(name);
  }

  int number(String name, int otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    try {
      return Integer.parseInt(values.get(name));
    } catch (NumberFormatException e) {
      throw new Failure(Failure.USAGE, "the option --" + name + " needs a whole number, not \"" + values.get(name) + "\".");
    }
  }

  int port(String name, int otherwise) {
    int port = number(name, otherwise);
    if (port < 1 || port > HIGHEST_PORT) {
      throw new Failure(Failure.USAGE, "the option --" + name + " needs a port from 1 to " + HIGHEST_PORT + ", not " + port + ".");
    }
    return port;
  }

  List<String> words() {
    return words;
  }

  /** The word at {@code index}; {@code what} names it in the message when it is not there. */
  String word(int index, String what) {
    if (index >= words.size()) {
      throw new Failure(Failure.USAGE, what + " is missing.");
    }
    return words.get(index);
  }
}
