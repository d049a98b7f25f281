package pio.launch;

import java.io.BufferedReader;
import java.io.IOException;

/** A script for the shell, statement by statement: unlike Spark's own shell it ends at the first one that fails. */
final class Script {
  /** What came of a statement. */
  enum Outcome { DONE, FAILED, UNFINISHED }

  /** Runs a statement. */
  interface Interpreter {
    Outcome interpret(String code);
  }

  private final BufferedReader lines;
  private int line;
  private String ahead;
  private String fault;

  Script(BufferedReader lines) {
    this.lines = lines;
  }

  void run(Interpreter interpreter) throws IOException {
    StringBuilder statement = new StringBuilder();
    int first = 0;
    for (String next = next(); next != null; next = next()) {
      if (statement.length() == 0) {
        first = line;
        String command = next.trim();
        if (command.equals(":quit") || command.equals(":q")) {
          return;
        } else if (command.startsWith(":")) {
          fault = "line " + line + " of the script: " + command + " works on a terminal only; in a script there is :quit.";
          return;
        }
      }
      statement.append(next).append('\n');
      // A line that begins with a dot goes on with the one before, as in a source.
      if (next.trim().isEmpty() || startsWithDot(peek())) {
        continue;
      }
      Outcome outcome = interpreter.interpret(statement.toString());
      if (outcome == Outcome.FAILED) {
        fault = "line " + first + " of the script failed; what is wrong is told above.";
        return;
      } else if (outcome == Outcome.DONE) {
        statement.setLength(0);
      }
    }
    if (!statement.toString().trim().isEmpty()) {
      fault = "the script ends in the middle of what begins in line " + first + ".";
    }
  }

  void requireSuccess() {
    if (fault != null) {
      throw new Failure(Failure.FAILED, fault);
    }
  }

  private static boolean startsWithDot(String text) {
    return text != null && text.trim().startsWith(".");
  }

  private String next() throws IOException {
    String next = peek();
    ahead = null;
    line++;
    return next;
  }

  private String peek() throws IOException {
    if (ahead == null) {
      ahead = lines.readLine();
    }
    return ahead;
  }
}
