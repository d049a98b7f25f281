package pio.launch;

import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a training on a cluster saved in its file system under the id of its engine instance: where paths without a scheme are those of
 * HDFS, engines that save to {@code /tmp/<instance>…} do so there. Brought here, it is stored with the model as every other file.
 */
final class ClusterFiles {
  private ClusterFiles() {}

  /** Copies it to the same place of the local disk. */
  static void fetch(String instance) {
    try {
      FileSystem system = FileSystem.get(YarnCluster.configuration());
      for (String root : new String[] {"/tmp", Settings.env("PIO_FS_TMPDIR", "/tmp"), Settings.env("PIO_FS_BASEDIR", "/tmp")}) {
        FileStatus[] found = system.globStatus(new Path(root, "*" + instance + "*"));
        for (FileStatus one : found == null ? new FileStatus[0] : found) {
          Path local = new Path("file://" + one.getPath().toUri().getPath());
          if (!FileSystem.getLocal(system.getConf()).exists(local)) {
            system.copyToLocalFile(false, one.getPath(), local, true);
          }
        }
      }
    } catch (IOException e) {
      throw new Failure(Failure.MODEL, "the files that the engine saved in the cluster's file system cannot be copied: "
          + Causes.firstLine(e), e);
    }
  }
}
