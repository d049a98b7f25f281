package pio.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.List;

/** Where libraries that come in jars are unpacked to be loaded. */
final class NativeLibraries {
  private NativeLibraries() {}

  static Path tmp() {
    return Paths.get(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
  }

  /** Whether the system loads no library from there. */
  static boolean cannotRunInTmp() {
    try {
      return isNoExec(Files.readAllLines(Paths.get("/proc/self/mounts"), StandardCharsets.UTF_8), tmp());
    } catch (IOException e) {
      return false;
    }
  }

  /** Lines are "device place type options numbers"; the last of the longest places that hold the directory counts. */
  static boolean isNoExec(List<String> mounts, Path directory) {
    Path place = null;
    boolean noExec = false;
    for (String line : mounts) {
      String[] fields = line.split(" ");
      if (fields.length < 4) {
        continue;
      }
      Path candidate = Paths.get(fields[1]);
      if (directory.startsWith(candidate) && (place == null || candidate.getNameCount() >= place.getNameCount())) {
        place = candidate;
        noExec = Arrays.asList(fields[3].split(",")).contains("noexec");
      }
    }
    return noExec;
  }
}
