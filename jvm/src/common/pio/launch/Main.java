package pio.launch;

import java.util.Arrays;

/**
 * The one JVM of every process of the image: {@code java pio.launch.Main COMMAND [OPTION…]}.
 *
 * <p>It stands in for PIO's console, whose servers keep a JVM alive without a port when their start fails.
 * Whatever goes wrong ends here in one sentence on stderr and an exit code of {@link Failure}.
 */
public final class Main {
  private Main() {}

  /** Runs one command and ends the JVM: Spark and akka leave threads behind that would keep it alive. */
  public static void main(String[] args) {
    int exitCode;
    try {
      ProcessSetup.run(args);
      SparkCluster.join();
      run(args);
      exitCode = 0;
    } catch (Failure failure) {
      exitCode = report(failure);
    } catch (Throwable error) {
      exitCode = report(Explain.anyError(error));
    }
    System.out.flush();
    System.exit(exitCode);
  }

  private static void run(String[] args) {
    String command = args.length == 0 ? "" : args[0];
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    switch (command) {
      case "check":
        StatusCommands.check();
        break;
      case "status":
        StatusCommands.status(rest);
        break;
      case "app":
        AppCommands.run(rest);
        break;
      case "accesskey":
        AccessKeyCommands.run(rest);
        break;
      case "import":
        EventCommands.importAll(rest);
        break;
      case "export":
        EventCommands.exportAll(rest);
        break;
      case "eventserver":
        EventServerCommand.run(rest);
        break;
      case "train":
        TrainCommand.run(rest);
        break;
      case "eval":
        EvalCommand.run(rest);
        break;
      case "batchpredict":
        BatchPredictCommand.run(rest);
        break;
      case "instances":
        InstanceCommands.run(rest);
        break;
      case "shell":
        ShellCommand.run();
        break;
      case "release-check":
        ReleaseCheck.run(rest);
        break;
      case "deploy":
        DeployCommand.run(rest);
        break;
      case "spark-master":
        SparkDaemons.master(rest);
        break;
      case "spark-worker":
        SparkDaemons.worker(rest);
        break;
      case "spark-history":
        SparkDaemons.history(rest);
        break;
      case "spark-submit":
        SparkSubmitCommand.run(rest);
        break;
      default:
        throw new Failure(Failure.USAGE, "there is no command \"" + command
            + "\". The commands: check, status, app, accesskey, import, export, eventserver, train, eval, batchpredict, instances, shell, deploy, "
            + "spark-master, spark-worker, spark-history, spark-submit.");
    }
  }

  private static int report(Failure failure) {
    System.out.flush();
    System.err.println("pio: " + failure.getMessage());
    if (Settings.debug()) {
      failure.printStackTrace();
    }
    return failure.exitCode;
  }
}
