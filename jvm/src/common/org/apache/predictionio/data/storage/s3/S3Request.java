package org.apache.predictionio.data.storage.s3;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is asked of a server for S3. */
public final class S3Request {
  private static final byte[] NOTHING = {};

  final String method;
  /** The path, encoded. */
  final String path;
  /** Headers that count for the signature, by their names in small letters. */
  final Map<String, String> signed = new TreeMap<>();
  /** The part of the object that is wanted; null for all of it. */
  String range;

  private final Map<String, String> query = new TreeMap<>();
  private byte[] bytes = NOTHING;
  private File file;
  private String sha256;

  /** @param key of the object; empty for the bucket itself */
  public S3Request(String method, String bucket, String key) {
    this.method = method;
    this.path = place(bucket, key);
  }

  private static String place(String bucket, String key) {
    return "/" + Signature.encode(bucket, false) + "/" + Signature.encode(key, true);
  }

  /** Adds a parameter. */
  public S3Request with(String name, String value) {
    query.put(name, value);
    return this;
  }

  /** Wants some bytes only, the last one included. */
  public S3Request range(long first, long last) {
    range = "bytes=" + first + "-" + last;
    return this;
  }

  /** Copies another object of the server. */
  public S3Request copyOf(String bucket, String key) {
    signed.put("x-amz-copy-source", place(bucket, key));
    return this;
  }

  /** Sends bytes. */
  public S3Request body(byte[] content) {
    bytes = content;
    return this;
  }

  /** Sends a file, whose checksum is known. */
  public S3Request body(File content, byte[] checksum) {
    file = content;
    sha256 = Signature.hex(checksum);
    return this;
  }

  /** The parameters, encoded and in the order of the signature. */
  String query() {
    return query.entrySet().stream()
        .map(one -> Signature.encode(one.getKey(), false) + "=" + Signature.encode(one.getValue(), false))
        .collect(Collectors.joining("&"));
  }

  String sha256() {
    return sha256 == null ? Signature.hex(Signature.sha256(bytes)) : sha256;
  }

  long size() {
    return file == null ? bytes.length : file.length();
  }

  void write(OutputStream output) throws IOException {
    if (file == null) {
      output.write(bytes);
    } else {
      Files.copy(file.toPath(), output);
    }
  }
}
