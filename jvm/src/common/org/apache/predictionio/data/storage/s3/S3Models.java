package org.apache.predictionio.data.storage.s3;

import org.apache.predictionio.data.storage.Model;
import org.apache.predictionio.data.storage.Models;
import org.apache.predictionio.data.storage.StorageClientConfig;
import scala.Option;

/** PIO's models as objects of a bucket, one for each, named as PIO 0.14 names them. What fails is thrown, not only logged. */
public final class S3Models implements Models {
  private final Bucket bucket;
  private final String prefix;

  public S3Models(Bucket bucket, StorageClientConfig config, String prefix) {
    this.bucket = bucket;
    this.prefix = prefix;
  }

  @Override
  public void insert(Model model) {
    bucket.put(prefix + model.id(), model.models());
  }

  @Override
  public Option<Model> get(String id) {
    byte[] content = bucket.get(prefix + id);
    return content == null ? Option.<Model>empty() : Option.apply(new Model(id, content));
  }

  @Override
  public void delete(String id) {
    bucket.delete(prefix + id);
  }
}
