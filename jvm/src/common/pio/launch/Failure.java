package pio.launch;

/**
 * A command that cannot go on: the exit code of the process and the sentence that its user reads.
 *
 * <p>The codes are those of the Rust launcher; both sides keep to the same table.
 */
final class Failure extends RuntimeException {
  static final int FAILED = 1;
  static final int USAGE = 2;
  /** The JVM ends itself with it, too. */
  static final int OUT_OF_MEMORY = 3;
  static final int MEMORY = 4;
  static final int STORAGE = 5;
  static final int NOTHING_TRAINED = 6;
  static final int ADDRESS = 7;
  static final int MODEL = 8;
  static final int CONFIGURATION = 9;
  static final int MISSING = 10;
  static final int CLUSTER = 11;

  private static final long serialVersionUID = 1;

  final int exitCode;

  Failure(int exitCode, String sentence) {
    this(exitCode, sentence, null);
  }

  Failure(int exitCode, String sentence, Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }
}
