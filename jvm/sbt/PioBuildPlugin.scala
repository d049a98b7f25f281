package predictionio.buildpack

import sbt._
import sbt.Keys._

/** What the buildpack puts into an engine's build: names that builds of PredictionIO's time use,
  * and the command that compiles and packages the engine against the installed platform.
  *
  * Names are in `autoImport`, so that a `build.sbt` sees them without an import of its own.
  */
object PioBuildPlugin extends AutoPlugin {
  override def trigger = allRequirements
  override def requires = plugins.JvmPlugin

  object autoImport extends OldNames {
    /** From `sbt-assembly` before 0.12: builds say `import AssemblyKeys._`. */
    val AssemblyKeys: autoImport.type = autoImport
  }

  override def globalSettings: Seq[Setting[_]] = Seq(
    autoImport.pioVersion := Handover.fromSystemProperties().pioVersion,
    // Keys of plugins that are set aside are used by nothing, which is as it should be.
    lintUnusedKeysOnLoad := false,
    commands += PackageEngine.command
  ) ++ autoImport.defaults
}
