package org.apache.hadoop.fs.s3a;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.Progressable;
import org.apache.predictionio.data.storage.s3.Credentials;
import org.apache.predictionio.data.storage.s3.S3Client;
import org.apache.predictionio.data.storage.s3.S3Exception;
import org.apache.predictionio.data.storage.s3.S3Request;

/**
 * {@code s3a://bucket/path}: Hadoop finds this class by its name. Hadoop 2.7's own knows no version 4 of the signature by itself, no
 * temporary keys, and no server that wants the bucket in the path. The settings are those of Hadoop: {@code fs.s3a.endpoint},
 * {@code fs.s3a.access.key} and so on. A directory is what objects have in common, or an empty object whose key ends with a slash.
 */
public final class S3AFileSystem extends FileSystem {
  private static final long BLOCK = 64L << 20;

  private URI uri;
  private Path working;
  private S3Client client;

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    setConf(conf);
    if (name.getAuthority() == null || name.getUserInfo() != null) {
      throw new IOException("an address in S3 has the form s3a://bucket/path, without a key in it");
    }
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
    working = new Path(uri + "/");
    String endpoint = conf.getTrimmed("fs.s3a.endpoint", "");
    if (!endpoint.isEmpty() && !endpoint.contains("://") && !conf.getBoolean("fs.s3a.connection.ssl.enabled", true)) {
      endpoint = "http://" + endpoint;
    }
    client = new S3Client(endpoint, conf.getTrimmed("fs.s3a.endpoint.region"), credentials(conf));
  }

  private static Credentials credentials(Configuration conf) throws IOException {
    String id = secret(conf, "fs.s3a.access.key");
    // Spark 1.6 takes a key of the environment into the configuration, but not its token.
    if (id == null || id.equals(System.getenv("AWS_ACCESS_KEY_ID"))) {
      return Credentials.ofEnvironment();
    }
    return new Credentials(id, secret(conf, "fs.s3a.secret.key"), secret(conf, "fs.s3a.session.token"));
  }

  private static String secret(Configuration conf, String name) throws IOException {
    char[] value = conf.getPassword(name);
    return value == null || value.length == 0 ? null : new String(value).trim();
  }

  String bucket() {
    return uri.getAuthority();
  }

  byte[] send(S3Request request) throws IOException {
    try {
      return client.bytes(request);
    } catch (S3Exception e) {
      throw told(e);
    }
  }

  HttpURLConnection open(S3Request request) throws IOException {
    try {
      return client.open(request);
    } catch (S3Exception e) {
      throw told(e);
    }
  }

  private IOException told(S3Exception e) {
    String message = uri + " at " + client.endpoint + ": " + e.getMessage();
    IOException told;
    if (e.status == 403) {
      told = new AccessControlException(message);
    } else {
      told = e.status == 404 ? new FileNotFoundException(message) : new IOException(message);
    }
    told.initCause(e);
    return told;
  }

  private S3Request request(String method, String key) {
    return new S3Request(method, bucket(), key);
  }

  /** The key of a path; empty for the bucket. */
  private String key(Path path) {
    return makeQualified(path).toUri().getPath().substring(1);
  }

  private static String directory(String key) {
    return key.isEmpty() || key.endsWith("/") ? key : key + "/";
  }

  private Path path(String key) {
    return new Path(uri.getScheme(), uri.getAuthority(), "/" + key);
  }

  private Listing page(String prefix, boolean deep, int most, String token) throws IOException {
    S3Request request = request("GET", "").with("list-type", "2").with("prefix", prefix).with("max-keys", String.valueOf(most));
    if (!deep) {
      request.with("delimiter", "/");
    }
    if (token != null) {
      request.with("continuation-token", token);
    }
    return new Listing(send(request));
  }

  private List<Listing> pages(String prefix, boolean deep) throws IOException {
    List<Listing> pages = new ArrayList<>();
    String token = null;
    do {
      Listing page = page(prefix, deep, 1000, token);
      pages.add(page);
      token = page.next;
    } while (token != null);
    return pages;
  }

  /** The keys of what is in a directory, its own one included. */
  private List<String> keysBelow(String prefix) throws IOException {
    List<String> keys = new ArrayList<>();
    for (Listing page : pages(prefix, true)) {
      page.entries.forEach(entry -> keys.add(entry.key));
    }
    return keys;
  }

  private FileStatus file(String key, long size, long modified) {
    Path path = path(key);
    return new FileStatus(size, false, 1, getDefaultBlockSize(path), modified, path);
  }

  private FileStatus directoryStatus(String key) {
    return new FileStatus(0, true, 1, 0, 0, path(key));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    String key = key(path);
    if (key.isEmpty()) {
      return directoryStatus(key);
    }
    try {
      HttpURLConnection answer = client.open(request("HEAD", key));
      return file(key, answer.getContentLengthLong(), answer.getLastModified());
    } catch (S3Exception e) {
      // The answer to HEAD has no words: where it is refused, that to the list has them.
      if (e.status != 404 && e.status != 403 && e.status != 400) {
        throw told(e);
      }
    }
    Listing first = page(directory(key), true, 1, null);
    if (first.entries.isEmpty()) {
      throw new FileNotFoundException("there is no " + path(key));
    }
    return directoryStatus(key);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus status = getFileStatus(path);
    if (status.isFile()) {
      return new FileStatus[] {status};
    }
    String prefix = directory(key(path));
    List<FileStatus> found = new ArrayList<>();
    for (Listing page : pages(prefix, false)) {
      for (Listing.Entry entry : page.entries) {
        if (!entry.key.equals(prefix)) {
          found.add(file(entry.key, entry.size, entry.modified));
        }
      }
      page.directories.forEach(one -> found.add(directoryStatus(one)));
    }
    return found.toArray(new FileStatus[0]);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    FileStatus status = getFileStatus(path);
    if (status.isDirectory()) {
      throw new FileNotFoundException(path + " is a directory");
    }
    return new FSDataInputStream(new S3AInput(this, key(path), status.getLen(), statistics));
  }

  @Override
  public FSDataOutputStream create(Path path, FsPermission permission, boolean overwrite, int bufferSize, short replication,
      long blockSize, Progressable progress) throws IOException {
    if (!overwrite && exists(path)) {
      throw new FileAlreadyExistsException(path + " is there already");
    }
    return new FSDataOutputStream(new S3AOutput(this, key(path)), statistics);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("S3 cannot append to an object");
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    try {
      if (getFileStatus(path).isFile()) {
        throw new FileAlreadyExistsException(path + " is a file");
      }
    } catch (FileNotFoundException e) {
      send(request("PUT", directory(key(path))));
    }
    return true;
  }

  /** Copies and deletes: S3 cannot rename. */
  @Override
  public boolean rename(Path from, Path to) throws IOException {
    FileStatus source;
    try {
      source = getFileStatus(from);
    } catch (FileNotFoundException e) {
      return false;
    }
    Path target = to;
    try {
      if (getFileStatus(to).isFile()) {
        return key(from).equals(key(to));
      }
      target = new Path(to, from.getName());
    } catch (FileNotFoundException e) {
      // It is to have that name.
    }
    String old = source.isFile() ? key(from) : directory(key(from));
    String fresh = source.isFile() ? key(target) : directory(key(target));
    if (fresh.startsWith(directory(old)) || old.isEmpty()) {
      return false;
    }
    List<String> keys = new ArrayList<>();
    if (source.isFile()) {
      keys.add(old);
    } else {
      keys.addAll(keysBelow(old));
    }
    for (String key : keys) {
      send(request("PUT", fresh + key.substring(old.length())).copyOf(bucket(), key));
    }
    deleteAll(keys);
    keepDirectory(from.getParent());
    return true;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    FileStatus status;
    try {
      status = getFileStatus(path);
    } catch (FileNotFoundException e) {
      return false;
    }
    List<String> keys = new ArrayList<>();
    if (status.isFile()) {
      keys.add(key(path));
    } else {
      String prefix = directory(key(path));
      keys.addAll(keysBelow(prefix));
      if (!recursive && keys.stream().anyMatch(key -> !key.equals(prefix))) {
        throw new PathIsNotEmptyDirectoryException(path.toString());
      }
    }
    deleteAll(keys);
    keepDirectory(path.getParent());
    return true;
  }

  private void deleteAll(List<String> keys) throws IOException {
    for (String key : keys) {
      send(request("DELETE", key));
    }
  }

  /** A directory stays when the last of what was in it goes. */
  private void keepDirectory(Path path) throws IOException {
    if (path != null && !path.isRoot()) {
      mkdirs(path, FsPermission.getDirDefault());
    }
  }

  @Override
  public long getDefaultBlockSize(Path path) {
    return getConf().getLong("fs.s3a.block.size", BLOCK);
  }

  /** There are no delegation tokens. */
  @Override
  public String getCanonicalServiceName() {
    return null;
  }

  @Override
  public String getScheme() {
    return "s3a";
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public void setWorkingDirectory(Path path) {
    working = makeQualified(path);
  }

  @Override
  public Path getWorkingDirectory() {
    return working;
  }
}
