package org.apache.predictionio.data.storage.s3;

import java.util.function.UnaryOperator;

/** The bucket of PIO's models. */
public final class Bucket {
  /** Where the bucket is, for people to read. */
  public final String place;

  private final S3Client client;
  private final String name;
  private final String basePath;

  private Bucket(S3Client client, String name, String basePath) {
    this.client = client;
    this.name = name;
    this.place = "bucket \"" + name + "\" at " + client.endpoint;
    this.basePath = basePath.isEmpty() ? "" : basePath + "/";
  }

  /** Reads the keys of a source, and the credentials of the environment. */
  public static Bucket of(UnaryOperator<String> keys) {
    S3Client client = new S3Client(keys.apply("ENDPOINT"), keys.apply("REGION"), Credentials.ofEnvironment());
    String basePath = orEmpty(keys.apply("BASE_PATH")).replaceAll("^/+|/+$", "");
    return new Bucket(client, orEmpty(keys.apply("BUCKET_NAME")), basePath);
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }

  /** Stores an object in the place of one of that name. */
  public void put(String name, byte[] content) {
    client.bytes(request("PUT", name).body(content));
  }

  /** An object; null where there is none. */
  public byte[] get(String name) {
    try {
      return client.bytes(request("GET", name));
    } catch (S3Exception e) {
      if (e.code.equals("NoSuchKey")) {
        return null;
      }
      throw e;
    }
  }

  /** Deletes an object, if it is there. */
  public void delete(String name) {
    client.bytes(request("DELETE", name));
  }

  /** Asks for the bucket itself once, or says by an exception why it cannot be used. */
  public void probe() {
    try {
      // An answer to HEAD would have no words. That the object is not there is told only to whoever may read the bucket.
      client.bytesAtOnce(request("GET", "pio-probe"));
    } catch (S3Exception e) {
      if (!e.code.equals("NoSuchKey")) {
        throw e;
      }
    }
  }

  private S3Request request(String method, String object) {
    return new S3Request(method, name, basePath + object);
  }
}
