package pio.launch;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, as hexadecimal digits. */
final class Digests {
  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Ends a digest. */
  static String hex(MessageDigest digest) {
    StringBuilder hex = new StringBuilder();
    for (byte part : digest.digest()) {
      hex.append(String.format("%02x", part));
    }
    return hex.toString();
  }
}
