package pio.launch;

/** One look at a backend: whether it answers, and what it means when it does not. */
abstract class Probe {
  final StorageSource source;

  Probe(StorageSource source) {
    this.source = source;
  }

  /** The look for a kind of source. One that nobody here knows is left to PIO. */
  static Probe of(StorageSource source) {
    switch (source.type) {
      case "jdbc":
        return new JdbcProbe(source);
      case "elasticsearch":
      case "hbase":
      case "hdfs":
        return new ServerProbe(source);
      case "s3":
        return new S3Probe(source);
      case "localfs":
        return new DirectoryProbe(source);
      default:
        return null;
    }
  }

  /** Throws where the backend cannot be used. */
  abstract void look() throws Exception;

  /** Whether the same look may succeed a little later. */
  abstract boolean mayPass(Exception error);

  /** Why, in a few words. */
  abstract String reason(Exception error);

  /** Where, why, and what to do. */
  abstract Failure describe(Exception error);
}
