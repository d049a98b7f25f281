package pio.launch;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where in the engine's own source something failed: Java's words alone often say neither where nor why. */
final class EngineCode {
  /** What the build calls the jar of the engine's own classes. */
  private static final String JAR = "/engine.jar";
  /** A line of a stack trace as text, which is how Spark hands on what failed in a task. */
  private static final Pattern FRAME = Pattern.compile("(?m)^\\s+at ([\\w.$]+)\\.([\\w$<>]+)\\(([^():]+):(\\d+)\\)");
  private static final String CAUSED_BY = "\nCaused by: ";
  /** Below it is the thread that waited for the task. */
  private static final String WAITING = "\nDriver stacktrace:";

  private EngineCode() {}

  /** A sentence on the innermost line of the engine that took part in the failure; empty where none did. */
  static String place(Throwable error) {
    StackTraceElement frame = innermost(error);
    if (frame == null) {
      return "";
    }
    String sentence = " It failed " + at(frame) + ".";
    List<String> missing = missingResources(error, frame);
    return missing.isEmpty() ? sentence : sentence + " That class loads " + String.join(", ", missing)
        + " as a resource, which the image does not have: put the file into src/main/resources of the engine and build again.";
  }

  /** Tells whether {@link #place} names a resource that the image does not have. */
  static boolean lacksResource(Throwable error) {
    StackTraceElement frame = innermost(error);
    return frame != null && !missingResources(error, frame).isEmpty();
  }

  private static List<String> missingResources(Throwable error, StackTraceElement frame) {
    Throwable root = Causes.root(error);
    boolean mayLackResource = root instanceof NullPointerException || root instanceof IllegalArgumentException;
    return mayLackResource ? Resources.missing(load(frame)) : new ArrayList<>();
  }

  private static StackTraceElement innermost(Throwable error) {
    StackTraceElement found = null;
    // What failed in a task has the task's frames; the engine's may be those of the thread that waited for it.
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      StackTraceElement inText = innermost(frames(String.valueOf(cause.getMessage())));
      StackTraceElement own = inText != null ? inText : innermost(Arrays.asList(cause.getStackTrace()));
      found = own != null ? own : found;
    }
    return found;
  }

  /** The same for a stack trace in the text of a log, as a line of its own. */
  static String line(String trace) {
    StackTraceElement frame = innermost(frames(trace));
    return frame == null ? "" : "  " + at(frame) + "\n";
  }

  private static String at(StackTraceElement frame) {
    return "in the engine's " + frame.getFileName() + ", line " + frame.getLineNumber();
  }

  private static List<StackTraceElement> frames(String text) {
    String task = text.split(WAITING, 2)[0];
    String root = task.substring(Math.max(0, task.lastIndexOf(CAUSED_BY)));
    List<StackTraceElement> frames = new ArrayList<>();
    Matcher matcher = FRAME.matcher(root);
    while (matcher.find()) {
      frames.add(new StackTraceElement(matcher.group(1), matcher.group(2), matcher.group(3), Integer.parseInt(matcher.group(4))));
    }
    return frames;
  }

  private static StackTraceElement innermost(List<StackTraceElement> frames) {
    for (StackTraceElement frame : frames) {
      Class<?> type = frame.getLineNumber() > 0 ? load(frame) : null;
      CodeSource source = type == null ? null : type.getProtectionDomain().getCodeSource();
      if (source != null && source.getLocation() != null && source.getLocation().getPath().endsWith(JAR)) {
        return frame;
      }
    }
    return null;
  }

  private static Class<?> load(StackTraceElement frame) {
    try {
      return Class.forName(frame.getClassName(), false, EngineCode.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
