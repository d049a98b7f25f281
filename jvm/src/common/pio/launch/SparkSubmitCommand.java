package pio.launch;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code spark-submit CLASS JAR ARGUMENT…}: any job for Spark, in this JVM, as spark-submit's client mode has it. */
final class SparkSubmitCommand {
  /** Spark's own word for "no jar". */
  private static final String INTERNAL = "spark-internal";
  private static final String JARS = "spark.jars";

  private SparkSubmitCommand() {}

  static void run(String[] args) {
    String name = args[0];
    addJar(args[1]);
    ClassLoader loader = loader();
    Thread.currentThread().setContextClassLoader(loader);
    String[] rest = Arrays.copyOfRange(args, 2, args.length);
    try {
      Class.forName(name, true, loader).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (ClassNotFoundException e) {
      throw new Failure(Failure.CONFIGURATION, "the class " + name + " is neither in " + args[1] + " nor in this image. Correct --class.", e);
    } catch (NoSuchMethodException | IllegalAccessException | NullPointerException e) {
      throw new Failure(Failure.CONFIGURATION, "the class " + name + " has no public static void main(String[]).", e);
    } catch (InvocationTargetException e) {
      throw Explain.job(e.getCause());
    }
  }

  private static void addJar(String resource) {
    if (resource.equals(INTERNAL)) {
      return;
    }
    if (!resource.contains(":") && !new File(resource).isFile()) {
      throw new Failure(Failure.CONFIGURATION, "the jar " + resource + " is not there. It must be in the image, or mounted into the container.");
    }
    String others = System.getProperty(JARS, "");
    String own = resource.contains(":") ? resource : new File(resource).getAbsolutePath();
    System.setProperty(JARS, others.isEmpty() ? own : own + "," + others);
  }

  private static ClassLoader loader() {
    List<URL> urls = new ArrayList<>();
    for (String jar : System.getProperty(JARS, "").split(",")) {
      if (!jar.isEmpty()) {
        urls.add(url(jar));
      }
    }
    return new URLClassLoader(urls.toArray(new URL[0]), SparkSubmitCommand.class.getClassLoader());
  }

  private static URL url(String jar) {
    try {
      return jar.contains(":") ? new URL(jar.replaceFirst("^local:", "file:")) : new File(jar).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new Failure(Failure.CONFIGURATION, "the jar " + jar + " cannot be read from here: name a file, or an address that Java knows.", e);
    }
  }
}
