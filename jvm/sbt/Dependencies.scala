package predictionio.buildpack

import sbt._
import sbt.librarymanagement.CrossVersion

/** Why a dependency of the build is not resolved as it is written. */
sealed trait Verdict
object Verdict {
  /** Resolved as written. */
  case object Kept extends Verdict
  /** The platform has it, in the version given. */
  final case class OnPlatform(revision: String) extends Verdict
  /** A part of PredictionIO that this line does not have. */
  case object NotInLine extends Verdict
  /** Only tests need it, and this build runs none. */
  case object TestOnly extends Verdict
}

/** Which of a build's dependencies sbt still has to resolve. Pure: no task, no file. */
final class Dependencies(
    platform: Seq[PlatformJar],
    scalaVersion: String,
    scalaBinaryVersion: String,
    runTests: Boolean,
    versions: Map[(String, String), String]
) {
  private val byModule = platform.map(jar => (jar.organization, jar.name) -> jar).toMap
  private val sparkVersion = platform.find(jar => jar.organization == Dependencies.Spark).map(_.revision)

  def verdict(module: ModuleID): Verdict = {
    val name = fullName(module)
    byModule.get((module.organization, name)) match {
      case _ if Dependencies.isTestOnly(module) && !runs(module)   => Verdict.TestOnly
      case Some(jar)                                               => Verdict.OnPlatform(jar.revision)
      case None if Dependencies.isPio(module)                      => pio(name)
      case None if module.organization == Dependencies.ScalaLang   => scala(name)
      case None                                                    => Verdict.Kept
    }
  }

  /** A kept dependency as it is to be resolved: the platform does not provide what it does not have, and
    * parts of Spark come in one version only.
    */
  def settled(module: ModuleID): ModuleID = {
    val shipped = if (Dependencies.isProvided(module)) module.withConfigurations(Some("compile")) else module
    sparkVersion match {
      case Some(version) if module.organization == Dependencies.Spark => shipped.withRevision(version)
      case _                                                          => shipped
    }
  }

  /** What a dependency must not bring along: all that the platform has, and Scala itself. */
  def exclusions: Seq[ExclusionRule] =
    platform.map(jar => ExclusionRule(jar.organization, jar.name)) ++
      Seq("scala-library", "scala-reflect", "scala-compiler").map(ExclusionRule(Dependencies.ScalaLang, _)) ++
      Seq(ExclusionRule("io.prediction", s"core_$scalaBinaryVersion"), ExclusionRule("io.prediction", s"data_$scalaBinaryVersion"))

  /** The module in the version in which it is to be resolved: the user's, where the user names one. */
  def named(module: ModuleID): Snapshots.Named = {
    val name = fullName(module)
    (module.organization, name, versions.getOrElse((module.organization, name), module.revision))
  }

  /** The user's versions for what other dependencies bring along. */
  def overrides: Seq[ModuleID] =
    versions.toSeq.filterNot { case (module, _) => byModule.contains(module) }.map { case ((organization, name), revision) =>
      ModuleID(organization, name, revision)
    }

  def fullName(module: ModuleID): String =
    CrossVersion(module.crossVersion, scalaVersion, scalaBinaryVersion).fold(module.name)(_(module.name))

  private def runs(module: ModuleID): Boolean = runTests && Dependencies.configurations(module).contains("test")

  /** Some builds write `%` where `%%` was meant. */
  private def pio(name: String): Verdict = {
    val module = s"apache-predictionio-${Dependencies.plainPio(name)}_$scalaBinaryVersion"
    platform.find(jar => jar.organization == Dependencies.Pio && jar.name == module) match {
      case Some(jar) => Verdict.OnPlatform(jar.revision)
      case None      => Verdict.NotInLine
    }
  }

  private def scala(name: String): Verdict =
    if (Set("scala-library", "scala-reflect", "scala-compiler")(name)) Verdict.OnPlatform(scalaVersion) else Verdict.Kept
}

object Dependencies {
  val Pio = "org.apache.predictionio"
  val Spark = "org.apache.spark"
  val ScalaLang = "org.scala-lang"

  /** `data-jdbc`, `data-elasticsearch1`: of another version than the core they would not run. */
  private val StorageBackend = "data-"

  /** PredictionIO's own modules; its client libraries, in the same organizations, are ordinary dependencies. */
  private val pioModules = Set("core", "data", "common", "tools", "e2", "engines", "parent")

  def isPio(module: ModuleID): Boolean = {
    val name = plainPio(module.name)
    Set("io.prediction", Pio)(module.organization) && (pioModules(name) || name.startsWith(StorageBackend))
  }

  /** `core` of `apache-predictionio-core_2.10`. */
  private def plainPio(name: String): String =
    name.replaceAll("_2\\.\\d+$", "").stripPrefix("apache-").stripPrefix("predictionio-")

  private def configurations(module: ModuleID): Seq[String] =
    module.configurations.toSeq.flatMap(_.split("[;,]")).map(_.takeWhile(_ != '-').trim).filter(_.nonEmpty)

  def isTestOnly(module: ModuleID): Boolean = {
    val all = configurations(module)
    all.nonEmpty && all.forall(name => name == "test" || name == "it")
  }

  def isProvided(module: ModuleID): Boolean = configurations(module) == Seq("provided")
}
