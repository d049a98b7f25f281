package org.apache.predictionio.workflow;

import scala.Enumeration;
import scala.Option;

public final class ServerConfig {
  public ServerConfig(String batch, String instance, Option<String> engine, Option<String> version, String variant,
      Option<String> env, String ip, int port, boolean feedback, String eventServer, int eventPort, Option<String> key,
      Option<String> logUrl, Option<String> logPrefix, Option<String> logFile, boolean verbose, boolean debug,
      Enumeration.Value extractor) {}
}
