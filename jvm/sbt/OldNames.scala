package predictionio.buildpack

import sbt._
import sbt.Keys._

/** Keys and values of the plugins `pio-build` and `sbt-assembly`, which the buildpack sets aside: a build may name and
  * set them, nothing comes of it.
  *
  * There is one instance, and the places from which old builds import are other names for it: Scala calls a name
  * ambiguous that is imported from two instances.
  */
trait OldNames {
  private val Unused = "Not used: the buildpack makes no assembly."

  /** From `pio-build`: `"io.prediction" %% "core" % pioVersion.value`. */
  val pioVersion = settingKey[String]("The version of PredictionIO that the engine is built for.")

  val assembly = taskKey[File](Unused)
  val assemblyMergeStrategy = settingKey[String => MergeStrategy](Unused)
  val mergeStrategy = settingKey[String => MergeStrategy](Unused)
  val assemblyOption = taskKey[sbtassembly.AssemblyOption](Unused)
  val assemblyExcludedJars = taskKey[Classpath](Unused)
  val excludedJars = taskKey[Classpath](Unused)
  val assemblyJarName = taskKey[String](Unused)
  val assembleArtifact = settingKey[Boolean](Unused)
  val jarName = taskKey[String](Unused)
  val assemblyOutputPath = taskKey[File](Unused)
  val outputPath = taskKey[File](Unused)

  val PathList = sbtassembly.PathList
  val MergeStrategy = sbtassembly.MergeStrategy
  type MergeStrategy = sbtassembly.MergeStrategy

  val Assembly = sbtassembly.Assembly

  /** From sbt 0.12, in builds for it and for 0.13: `seq(assemblySettings: _*)`. */
  def seq(settings: Setting[_]*): SettingsDefinition = settings

  /** A line of its own in builds for sbt-assembly before 0.12. */
  def assemblySettings: Seq[Setting[_]] = Nil
  def baseAssemblySettings: Seq[Setting[_]] = Nil

  /** Repositories that are no more; that they are not asked is said. */
  val JavaNet1Repository: Resolver = MavenRepository("java.net Maven1 Repository", "https://download.java.net/maven/1/")
  val JavaNet2Repository: Resolver = MavenRepository("java.net Maven2 Repository", "https://download.java.net/maven/2/")
  val ScalaToolsReleases: Resolver = MavenRepository("Scala-Tools Maven2 Repository", "https://scala-tools.org/repo-releases/")
  val ScalaToolsSnapshots: Resolver = MavenRepository("Scala-Tools Maven2 Snapshots Repository", "https://scala-tools.org/repo-snapshots/")

  /** Values for keys that a build may read before it changes them. */
  private[buildpack] def defaults: Seq[Setting[_]] = {
    val keep: String => MergeStrategy = _ => MergeStrategy.deduplicate
    Seq(
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
}
