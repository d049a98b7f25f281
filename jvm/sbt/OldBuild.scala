package predictionio.buildpack

import sbt._

/** Stands for sbt 0.13's `Build` in `project/Build.scala`. sbt 1 has no such trait, and its `Project` takes no settings.
  *
  * A rule of the buildpack writes a `.sbt` file that hands the projects to sbt. What a build names without an import
  * of its own is found here first, before `sbt._`.
  */
trait OldBuild {
  /** Settings for all projects of the build. */
  def settings: Seq[Setting[_]] = Nil

  object Project {
    def apply(
        id: String,
        base: File,
        aggregate: => Seq[ProjectReference] = Nil,
        dependencies: => Seq[ClasspathDep[ProjectReference]] = Nil,
        delegates: => Seq[ProjectReference] = Nil,
        settings: => Seq[Def.Setting[_]] = Nil,
        configurations: Seq[Configuration] = Nil
    ): sbt.Project =
      sbt.Project(id, base).aggregate(aggregate: _*).dependsOn(dependencies: _*).configs(configurations: _*).settings(settings: _*)

    /** sbt gives these to every project by itself. */
    def defaultSettings: Seq[Setting[_]] = Nil

    def extract(state: State): Extracted = sbt.Project.extract(state)
  }

  object Defaults {
    /** sbt gives these to every project by itself. */
    def defaultSettings: Seq[Setting[_]] = Nil
    def coreDefaultSettings: Seq[Setting[_]] = Nil
    def itSettings: Seq[Setting[_]] = sbt.Defaults.itSettings
  }

  /** From `pio-build` and `sbt-assembly`, for builds that import neither. */
  def seq(settings: Setting[_]*): Seq[Setting[_]] = settings
}

/** For what a build names outside of its `Build`; a rule of the buildpack puts these names in. */
object OldBuild extends OldBuild {
  /** sbt 0.13's: what a command says on its two outputs goes to `info` and `error`. */
  trait ProcessLogger extends scala.sys.process.ProcessLogger {
    def info(text: => String): Unit
    def error(text: => String): Unit

    override def out(text: => String): Unit = info(text)
    override def err(text: => String): Unit = error(text)
  }
}
