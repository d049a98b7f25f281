package pio.launch;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import org.apache.log4j.Logger;
import org.apache.log4j.spi.LoggingEvent;

/**
 * Memory that Java's own classes find to be used up: threads and direct buffers. For every other region the JVM ends itself, and
 * its launcher has the words. These errors are exceptions like others, so Spark, akka and PIO would go on with a part of what
 * they need, or end with codes of their own.
 */
final class OutOfMemory {
  private static final int MEGABYTE = 1024 * 1024;
  /** In cgroup v2 and v1. */
  private static final String[] PIDS_MAX = {"/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max"};

  private OutOfMemory() {}

  /** From here on, wherever such an error ends up, in a log or at the end of a thread, it ends the JVM. */
  static void watch() {
    Logger.getRootLogger().addAppender(new Watch());
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
      endIfCause(error);
      System.err.print("Exception in thread \"" + thread.getName() + "\" ");
      error.printStackTrace();
    });
  }

  static Failure describe(OutOfMemoryError error) {
    return new Failure(Failure.OUT_OF_MEMORY, sentence(String.valueOf(error.getMessage())), error);
  }

  /** At once, as the JVM itself does it: what would be tidied up needs memory too. */
  private static void endIfCause(Throwable error) {
    OutOfMemoryError cause = Causes.find(error, OutOfMemoryError.class);
    if (cause != null) {
      System.out.flush();
      System.err.println("pio: " + describe(cause).getMessage());
      Runtime.getRuntime().halt(Failure.OUT_OF_MEMORY);
    }
  }

  private static String sentence(String message) {
    if (message.contains("native thread")) {
      return "out of memory: " + message + ". " + ManagementFactory.getThreadMXBean().getThreadCount() + " threads run"
          + processes() + ". Raise the limit of processes (docker run --pids-limit, the kubelet's podPidsLimit, ulimit -u), or the"
          + " container's memory: each thread needs a stack (-Xss, " + option("ThreadStackSize") + " KB).";
    }
    if (message.contains("Direct buffer memory")) {
      long now = Long.parseLong(option("MaxDirectMemorySize")) / MEGABYTE;
      return "out of memory: " + message + ". Buffers outside the heap may take " + now + " MB (-XX:MaxDirectMemorySize)."
          + " Set JAVA_OPTS=-XX:MaxDirectMemorySize=" + 2 * now + "m (for executors --conf spark.executor.extraJavaOptions=…), and raise the"
          + " container's memory by as much; \"pio memory\" shows the sum.";
    }
    return "out of memory: " + message + ". Raise the container's memory; \"pio memory\" shows how it is shared out.";
  }

  /** What the container's group of processes is bounded to, where it is. */
  private static String processes() {
    for (String file : PIDS_MAX) {
      try {
        String most = new String(Files.readAllBytes(Paths.get(file)), StandardCharsets.US_ASCII).trim();
        return most.equals("max") ? "" : ", and this container may have " + most + " in all";
      } catch (IOException e) {
        // The other version of cgroups, or none.
        continue;
      }
    }
    return "";
  }

  private static String option(String name) {
    return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).getVMOption(name).getValue();
  }

  /** Whoever caught the error. */
  private static final class Watch extends LogWatch {
    @Override
    protected void append(LoggingEvent event) {
      if (event.getThrowableInformation() != null) {
        endIfCause(event.getThrowableInformation().getThrowable());
      }
    }
  }
}
