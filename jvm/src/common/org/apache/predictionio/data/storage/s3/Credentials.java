package org.apache.predictionio.data.storage.s3;

/** Who asks a server for S3. */
public final class Credentials {
  final String id;
  final String secret;
  final String token;

  /** @param token of a temporary key; null for another */
  public Credentials(String id, String secret, String token) {
    this.id = id;
    this.secret = secret;
    this.token = token;
  }

  /** Those of the environment, by the names that Amazon's own libraries read. */
  public static Credentials ofEnvironment() {
    return new Credentials(env("AWS_ACCESS_KEY_ID"), env("AWS_SECRET_ACCESS_KEY"), System.getenv("AWS_SESSION_TOKEN"));
  }

  /** Whether they are those of somebody. What everybody may read is asked for without a signature. */
  boolean areThere() {
    return !id.isEmpty();
  }

  private static String env(String name) {
    String value = System.getenv(name);
    return value == null ? "" : value;
  }
}
