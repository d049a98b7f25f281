package pio.launch;

import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** Turns what PIO, Spark and engines throw into one sentence with what to do about it. */
final class Explain {
  private static final Pattern INVALID_APP = Pattern.compile("Invalid app name (.*)");
  private static final Pattern NO_EVENTS = Pattern.compile("relation \"(\\w+_event_?\\w*)\" does not exist");
  private static final Pattern MISSING_KEY = Pattern.compile("key not found: (\\S+)");
  /** "Could not initialize class …" is another matter: that class is there. */
  private static final Pattern NO_CLASS = Pattern.compile("NoClassDefFoundError: ([\\w/$]+)(?=\\s|$)");
  private static final Pattern NO_FACTORY = Pattern.compile("object ([\\w.$]+) (?:in compiler mirror )?not found");
  private static final Pattern SPARK_MEMORY = Pattern.compile("System memory (\\d+) must be at least (\\S+?)\\.");

  /** What Spark says when a task has failed four times because its executor was gone; in Spark 1.6 in this form, later with "caused by". */
  private static final Pattern EXECUTOR_LOST = Pattern.compile("ExecutorLostFailure \\(.*?\\)(?: Reason:)? (.*)");
  private static final String UNKNOWN_ELASTICSEARCH = "Unknown Elasticsearch version";
  private static final String NO_INPUT = "Input path does not exist";
  /** Hadoop's, Java's and Linux's words for a place that may not be written to. */
  private static final Pattern NOT_WRITABLE = Pattern.compile("(/\\S+) \\((?:exists=false|Permission denied|Read-only file system)");
  private static final String NO_SPACE = "No space left on device";
  /** As {@link Failure#OUT_OF_MEMORY} in Spark's words. */
  private static final String EXECUTOR_OUT_OF_MEMORY = "exited with code 3";

  /** Spark's and the templates' ways to say that there were no events. */
  private static final Pattern EMPTY = Pattern.compile("(?i)\\bempty\\b|size of input RDD > 0|haven't seen any document");

  private Explain() {}

  /** For any place: what is wrong with the storage, the memory or the network is the same everywhere. */
  static Failure anyError(Throwable error) {
    Failure common = common(error);
    if (common != null) {
      return common;
    }
    return new Failure(Failure.FAILED, "the command failed: " + cause(error) + where(error), error);
  }

  static Failure training(Throwable error) {
    Failure common = common(error);
    return common != null ? common : new Failure(Failure.FAILED, "the training failed: " + trainingReason(error), error);
  }

  static Failure job(Throwable error) {
    Failure common = common(error);
    return common != null ? common : new Failure(Failure.FAILED, "the job failed: " + cause(error) + where(error), error);
  }

  static Failure evaluation(Throwable error) {
    Failure common = common(error);
    return common != null ? common : new Failure(Failure.FAILED, "the evaluation failed: " + trainingReason(error), error);
  }

  static Failure model(Throwable error, String instanceId) {
    Failure common = common(error);
    return common != null ? common : new Failure(
        Failure.MODEL, "the model of training " + instanceId + " cannot be loaded: " + modelReason(error), error);
  }

  private static Failure common(Throwable error) {
    Failure failure = Causes.find(error, Failure.class);
    if (failure != null) {
      return failure;
    }
    OutOfMemoryError exhausted = Causes.find(error, OutOfMemoryError.class);
    if (exhausted != null) {
      return OutOfMemory.describe(exhausted);
    }
    String lost = match(EXECUTOR_LOST, error);
    if (lost != null) {
      boolean memory = lost.contains(EXECUTOR_OUT_OF_MEMORY);
      return new Failure(memory ? Failure.OUT_OF_MEMORY : Failure.FAILED, "the executors of the Spark cluster ended at this work time after time: "
          + lost + " " + (memory ? "That is how an executor ends whose memory ran out; the log of its worker names the region."
          : "The log of the worker says why; 137 is the kernel's way to end one for lack of memory.")
          + " Raise --executor-memory, and with it the memory of the workers' containers, or let tasks be smaller: more partitions.", error);
    }
    String memory = match(SPARK_MEMORY, error);
    if (memory != null) {
      return new Failure(Failure.MEMORY, "not enough memory: Spark needs a heap of 471859200 bytes (450 MB) or more and has "
          + memory + ". Give the container more memory.", error);
    }
    YarnException yarn = Causes.find(error, YarnException.class);
    if (yarn != null) {
      return new Failure(Failure.CLUSTER, "YARN does not take the application: " + Causes.firstLine(yarn), error);
    }
    if (Causes.messageWith(error, "Yarn application has already ended") != null) {
      return new Failure(Failure.CLUSTER, "YARN ended the application before it ran." + YarnReport.reason(), error);
    }
    UnsatisfiedLinkError library = Causes.find(error, UnsatisfiedLinkError.class);
    if (library != null) {
      String reason = "the engine calls a native library that ";
      if (NativeLibraries.cannotRunInTmp()) {
        return new Failure(Failure.FAILED, reason + "does not load: " + Causes.firstLine(library) + " Libraries that come in jars are"
            + " unpacked into " + NativeLibraries.tmp() + ", and this container lets nothing there run (noexec). Mount it so that programs"
            + " run: docker run --tmpfs /tmp:exec, or a volume of type emptyDir.", error);
      }
      return new Failure(Failure.FAILED, reason + "is not in the image: " + Causes.firstLine(library)
          + " Use a run image with the library that the lines above name, or a library without native code.", error);
    }
    String missing = missingClass(error);
    if (missing != null) {
      return new Failure(Failure.FAILED, "no jar of the image has the class " + missing.replace('/', '.') + "." + EngineCode.place(error)
          + " A library that needs it does not ask for the one that has it. Add that one to libraryDependencies in build.sbt, or its jar"
          + " to lib/, and build again.", error);
    }
    SQLException sql = Causes.sql(error);
    String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
    // Class 08: connection; 28: credentials; 3D: database; 53 and 57: the server's own state; 42501: permission.
    StorageSource database = StorageSource.database();
    if (database != null && (state.matches("(08|28|3D|53|57).*|42501") || StorageErrors.isRefusal(sql))) {
      return StorageErrors.describe(sql, database);
    }
    return null;
  }

