package pio.launch;

import org.json4s.JsonAST.JValue;
import org.json4s.JsonMethods;
import org.json4s.StringInput;

/** PIO's JSON parser, json4s, whose methods differ from version to version. */
final class PioJson {
  private PioJson() {}

  static JValue parse(String text) throws ReflectiveOperationException {
    return parser().parse(new StringInput(text), false);
  }

  static String write(JValue value) throws ReflectiveOperationException {
    return compact(parser(), value);
  }

  private static <T> String compact(JsonMethods<T> parser, JValue value) {
    return parser.compact(parser.render(value));
  }

  /** Its package is called "native", which Java's grammar does not let a program write. */
  private static JsonMethods<?> parser() throws ReflectiveOperationException {
    return (JsonMethods<?>) Class.forName("org.json4s.native.JsonMethods$").getField("MODULE$").get(null);
  }
}
