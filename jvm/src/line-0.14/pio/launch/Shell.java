package pio.launch;

import org.apache.spark.repl.Main$;
import org.apache.spark.repl.SparkILoop;
import scala.tools.nsc.interpreter.Results;

/** The Scala shell of Spark 2.4. */
final class Shell {
  private Shell() {}

  static void run(SparkILoop loop) {
    Main$.MODULE$.doMain(new String[0], loop);
  }

  static Script.Outcome interpret(SparkILoop loop, String code) {
    Results.Result result = loop.intp().interpret(code);
    if (result == Results.Incomplete$.MODULE$) {
      return Script.Outcome.UNFINISHED;
    }
    return result == Results.Success$.MODULE$ ? Script.Outcome.DONE : Script.Outcome.FAILED;
  }
}
