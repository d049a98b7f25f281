package org.apache.predictionio.workflow;

import java.util.Arrays;
import org.apache.predictionio.data.storage.EngineInstance;

/** Shows what it is given; a batch called "fail" fails as an engine may. */
public final class CreateWorkflow {
  public static void main(String[] arguments) {
    String all = String.join(" ", arguments);
    System.out.println("stand-in: " + all);
    if (all.contains("--batch fail")) {
      throw new IllegalArgumentException("no good");
    }
    String[] variable = arguments[Arrays.asList(arguments).indexOf("--env") + 1].split("=");
    EngineInstance.trainedWith = EngineInstance.trainedWith.updated(variable[0], variable[1]);
  }
}
