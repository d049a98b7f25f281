package org.apache.hadoop.fs.s3a;

import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.predictionio.data.storage.s3.S3Request;

/** An object, written to a local file first: S3 takes it with its size and checksum before the first byte, and as a whole. */
final class S3AOutput extends FilterOutputStream {
  private final S3AFileSystem files;
  private final String key;
  private final File local;
  private final MessageDigest digest;
  private boolean closed;

  S3AOutput(S3AFileSystem files, String key) throws IOException {
    super(null);
    this.files = files;
    this.key = key;
    this.local = File.createTempFile("pio-s3-", ".part");
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    this.out = new DigestOutputStream(Files.newOutputStream(local.toPath()), digest);
  }

  @Override
  public void write(byte[] buffer, int offset, int count) throws IOException {
    out.write(buffer, offset, count);
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      out.close();
      files.send(new S3Request("PUT", files.bucket(), key).body(local, digest.digest()));
    } finally {
      Files.deleteIfExists(local.toPath());
    }
  }
}
