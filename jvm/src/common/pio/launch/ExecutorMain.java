package pio.launch;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.executor.CoarseGrainedExecutorBackend;
import org.apache.spark.util.Utils;

/** An executor: Spark's own, in a JVM that is set up as those of the image are. Its worker's launcher starts it. */
public final class ExecutorMain {
  private ExecutorMain() {}

  /** Runs until its job ends. */
  public static void main(String[] args) {
    ProcessSetup.executor();
    List<String> words = Arrays.asList(args);
    int host = words.indexOf("--hostname");
    if (host >= 0) {
      // Spark 1.6 asks the system again for the address under which others fetch what was shuffled.
      Utils.setCustomHostname(words.get(host + 1));
    }
    CoarseGrainedExecutorBackend.main(args);
  }
}
