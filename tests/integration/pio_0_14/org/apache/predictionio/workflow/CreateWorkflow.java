package org.apache.predictionio.workflow;

/** Shows what it is given; a batch called "fail" fails as an engine may. */
public final class CreateWorkflow {
  public static void main(String[] arguments) {
    String all = String.join(" ", arguments);
    System.out.println("stand-in: " + all);
    if (all.contains("--batch fail")) {
      throw new IllegalArgumentException("no good");
    }
  }
}
