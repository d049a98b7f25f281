package org.apache.predictionio.data.storage;

public interface BaseStorageClient {
  StorageClientConfig config();

  Object client();

  String prefix();

  void org$apache$predictionio$data$storage$BaseStorageClient$_setter_$prefix_$eq(String prefix);
}
