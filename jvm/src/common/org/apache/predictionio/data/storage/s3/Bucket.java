package org.apache.predictionio.data.storage.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One bucket of S3 or of a server that speaks like it. The bucket stands in the path, which every such server understands. */
public final class Bucket {
  private static final String DEFAULT_REGION = "us-east-1";
  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 60_000;
  private static final int TRIES = 4;
  private static final byte[] NOTHING = {};
  private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
  private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");

  /** Where the bucket is, for people to read. */
  public final String place;

  private final String address;
  private final String basePath;
  private final String region;
  private final Signature.Credentials credentials;

  private Bucket(String endpoint, String name, String basePath, String region, Signature.Credentials credentials) {
    this.address = endpoint + "/" + Signature.encode(name, false);
    this.place = "bucket \"" + name + "\" at " + endpoint;
    this.basePath = basePath.isEmpty() ? "" : basePath + "/";
    this.region = region;
    this.credentials = credentials;
  }

  /** Reads the keys of a source, and the credentials by the names that Amazon's own libraries read. */
  public static Bucket of(UnaryOperator<String> keys) {
    String region = or(keys.apply("REGION"), or(System.getenv("AWS_REGION"), DEFAULT_REGION));
    String endpoint = or(keys.apply("ENDPOINT"), "https://s3." + region + ".amazonaws.com");
    if (!endpoint.contains("://")) {
      endpoint = "https://" + endpoint;
    }
    String id = or(System.getenv("AWS_ACCESS_KEY_ID"), "");
    String secret = or(System.getenv("AWS_SECRET_ACCESS_KEY"), "");
    String basePath = or(keys.apply("BASE_PATH"), "").replaceAll("^/+|/+$", "");
    return new Bucket(endpoint.replaceAll("/+$", ""), or(keys.apply("BUCKET_NAME"), ""), basePath, region,
        new Signature.Credentials(id, secret, or(System.getenv("AWS_SESSION_TOKEN"), null)));
  }

  private static String or(String value, String otherwise) {
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** Stores an object in the place of one of that name. */
  public void put(String name, byte[] content) {
    patiently("PUT", key(name), content);
  }

  /** An object; null where there is none. */
  public byte[] get(String name) {
    try {
      return patiently("GET", key(name), NOTHING);
    } catch (S3Exception e) {
      if (e.code.equals("NoSuchKey")) {
        return null;
      }
      throw e;
    }
  }

  /** Deletes an object, if it is there. */
  public void delete(String name) {
    patiently("DELETE", key(name), NOTHING);
  }

  /** Asks for the bucket itself once, or says by an exception why it cannot be used. */
  public void probe() {
    try {
      // An answer to HEAD would have no words. That the object is not there is told only to whoever may read the bucket.
      once("GET", key("pio-probe"), NOTHING);
    } catch (S3Exception e) {
      if (!e.code.equals("NoSuchKey")) {
        throw e;
      }
    }
  }

  private String key(String name) {
    return address + "/" + Signature.encode(basePath + name, true);
  }

  private byte[] patiently(String method, String url, byte[] body) {
    for (int tries = 1; ; tries++) {
      try {
        return once(method, url, body);
      } catch (S3Exception e) {
        if (tries == TRIES || !e.mayPass()) {
          throw e;
        }
      }
      try {
        TimeUnit.SECONDS.sleep(tries);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new S3Exception(0, "", "interrupted", e);
      }
    }
  }

  private byte[] once(String method, String address, byte[] body) {
    try {
      URL url = new URL(address);
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      Signature.headers(method, url, body, credentials, region, Instant.now()).forEach(connection::setRequestProperty);
      if (method.equals("PUT")) {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream output = connection.getOutputStream()) {
          output.write(body);
        }
      }
      int status = connection.getResponseCode();
      if (status < 300) {
        return read(connection.getInputStream());
      }
      throw refused(status, read(connection.getErrorStream()));
    } catch (MalformedURLException e) {
      throw new S3Exception(400, "InvalidURI", "the address of its server is malformed: " + e.getMessage() + ".", e);
    } catch (IOException e) {
      throw new S3Exception(0, "", String.valueOf(e.getMessage()), e);
    }
  }

  private static S3Exception refused(int status, byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    String code = first(CODE, text, "HTTP " + status);
    return new S3Exception(status, code, code + ": " + first(MESSAGE, text, "no words") , null);
  }

  private static String first(Pattern pattern, String text, String otherwise) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : otherwise;
  }

  private static byte[] read(InputStream input) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    if (input != null) {
      try (InputStream all = input) {
        byte[] buffer = new byte[65536];
        for (int count = all.read(buffer); count >= 0; count = all.read(buffer)) {
          content.write(buffer, 0, count);
        }
      }
    }
    return content.toByteArray();
  }
}
