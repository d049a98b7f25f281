package org.apache.predictionio.data.storage.s3;

import org.apache.predictionio.data.storage.BaseStorageClient;
import org.apache.predictionio.data.storage.StorageClientConfig;

/**
 * What PIO makes for a source of type {@code s3}; it finds this class by its name. PIO 0.10 has no such source. The one of 0.14,
 * whose keys these are, reaches only servers that answer to a host name for each bucket.
 */
public final class StorageClient implements BaseStorageClient {
  private final StorageClientConfig config;
  private final Bucket bucket;

  public StorageClient(StorageClientConfig config) {
    this.config = config;
    this.bucket = Bucket.of(key -> config.properties().contains(key) ? config.properties().apply(key) : null);
  }

  @Override
  public StorageClientConfig config() {
    return config;
  }

  @Override
  public Object client() {
    return bucket;
  }

  @Override
  public String prefix() {
    return "S3";
  }

  /** Scala's way to give a trait's value its default. */
  @Override
  public void org$apache$predictionio$data$storage$BaseStorageClient$_setter_$prefix_$eq(String prefix) {}
}
