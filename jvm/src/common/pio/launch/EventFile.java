package pio.launch;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Files of events, packed or not, and the standard streams. */
final class EventFile {
  static final String STANDARD = "-";
  private static final int BUFFER = 1 << 16;

  private EventFile() {}

  /** A file that can be read twice: what comes by standard input is kept in one that goes with this process. */
  static Path twice(String name) throws IOException {
    if (!name.equals(STANDARD)) {
      return Paths.get(name);
    }
    Path kept = Files.createTempFile("pio-import-", null);
    kept.toFile().deleteOnExit();
    Files.copy(System.in, kept, StandardCopyOption.REPLACE_EXISTING);
    return kept;
  }

  static BufferedReader read(Path path) throws IOException {
    InputStream input = new BufferedInputStream(Files.newInputStream(path), BUFFER);
    input.mark(2);
    boolean packed = input.read() == 0x1f && input.read() == 0x8b;
    input.reset();
    return new BufferedReader(new InputStreamReader(packed ? new GZIPInputStream(input, BUFFER) : input, StandardCharsets.UTF_8));
  }

  static BufferedWriter write(String name) throws IOException {
    OutputStream output = name.equals(STANDARD) ? new FileOutputStream(java.io.FileDescriptor.out)
        : Files.newOutputStream(Paths.get(name), java.nio.file.StandardOpenOption.CREATE_NEW);
    return new BufferedWriter(new OutputStreamWriter(
        name.endsWith(".gz") ? new GZIPOutputStream(output, BUFFER) : output, StandardCharsets.UTF_8));
  }
}
