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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** S3, or a server that speaks like it, asked with signed requests. Buckets stand in the path, which every such server understands. */
public final class S3Client {
  private static final String DEFAULT_REGION = "us-east-1";
  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 60_000;
  private static final int TRIES = 4;
  private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
  private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");

  /** The address of the server. */
  public final String endpoint;

  private final String region;
  private final Credentials credentials;

  /**
   * @param endpoint null or empty for Amazon's server of the region; https where it names no scheme
   * @param region   null or empty for that of the environment
   */
  public S3Client(String endpoint, String region, Credentials credentials) {
    this.region = or(region, or(System.getenv("AWS_REGION"), DEFAULT_REGION));
    String address = or(endpoint, "s3." + this.region + ".amazonaws.com");
    this.endpoint = (address.contains("://") ? address : "https://" + address).replaceAll("/+$", "");
    this.credentials = credentials;
  }

  private static String or(String value, String otherwise) {
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** The body of the answer. What may pass is tried again. */
  public byte[] bytes(S3Request request) {
    return patiently(() -> read(once(request).getInputStream()));
  }

  /** The answer without its body, which the caller reads and closes. What may pass is tried again. */
  public HttpURLConnection open(S3Request request) {
    return patiently(() -> once(request));
  }

  /** The body of the answer to a request that is sent once. */
  byte[] bytesAtOnce(S3Request request) {
    return told(() -> read(once(request).getInputStream()));
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private static <T> T patiently(Call<T> call) {
    for (int tries = 1; ; tries++) {
      try {
        return told(call);
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

  private static <T> T told(Call<T> call) {
    try {
      return call.run();
    } catch (MalformedURLException e) {
      throw new S3Exception(400, "InvalidURI", "the address of its server is malformed: " + e.getMessage() + ".", e);
    } catch (IOException e) {
      throw new S3Exception(0, "", String.valueOf(e.getMessage()), e);
    }
  }

  private HttpURLConnection once(S3Request request) throws IOException {
    String query = request.query();
    URL url = new URL(endpoint + request.path + (query.isEmpty() ? "" : "?" + query));
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setRequestMethod(request.method);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    if (request.range != null) {
      connection.setRequestProperty("Range", request.range);
    }
    if (credentials.areThere()) {
      Signature.headers(request, url, credentials, region, Instant.now()).forEach(connection::setRequestProperty);
    }
    if (request.method.equals("PUT")) {
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(request.size());
      try (OutputStream output = connection.getOutputStream()) {
        request.write(output);
      }
    }
    int status = connection.getResponseCode();
    if (status >= 300) {
      throw refused(status, read(connection.getErrorStream()));
    }
    return connection;
  }

  private static S3Exception refused(int status, byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    String code = first(CODE, text, "HTTP " + status);
    return new S3Exception(status, code, code + ": " + first(MESSAGE, text, "no words"), null);
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
