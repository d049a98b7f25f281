package org.apache.predictionio.data.storage.s3;

import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">Version 4</a> of the signature. */
final class Signature {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private Signature() {}

  /** The headers that a request must have, but for {@code Host}, which Java adds. */
  static Map<String, String> headers(S3Request request, URL url, Credentials credentials, String region, Instant now) {
    String time = TIME.format(now);
    String day = time.substring(0, 8);
    String content = request.sha256();
    TreeMap<String, String> signed = new TreeMap<>(request.signed);
    signed.put("host", url.getAuthority());
    signed.put("x-amz-content-sha256", content);
    signed.put("x-amz-date", time);
    if (credentials.token != null) {
      signed.put("x-amz-security-token", credentials.token);
    }
    StringBuilder lines = new StringBuilder();
    signed.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
    String names = String.join(";", signed.keySet());
    String canonical = String.join("\n", request.method, url.getPath(), request.query(), lines, names, content);
    String scope = day + "/" + region + "/s3/aws4_request";
    String text = String.join("\n", ALGORITHM, time, scope, hex(sha256(bytes(canonical))));
    byte[] key = bytes("AWS4" + credentials.secret);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    signed.put("Authorization", ALGORITHM + " Credential=" + credentials.id + "/" + scope + ",SignedHeaders=" + names
        + ",Signature=" + hex(hmac(key, text)));
    signed.remove("host");
    return signed;
  }

  /** Every byte as the signature wants it: letters, digits and four marks as they are. */
  static String encode(String text, boolean keepsSlash) {
    StringBuilder encoded = new StringBuilder();
    for (byte one : bytes(text)) {
      char character = (char) (one & 0xff);
      boolean plain = character < 128 && Character.isLetterOrDigit(character) || "-._~".indexOf(character) >= 0;
      if (plain || (keepsSlash && character == '/')) {
        encoded.append(character);
      } else {
        encoded.append(String.format("%%%02X", one));
      }
    }
    return encoded.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  static String hex(byte[] bytes) {
    StringBuilder hex = new StringBuilder();
    for (byte one : bytes) {
      hex.append(String.format("%02x", one));
    }
    return hex.toString();
  }
}
