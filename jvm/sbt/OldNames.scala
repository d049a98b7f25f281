package predictionio.buildpack

import sbt._
import sbt.Keys._

/** Keys and values of the plugins `pio-build` and `sbt-assembly`, which the buildpack sets aside:
  * a build may name and set them, nothing comes of it.
  */
trait OldNames extends AssemblyNames {
  /** From `pio-build`: `"io.prediction" %% "core" % pioVersion.value`. */
  val pioVersion = settingKey[String]("The version of PredictionIO that the engine is built for.")

  /** From `sbt-assembly` before 0.12: builds say `import AssemblyKeys._`, then `assemblySettings`. */
  object AssemblyKeys extends AssemblyNames

  val PathList = sbtassembly.PathList
  val MergeStrategy = sbtassembly.MergeStrategy
  type MergeStrategy = sbtassembly.MergeStrategy
}

/** The keys of `sbt-assembly`. sbt identifies a key by its label, so that several instances are one key. */
trait AssemblyNames {
  val assembly = taskKey[File]("Not used: the buildpack makes no assembly.")
  val assemblyMergeStrategy =
    settingKey[String => sbtassembly.MergeStrategy]("Not used: the buildpack makes no assembly.")
  val mergeStrategy = settingKey[String => sbtassembly.MergeStrategy]("Not used: the buildpack makes no assembly.")
  val assemblyOption = taskKey[sbtassembly.AssemblyOption]("Not used: the buildpack makes no assembly.")
  val assemblyExcludedJars = taskKey[Classpath]("Not used: the buildpack makes no assembly.")
  val excludedJars = taskKey[Classpath]("Not used: the buildpack makes no assembly.")
  val assemblyJarName = taskKey[String]("Not used: the buildpack makes no assembly.")
  val jarName = taskKey[String]("Not used: the buildpack makes no assembly.")
  val assemblyOutputPath = taskKey[File]("Not used: the buildpack makes no assembly.")
  val outputPath = taskKey[File]("Not used: the buildpack makes no assembly.")
  val assemblyShadeRules = settingKey[Seq[Any]]("Not used: the buildpack makes no assembly.")

  /** A value in old builds, which put it on a line of its own. */
  def assemblySettings: Seq[Setting[_]] = Nil
  def baseAssemblySettings: Seq[Setting[_]] = Nil
}

/** Values for keys that a build may read before it changes them. */
object OldNames extends AssemblyNames {
  private val keep: String => sbtassembly.MergeStrategy = _ => sbtassembly.MergeStrategy.deduplicate

  val defaults: Seq[Setting[_]] = Seq(
    mergeStrategy := keep,
    assemblyMergeStrategy := keep,
    assembly / mergeStrategy := keep,
    assembly / assemblyMergeStrategy := keep,
    assembly / assemblyOption := sbtassembly.AssemblyOption(),
    assembly / assemblyExcludedJars := Nil,
    assembly / excludedJars := Nil,
    assembly / fullClasspath := Nil
  )
}
