package org.apache.predictionio.workflow;

import java.util.Arrays;
import org.apache.predictionio.data.storage.EngineInstance;

/** Shows what it is given; a batch called "fail" fails as PIO may, others fail as engines do. */
public final class CreateWorkflow {
  private static final String TASK = "Job aborted due to stage failure: Task 0 in stage 1.0 failed 1 times: java.lang.RuntimeException: words\n"
      + "\tat org.apache.spark.rdd.RDD.iterator(RDD.scala:288)\nCaused by: java.lang.NumberFormatException: For input string: \"i1\"\n"
      + "\tat java.lang.Integer.parseInt(Integer.java:580)\n\tat org.example.WordsEngine$.words(WordsEngine.scala:7)\n"
      + "\tat org.example.WordsEngine.words(WordsEngine.scala)\n\nDriver stacktrace:\n\tat org.example.WordsEngine$.words(WordsEngine.scala:9)";

  public static void main(String[] arguments) throws ReflectiveOperationException {
    String all = String.join(" ", arguments);
    System.out.println("stand-in: " + all);
    if (all.contains("--batch fail in the engine")) {
      Class.forName("org.example.WordsEngine").getMethod("lexicon").invoke(null);
    }
    if (all.contains("--batch fail in a task")) {
      throw new IllegalStateException(TASK);
    }
    if (all.contains("--batch fail")) {
      throw new IllegalArgumentException("no good");
    }
    String[] variable = arguments[Arrays.asList(arguments).indexOf("--env") + 1].split("=");
    EngineInstance.trainedWith = EngineInstance.trainedWith.updated(variable[0], variable[1]);
  }
}
