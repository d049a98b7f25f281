package pio.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/** Whether a directory can be written. */
final class DirectoryProbe extends Probe {
  DirectoryProbe(StorageSource source) {
    super(source);
  }

  @Override
  void look() throws IOException {
    Path directory = Paths.get(source.path);
    Files.createDirectories(directory);
    if (!Files.isWritable(directory)) {
      throw new java.nio.file.AccessDeniedException(source.path);
    }
  }

  @Override
  boolean mayPass(Exception error) {
    return false;
  }

  @Override
  String reason(Exception error) {
    return Causes.firstLine(error);
  }

  @Override
  Failure describe(Exception error) {
    return new Failure(Failure.STORAGE, "the directory " + source.path + " for models cannot be written: " + reason(error)
        + " Mount a volume there that this user may write, the same for train and web, or correct " + source.variable("PATH") + ".", error);
  }
}
