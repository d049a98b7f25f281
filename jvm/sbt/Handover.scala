package predictionio.buildpack

import sbt._

/** A jar of the platform. */
final case class PlatformJar(organization: String, name: String, revision: String, file: File)

/** What a proxy asks for. */
final case class ProxyCredentials(host: String, user: String, password: String)

/** What the buildpack tells this plugin, in a file of lines with tab-separated fields. */
final case class Handover(
    engineFactory: String,
    pioVersion: String,
    scalaVersion: String,
    scalaHome: File,
    compilerBridge: File,
    repository: String,
    credentials: Seq[Credentials],
    proxies: Seq[ProxyCredentials],
    platform: Seq[PlatformJar],
    deadHosts: Set[String],
    runTests: Boolean,
    versions: Map[(String, String), String],
    answer: File
)

object Handover {
  /** The system property that names the file. */
  val Property = "predictionio.handover"

  def fromSystemProperties(): Handover =
    scala.sys.props.get(Property) match {
      case Some(path) => parse(IO.readLines(file(path)))
      case None       => scala.sys.error(s"The system property $Property is not set.")
    }

  def parse(lines: Seq[String]): Handover = {
    val records = lines.map(_.split("\t", -1).toList)
    def optional(key: String) = records.collectFirst { case `key` :: value :: Nil => value }
    def required(key: String) = optional(key).getOrElse(scala.sys.error(s"The buildpack's handover file lacks $key."))
    Handover(
      engineFactory = required("engine-factory"),
      pioVersion = required("pio-version"),
      scalaVersion = required("scala-version"),
      scalaHome = file(required("scala-home")),
      compilerBridge = file(required("compiler-bridge")),
      repository = required("repository"),
      credentials = records.collect { case List("credentials", host, user, password) =>
        // No realm: coursier would only answer a server that names the same one.
        Credentials("", host, user, password)
      },
      proxies = records.collect { case List("proxy-credentials", host, user, password) =>
        ProxyCredentials(host, user, password)
      },
      platform = records.collect { case List("platform", organization, name, revision, path) =>
        PlatformJar(organization, name, revision, file(path))
      },
      deadHosts = records.collect { case List("dead-host", host) => host }.toSet,
      versions = records.collect { case List("version", organization, name, revision) => (organization, name) -> revision }.toMap,
      runTests = optional("run-tests").contains("true"),
      answer = file(required("answer"))
    )
  }
}