  private static String trainingReason(Throwable error) {
    String app = match(INVALID_APP, error);
    if (app != null) {
      return "there is no app \"" + app + "\". Make it with \"pio app new " + app + "\", or correct appName in engine.json.";
    }
    String table = match(NO_EVENTS, error);
    if (table != null) {
      return "there is no table \"" + table + "\" of events. Make the app with \"pio app new NAME\", or correct appId in engine.json.";
    }
    String variable = match(MISSING_KEY, error);
    if (variable != null) {
      return variable.matches("[A-Z][A-Z0-9_]*")
          ? "the engine looks for " + variable + " and does not find it. If it reads it from the environment, set that variable."
          : "the engine has nothing called \"" + variable + "\". Correct the names in engine.json.";
    }
    String factory = match(NO_FACTORY, error);
    if (factory != null) {
      return "the class " + factory + " is not in this image. Correct engineFactory in engine.json.";
    }
    if (EMPTY.matcher(cause(error)).find()) {
      return cause(error) + EngineCode.place(error) + " There may be no data to learn from: import events into the app first, of the kinds"
          + " and with the properties that the engine's data source reads.";
    }
    if (Causes.messageWith(error, UNKNOWN_ELASTICSEARCH) != null) {
      return cause(error) + " PredictionIO 0.14 reads the events of a training from servers 5. Keep events elsewhere: name another source in"
          + " PIO_STORAGE_REPOSITORIES_EVENTDATA_SOURCE.";
    }
    if (Causes.find(error, StackOverflowError.class) != null || Causes.messageWith(error, "StackOverflowError") != null) {
      return "the stack of a thread overflowed. Give threads a larger one, for example JAVA_OPTS=-Xss8m.";
    }
    if (Causes.messageWith(error, NO_SPACE) != null) {
      return "a disk is full: " + cause(error) + " It is /tmp, where Spark keeps what it shuffles, or the place of the models. Give it more room.";
    }
    if (Causes.find(error, UnknownHostException.class) != null) {
      return "a host name is unknown: " + cause(error);
    }
    String refused = match(NOT_WRITABLE, error);
    if (refused != null) {
      return "the engine uses the file " + refused + ", and this process may not." + EngineCode.place(error)
          + " Mount a volume there that its user may write to; if the engine keeps its model there, into the containers that serve, too.";
    }
    String file = missingFile(error);
    if (file != null) {
      return "a file is not there: " + file + "." + EngineCode.place(error)
          + " If it is a file of the engine, put it into the engine's directory and build again; else mount it at that place.";
    }
    return cause(error) + where(error) + nothing(error);
  }

  /** What nothing may stand for: Java's words name neither the parameter nor the property that is missing. */
  private static String nothing(Throwable error) {
    boolean isTold = !(Causes.root(error) instanceof NullPointerException) || EngineCode.lacksResource(error);
    return isTold ? "" : " If a value is missing there, look for null in the lines \"params:\" above: a parameter that engine.json does not give"
        + " is null. The engine's README or its data source says which it needs.";
  }

  private static String modelReason(Throwable error) {
    String file = missingFile(error);
    if (file != null) {
      return file + ". The engine saved its model as files on the disk of the container that trained. They are stored with the"
          + " model when they have the engine instance's id in their name and lie below /tmp or the engine's own directory;"
          + " these did not, or this image's pio did not train them. Train again, or mount a volume there in both containers.";
    }
    if (Causes.find(error, ClassNotFoundException.class) != null || Causes.messageWith(error, "Unable to find class") != null) {
      return cause(error) + " The model was trained by another version of the engine: train again.";
    }
    return cause(error) + where(error);
  }

  /** The class that nothing on the class path has, by name; from a task of Spark's, only the text comes. */
  private static String missingClass(Throwable error) {
    NoClassDefFoundError here = Causes.find(error, NoClassDefFoundError.class);
    return match(NO_CLASS, here == null ? error : new IllegalStateException(here.toString()));
  }

  /** What Hadoop or Java say of a file that cannot be read; null if it is not that. */
  private static String missingFile(Throwable error) {
    String input = Causes.messageWith(error, NO_INPUT);
    FileNotFoundException file = Causes.find(error, FileNotFoundException.class);
    NoSuchFileException path = Causes.find(error, NoSuchFileException.class);
    String what = input != null ? input : file != null ? file.getMessage() : path != null ? path.getMessage() : null;
    return what == null ? null : what.split("\\R", 2)[0];
  }

  /** The innermost cause: class and message, since many messages make no sense without their class. */
  private static String cause(Throwable error) {
    Throwable root = Causes.root(error);
    String line = Causes.firstLine(root);
    return line.startsWith(root.getClass().getName()) ? line : root.getClass().getSimpleName() + ": " + line;
  }

  /** The line of the engine, and how to see more. */
  private static String where(Throwable error) {
    String place = EngineCode.place(error);
    return place + (Settings.debug() ? "" : " (PIO_LOG_LEVEL=debug shows " + (place.isEmpty() ? "where.)" : "the way there.)"));
  }

  private static String match(Pattern pattern, Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      Matcher matcher = pattern.matcher(String.valueOf(cause.getMessage()));
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    return null;
  }
}
