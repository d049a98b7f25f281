package pio.launch;

import org.json4s.JsonAST.JValue;
import org.json4s.JsonMethods;
import org.json4s.StringInput;

/** PIO's JSON parser, json4s, whose methods differ from version to version. */
final class PioJson {
  private static final JsonMethods<Object> PARSER = find();

  private PioJson() {}

  static JValue parse(String text) {
    return PARSER.parse(new StringInput(text), false, true);
  }

  static JsonMethods<Object> parser() {
    return PARSER;
  }

  static String write(JValue value) throws ReflectiveOperationException {
    return compact(parser(), value);
  }

  private static <T> String compact(JsonMethods<T> parser, JValue value) {
    return parser.compact(parser.render(value, org.json4s.DefaultFormats$.MODULE$));
  }

  /** Its package is called "native", which Java's grammar does not let a program write. */
  @SuppressWarnings("unchecked") // What it renders to is its own affair.
  private static JsonMethods<Object> find() {
    try {
      return (JsonMethods<Object>) Class.forName("org.json4s.native.JsonMethods$").getField("MODULE$").get(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("json4s is not on the class path", e);
    }
  }
}
