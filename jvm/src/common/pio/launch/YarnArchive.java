package pio.launch;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * This process's class path as one archive in the file system of a cluster: Spark and PIO are loose jars here, whereas Spark 1.6 wants
 * them on YARN in one jar. Named by its digest, so that it is sent once for each image. Nobody but its user may read it.
 */
final class YarnArchive {
  /** The directory into which YARN unpacks it for each of its processes. */
  static final String LINK = "pio";
  /** A jar without classes that names all others in their order: a directory of jars would have none. */
  static final String CLASS_PATH = LINK + "/class-path.jar";
  private static final String CLASS_PATH_JAR = "class-path.jar";
  private static final String SITE = "-site.xml";
  /** Made by the launcher of the settings of the storage, its keys included: the driver hands on what tasks need of it. */
  private static final String OWN_SITE = "pio-\\d+-site";
  private static final FsPermission OWN_DIRECTORY = new FsPermission((short) 0700);
  private static final FsPermission OWN_FILE = new FsPermission((short) 0600);

  /** What is in it, by the name that it has there. */
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final List<String> classPath = new ArrayList<>();

  /** Of everything on the class path but some jars, which Spark sends itself. */
  YarnArchive(List<String> without) throws IOException {
    int number = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Paths.get(entry);
      String name = number++ + "/";
      if (path.getFileName().toString().matches(OWN_SITE)) {
        continue;
      }
      if (Files.isDirectory(path)) {
        addDirectory(name, path);
      } else if (!without.contains(entry) && Files.isRegularFile(path)) {
        add(name + path.getFileName(), path);
        classPath.add(name + path.getFileName());
      }
    }
  }

  /** Puts it there unless it is there; returns its place. */
  String send(FileSystem system) throws IOException {
    org.apache.hadoop.fs.Path dir = new org.apache.hadoop.fs.Path(system.getHomeDirectory(), ".pio");
    org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path(dir, digest() + ".zip");
    if (!isThere(system, place)) {
      long start = System.currentTimeMillis();
      FileSystem.mkdirs(system, dir, OWN_DIRECTORY);
      org.apache.hadoop.fs.Path part = new org.apache.hadoop.fs.Path(dir, UUID.randomUUID() + ".part");
      try {
        try (OutputStream out = FileSystem.create(system, part, OWN_FILE)) {
          write(out);
        }
        // Another training of the same image may have been faster.
        if (!system.rename(part, place) && !isThere(system, place)) {
          throw new IOException(part + " cannot be renamed to " + place + ".");
        }
      } finally {
        system.delete(part, false);
      }
      System.out.println(String.format("Sent %d MB of jars to %s in %.1f s; the next training finds them there.",
          system.getFileStatus(place).getLen() >> 20, place, (System.currentTimeMillis() - start) / 1000.0));
    }
    return system.makeQualified(place).toString();
  }

  private static boolean isThere(FileSystem system, org.apache.hadoop.fs.Path place) throws IOException {
    try {
      return system.getFileStatus(place).isFile();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Classes and the launcher's log configuration; of others, such as an engine's {@code config/}, Hadoop's settings alone. */
  private void addDirectory(String name, Path dir) throws IOException {
    boolean whole = Files.exists(dir.resolve("pio-servers.conf")) || hasClasses(dir);
    int before = files.size();
    try (Stream<Path> all = Files.walk(dir, whole ? Integer.MAX_VALUE : 1)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile).sorted()::iterator) {
        if (whole || file.getFileName().toString().endsWith(SITE)) {
          add(name + dir.relativize(file), file);
        }
      }
    }
    if (files.size() > before) {
      classPath.add(name);
    }
  }

  private static boolean hasClasses(Path dir) throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      return all.anyMatch(file -> file.toString().endsWith(".class"));
    }
  }

  private void add(String name, Path path) {
    files.put(name, path);
  }

  private String digest() throws IOException {
    MessageDigest digest = Digests.sha256();
    OutputStream nowhere = new OutputStream() {
      @Override
      public void write(int b) {}

      @Override
      public void write(byte[] b, int offset, int length) {}
    };
    try (OutputStream out = new DigestOutputStream(nowhere, digest)) {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        out.write(file.getKey().getBytes("UTF-8"));
        Files.copy(file.getValue(), out);
      }
    }
    return Digests.hex(digest);
  }

  /** Stored, not compressed: jars are that already. */
  private void write(OutputStream out) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      zip.putNextEntry(new ZipEntry(CLASS_PATH_JAR));
      zip.write(classPathJar());
      for (Map.Entry<String, Path> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        Files.copy(file.getValue(), zip);
      }
      zip.closeEntry();
    }
  }

  private byte[] classPathJar() throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.CLASS_PATH, String.join(" ", urls()));
    main.putValue("Premain-Class", YarnExecutor.class.getName());
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    new JarOutputStream(jar, manifest).close();
    return jar.toByteArray();
  }

  private List<String> urls() throws IOException {
    List<String> urls = new ArrayList<>();
    for (String name : classPath) {
      try {
        urls.add(new URI(null, null, name, null).toASCIIString());
      } catch (URISyntaxException e) {
        throw new IOException(e);
      }
    }
    return urls;
  }
}
