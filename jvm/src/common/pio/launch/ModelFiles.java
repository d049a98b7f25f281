package pio.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * What a training saved on the local disk under the id of its engine instance, as PIO's {@code Utils.save} and many templates
 * do ({@code /tmp/<instance>-<index>-<algorithm>/…}): into an archive, and back to the same places.
 */
final class ModelFiles {
  /** Names below a root: some engines save into a directory of their own there. */
  private static final int DEPTH = 3;
  /** Where an archive is unpacked before its parts take their places, so that a broken one leaves nothing there. */
  private static final String STAGING = ".pio-restored-";

  private ModelFiles() {}

  /** Where engines save files, by the name that the archive gives the place: another container may have it elsewhere. */
  private static Map<String, Path> places() {
    Map<String, Path> places = new LinkedHashMap<>();
    place(places, "tmp", "/tmp");
    place(places, "java-tmp", System.getProperty("java.io.tmpdir"));
    place(places, "pio-tmp", Settings.env("PIO_FS_TMPDIR", "/tmp"));
    place(places, "pio-base", Settings.env("PIO_FS_BASEDIR", "/tmp"));
    place(places, "app", System.getProperty("user.dir"));
    return places;
  }

  private static void place(Map<String, Path> places, String name, String path) {
    try {
      places.put(name, Paths.get(path).toRealPath());
    } catch (IOException e) {
      // Not there, so nothing was saved there.
    }
  }

  /** Files and directories with the id in their name, each with the first place below which it was found. */
  static Map<Path, String> find(String instance) throws IOException {
    Map<Path, String> found = new LinkedHashMap<>();
    for (Map.Entry<String, Path> root : places().entrySet()) {
      for (Path path : search(root.getValue(), instance)) {
        found.putIfAbsent(path, root.getKey());
      }
    }
    return found;
  }

  /**
   * Whether other processes wrote what the training saved, onto disks of their own: Spark's mark of a complete directory is here, and
   * none of the files that it marks.
   */
  static boolean areElsewhere(String instance) {
    try {
      for (Path place : find(instance).keySet()) {
        try (Stream<Path> all = Files.walk(place)) {
          for (Path mark : (Iterable<Path>) all.filter(path -> path.endsWith("_SUCCESS"))::iterator) {
            String[] parts = mark.getParent().toFile().list((dir, name) -> name.startsWith("part-"));
            if (parts == null || parts.length == 0) {
              return true;
            }
          }
        }
      }
      return false;
    } catch (IOException e) {
      throw new Failure(Failure.MODEL, "the files that the training saved cannot be read: " + Causes.firstLine(e), e);
    }
  }

  private static List<Path> search(Path root, String instance) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEPTH, new SimpleFileVisitor<Path>() {
      @Override
      public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
        if (dir.equals(root)) {
          return FileVisitResult.CONTINUE;
        }
        String name = dir.getFileName().toString();
        if (name.startsWith(STAGING)) {
          return FileVisitResult.SKIP_SUBTREE;
        }
        if (name.contains(instance)) {
          found.add(dir);
          return FileVisitResult.SKIP_SUBTREE;
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (file.getFileName().toString().contains(instance) && !attributes.isSymbolicLink()) {
          found.add(file);
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) {
        // What this user may not read it did not write either.
        return FileVisitResult.CONTINUE;
      }
    });
    return found;
  }

  /** Writes everything found into one archive; returns the number of its files. */
  static int pack(Map<Path, String> found, OutputStream out) throws IOException {
    Map<String, Path> places = places();
    int[] files = {0};
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<Path, String> entry : found.entrySet()) {
        Path root = places.get(entry.getValue());
        Files.walkFileTree(entry.getKey(), new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            zip.putNextEntry(new ZipEntry(entry.getValue() + "/" + root.relativize(file)));
            Files.copy(file, zip);
            zip.closeEntry();
            files[0]++;
            return FileVisitResult.CONTINUE;
          }
        });
      }
    }
    return files[0];
  }

  /** Unpacks an archive and puts what belongs to the instance in its places; what is there already stays. */
  static void unpack(String instance, InputStream in) throws IOException {
    Map<String, Path> places = places();
    Map<String, Path> stagings = new LinkedHashMap<>();
    try {
      try (ZipInputStream zip = new ZipInputStream(in)) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          String[] name = entry.getName().split("/", 2);
          Path root = places.get(name[0]);
          if (root == null) {
            throw new IOException("the archive has a file for a place that is not here: " + entry.getName());
          }
          Path staging = stagings.get(name[0]);
          if (staging == null) {
            staging = Files.createTempDirectory(root, STAGING);
            stagings.put(name[0], staging);
          }
          Path target = staging.resolve(name.length < 2 ? "" : name[1]).normalize();
          if (target.equals(staging) || !target.startsWith(staging)) {
            throw new IOException("the archive has a file outside of its place: " + entry.getName());
          }
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
      for (Map.Entry<String, Path> staging : stagings.entrySet()) {
        Path root = staging.getValue().getParent();
        for (Path made : search(staging.getValue(), instance)) {
          Path place = root.resolve(staging.getValue().relativize(made));
          if (!Files.exists(place)) {
            Files.createDirectories(place.getParent());
            Files.move(made, place);
          }
        }
      }
    } finally {
      for (Path staging : stagings.values()) {
        delete(staging);
      }
    }
  }

  /** Removes a file, or a directory with all that is in it; what cannot be removed stays. */
  static void delete(Path path) {
    try {
      Files.walkFileTree(path, new SimpleFileVisitor<Path>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
          Files.delete(file);
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
          Files.delete(dir);
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (IOException e) {
      // A file too many on a disk that goes with the container.
    }
  }
}
