package pio.launch;

import org.apache.predictionio.data.storage.s3.Bucket;
import org.apache.predictionio.data.storage.s3.S3Exception;

/** Whether a bucket can be read. */
final class S3Probe extends Probe {
  private final Bucket bucket;

  S3Probe(StorageSource source) {
    super(source);
    if (source.value("BUCKET_NAME", "").isEmpty()) {
      throw new Failure(Failure.CONFIGURATION, "the storage is not configured: " + source.variable("BUCKET_NAME") + " is not set.");
    }
    for (String credential : new String[] {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}) {
      if (Settings.env(credential, null) == null) {
        throw new Failure(Failure.CONFIGURATION, "the storage is not configured: no key for S3. Set PIO_S3_" + credential + " or "
            + credential + ", or bind a service of type s3.");
      }
    }
    bucket = Bucket.of(key -> source.value(key, null));
  }

  @Override
  void look() {
    bucket.probe();
  }

  @Override
  boolean mayPass(Exception error) {
    return ((S3Exception) error).mayPass();
  }

  @Override
  String reason(Exception error) {
    Throwable root = Causes.root(error);
    if (root instanceof java.net.UnknownHostException) {
      return "the host name is unknown.";
    }
    if (root instanceof java.net.ConnectException) {
      return "the connection was refused.";
    }
    return Causes.firstLine(root);
  }

  @Override
  Failure describe(Exception error) {
    S3Exception refused = (S3Exception) error;
    String hint;
    switch (refused.code) {
      case "NoSuchBucket":
        hint = "Make the bucket, or correct PIO_S3_BUCKET_NAME or the binding.";
        break;
      case "InvalidAccessKeyId":
      case "SignatureDoesNotMatch":
        hint = "Correct PIO_S3_AWS_ACCESS_KEY_ID and PIO_S3_AWS_SECRET_ACCESS_KEY or the binding.";
        break;
      case "AccessDenied":
        hint = "The key needs s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket.";
        break;
      default:
        hint = "Correct PIO_S3_ENDPOINT and PIO_S3_AWS_REGION or the binding, or wait for the server.";
    }
    return new Failure(Failure.STORAGE, bucket.place + " cannot be used: " + reason(error) + " " + hint, error);
  }
}
