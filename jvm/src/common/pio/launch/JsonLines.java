package pio.launch;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** {@code PIO_LOG_FORMAT=json}: one JSON object a line on standard output, whoever writes it. */
final class JsonLines {
  /** How each object begins, so that one that comes from the log is known again. */
  private static final String BEGINNING = "{\"time\":\"";
  private static final String OWN = "pio: ";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private JsonLines() {}

  /** What is printed from here on, by an engine too, becomes objects. */
  static void install() {
    PrintStream target = System.out;
    System.setOut(stream(target, "INFO", "stdout"));
    System.setErr(stream(target, "ERROR", "stderr"));
  }

  static String object(long time, String level, String logger, String message, String exception) {
    StringBuilder text = new StringBuilder(BEGINNING).append(TIME.format(Instant.ofEpochMilli(time))).append('"');
    field(text, "level", level);
    field(text, "logger", logger);
    field(text, "message", message);
    if (exception != null) {
      field(text, "exception", exception);
    }
    return text.append('}').toString();
  }

  private static void field(StringBuilder text, String name, String value) {
    text.append(",\"").append(name).append("\":\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c == '\n') {
        text.append("\\n");
      } else if (c < ' ' || Character.isSurrogate(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  private static PrintStream stream(PrintStream target, String level, String logger) {
    try {
      return new PrintStream(new Lines(target, level, logger), true, "UTF-8");
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes bytes; gives each whole line as an object. */
  private static final class Lines extends OutputStream {
    private final PrintStream target;
    private final String level;
    private final String logger;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(PrintStream target, String level, String logger) {
      this.target = target;
      this.level = level;
      this.logger = logger;
    }

    @Override
    public synchronized void write(int b) {
      if (b == '\n') {
        end();
      } else if (b != '\r') {
        line.write(b);
      }
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      for (int i = from; i < from + length; i++) {
        write(bytes[i]);
      }
    }

    private void end() {
      byte[] bytes = line.toByteArray();
      line.reset();
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (text.isEmpty()) {
        return;
      }
      if (!text.startsWith(BEGINNING)) {
        boolean own = text.startsWith(OWN);
        text = object(System.currentTimeMillis(), level, own ? "pio" : logger, own ? text.substring(OWN.length()) : text, null);
      }
      byte[] whole = (text + "\n").getBytes(StandardCharsets.UTF_8);
      synchronized (target) {
        target.write(whole, 0, whole.length);
        target.flush();
      }
    }
  }
}
