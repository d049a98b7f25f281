package pio.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.apache.spark.repl.SparkILoop;

/** {@code shell}: Spark's Scala shell on a terminal; else a script from standard input, which ends at its first failure. */
final class ShellCommand {
  private ShellCommand() {}

  static void run() {
    // The results have standard output for themselves.
    ProcessSetup.logToStandardError();
    StorageCheck.run();
    // Spark's own start script sets it: the compiler in the shell sees what this JVM sees.
    System.setProperty("scala.usejavacp", "true");
    if (System.console() != null) {
      Shell.run(new SparkILoop());
      return;
    }
    MutedWriter out = new MutedWriter(System.out);
    Script script = new Script(new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())));
    ScriptReader reader = new ScriptReader(script, out);
    // What the shell says while it starts is no result of the script.
    scala.Console.setOut(System.err);
    SparkILoop loop = new SparkILoop(reader, new PrintWriter(out, true));
    reader.loop = loop;
    Shell.run(loop);
    script.requireSuccess();
  }

  /** Takes the place of the shell's input: it is asked for a second line once the shell is ready, and never for another. */
  private static final class ScriptReader extends BufferedReader {
    private final Script script;
    private final MutedWriter out;
    private SparkILoop loop;
    private boolean asked;

    ScriptReader(Script script, MutedWriter out) {
      super(new java.io.StringReader(""));
      this.script = script;
      this.out = out;
    }

    @Override
    public String readLine() throws IOException {
      if (!asked) {
        asked = true;
        // The shell reads its first line before it is ready, and waits until it is with what it read.
        return "()";
      }
      scala.Console.setOut(System.out);
      out.speak();
      script.run(code -> Shell.interpret(loop, code));
      out.mute();
      return null;
    }
  }
}
