package pio.launch;

import java.util.regex.Pattern;
import org.apache.log4j.EnhancedPatternLayout;
import org.apache.log4j.spi.LoggingEvent;

/**
 * Makes each event a JSON object where {@code PIO_LOG_FORMAT} asks for it. Leaves out the stack traces that PIO writes into its messages, where log4j's own
 * setting for them does not reach.
 */
public final class LogLayout extends EnhancedPatternLayout {
  /** "at class.method(file:line)" and "... 12 more". */
  private static final Pattern FRAMES = Pattern.compile("(?m)^\\s+(?:at \\S+\\(.*\\)|\\.\\.\\. \\d+ more)\\R?");
  private static final Pattern HEADING = Pattern.compile("\\n\\s*Stack Trace:\\n");
  private static final Pattern BLANK = Pattern.compile("\\n{2,}");

  private final boolean whole = Settings.debug();
  private final boolean json = Settings.json();

  @Override
  public String format(LoggingEvent event) {
    if (json) {
      return object(event) + "\n";
    }
    String text = super.format(event);
    return whole || text.indexOf("\tat ") < 0 ? text : withoutFrames(text);
  }

  private String object(LoggingEvent event) {
    String message = String.valueOf(event.getRenderedMessage());
    String[] trace = event.getThrowableStrRep();
    String exception = trace == null ? null : String.join("\n", trace);
    if (!whole) {
      message = withoutFrames(message);
      exception = exception == null ? null : withoutFrames(exception + "\n").trim();
    }
    return JsonLines.object(event.getTimeStamp(), event.getLevel().toString(), event.getLoggerName(), message, exception);
  }

  /** The exceptions stay, each in its line: they say what is wrong. Of the frames, the engine's innermost one does. */
  static String withoutFrames(String text) {
    String bare = HEADING.matcher(FRAMES.matcher(text).replaceAll("")).replaceAll("\n");
    return BLANK.matcher(bare).replaceAll("\n") + EngineCode.line(text);
  }
}
