package pio.launch;

import java.sql.SQLException;

/** Looks into a chain of exceptions. */
final class Causes {
  private static final int LONGEST_LINE = 400;

  private Causes() {}

  static <T extends Throwable> T find(Throwable error, Class<T> type) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }

  /** The database's own error: the innermost one, since the connection pool wraps it into another without a code. */
  static SQLException sql(Throwable error) {
    SQLException found = null;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException) {
        found = (SQLException) cause;
      }
    }
    return found;
  }

  /** The first message in the chain that holds {@code text}, or null. */
  static String messageWith(Throwable error, String text) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && cause.getMessage().contains(text)) {
        return cause.getMessage();
      }
    }
    return null;
  }

  static Throwable root(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The message without the stack traces that Spark puts into it, as a sentence; the class's name where there is none. */
  static String firstLine(Throwable error) {
    String message = error.getMessage();
    String line = message == null || message.trim().isEmpty() ? error.getClass().getName() : message.trim().split("\\R", 2)[0];
    if (line.length() > LONGEST_LINE) {
      line = line.substring(0, LONGEST_LINE) + "…";
    }
    return line.endsWith(".") ? line : line + ".";
  }
}
