package org.apache.predictionio.data.storage.s3;

/** What the server of a bucket did not do. */
public final class S3Exception extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The status of its answer; 0 where none came. */
  public final int status;
  /** Its own word for the error, such as {@code NoSuchBucket}. */
  public final String code;

  S3Exception(int status, String code, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
    this.code = code;
  }

  /** Whether the same request may succeed a little later. */
  public boolean mayPass() {
    return status == 0 || status == 429 || status >= 500;
  }
}
