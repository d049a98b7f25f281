package pio.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;

/** Lets nothing pass until it is told to. */
final class MutedWriter extends Writer {
  private final Writer to;
  private boolean speaks;

  MutedWriter(OutputStream to) {
    this.to = new OutputStreamWriter(to, Charset.defaultCharset());
  }

  void speak() {
    synchronized (lock) {
      speaks = true;
    }
  }

  void mute() throws IOException {
    synchronized (lock) {
      to.flush();
      speaks = false;
    }
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    synchronized (lock) {
      if (speaks) {
        to.write(text, from, length);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    synchronized (lock) {
      if (speaks) {
        to.flush();
      }
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
