package org.apache.hadoop.fs.s3a;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.predictionio.data.storage.s3.S3Request;

/** An object, read piece by piece: who jumps about in it, as Parquet does, leaves little unread behind. */
final class S3AInput extends FSInputStream {
  private static final long PIECE = 8L << 20;
  /** What is read and thrown away rather than asked for anew. */
  private static final long SKIPPED = 64L << 10;
  private static final int TRIES = 4;

  private final S3AFileSystem files;
  private final String key;
  private final long length;
  private final FileSystem.Statistics statistics;
  private long position;
  private InputStream piece;
  /** Where the piece goes on, and where it ends. */
  private long at;
  private long end;

  S3AInput(S3AFileSystem files, String key, long length, FileSystem.Statistics statistics) {
    this.files = files;
    this.key = key;
    this.length = length;
    this.statistics = statistics;
  }

  @Override
  public synchronized void seek(long target) throws IOException {
    if (target < 0 || target > length) {
      throw new EOFException("position " + target + " is outside of " + key + ", which has " + length + " bytes");
    }
    position = target;
  }

  @Override
  public synchronized long getPos() {
    return position;
  }

  @Override
  public boolean seekToNewSource(long target) {
    return false;
  }

  @Override
  public synchronized int available() {
    return (int) Math.min(Integer.MAX_VALUE, length - position);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] buffer, int offset, int wanted) throws IOException {
    if (wanted == 0) {
      return 0;
    }
    if (position >= length) {
      return -1;
    }
    for (int tries = 1; ; tries++) {
      try {
        reach();
        int count = piece.read(buffer, offset, (int) Math.min(wanted, end - at));
        if (count < 0) {
          throw new EOFException("the server ended the answer too early");
        }
        at += count;
        position = at;
        statistics.incrementBytesRead(count);
        return count;
      } catch (IOException e) {
        close();
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Brings the piece to the position. */
  private void reach() throws IOException {
    if (piece != null && position >= at && position < end && position - at <= SKIPPED) {
      while (at < position) {
        long skipped = piece.skip(position - at);
        if (skipped <= 0) {
          throw new EOFException("the server ended the answer too early");
        }
        at += skipped;
      }
      return;
    }
    close();
    end = Math.min(length, position + PIECE);
    piece = files.open(new S3Request("GET", files.bucket(), key).range(position, end - 1)).getInputStream();
    at = position;
  }

  @Override
  public synchronized void close() throws IOException {
    if (piece != null) {
      piece.close();
      piece = null;
    }
  }
}
