package pio.launch;

import org.json4s.Formats;
import org.json4s.JsonAST.JValue;
import org.json4s.JsonInput;
import scala.text.Document;

/**
 * The parser of json4s 3.2, made of that of json4s 3.5.
 *
 * <p>The released PIO 0.14.0 was built for Spark 2.1 and its json4s. Of all that it calls there, Spark 2.4's lacks four
 * methods of one object; the build turns PIO's calls of that object to this class.
 */
@SuppressWarnings("deprecation") // That json4s renders to such documents.
public final class Json4sOf32 {
  /** Where compiled Scala looks for an object. */
  public static final Json4sOf32 MODULE$ = new Json4sOf32();

  private Json4sOf32() {}

  /** Text to values. */
  public JValue parse(JsonInput text, boolean bigDecimals) {
    return PioJson.parser().parse(text, bigDecimals, true);
  }

  /** Whether fractions are big decimals, where nothing else is said. */
  public boolean parse$default$2() {
    return false;
  }

  /** Values to what {@link #compact} and {@link #pretty} write. */
  public Document render(JValue value, Formats formats) {
    return new Rendered(PioJson.parser().render(value, formats));
  }

  /** How values are written, where nothing else is said. */
  public Formats render$default$2(JValue value) {
    return PioJson.parser().render$default$2(value);
  }

  /** In one line. */
  public String compact(Document document) {
    return PioJson.parser().compact(((Rendered) document).content);
  }

  /** In many lines. */
  public String pretty(Document document) {
    return PioJson.parser().pretty(((Rendered) document).content);
  }

  private static final class Rendered extends Document {
    private final Object content;

    private Rendered(Object content) {
      this.content = content;
    }
  }
}
