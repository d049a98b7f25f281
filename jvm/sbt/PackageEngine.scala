package predictionio.buildpack

import java.util.concurrent.ConcurrentSkipListSet

import sbt._
import sbt.Keys._

import scala.collection.JavaConverters._

/** The command `packageEngine`: settles the build's settings, packages the engine and writes the answer file.
  *
  * It is a command because settings that a command appends come after everything a build says, in every project.
  */
object PackageEngine {
  val command: Command = Command.command("packageEngine") { state =>
    val handover = Handover.fromSystemProperties()
    ProxyPasswords.install(handover)
    val extracted = Project.extract(state)
    val projects = extracted.structure.allProjectRefs
    val leftOut = new ConcurrentSkipListSet[String]
    def settledWith(released: Map[Snapshots.Named, String], misnamed: Seq[String]) =
      extracted.appendWithoutSession(projects.flatMap(forced(handover, leftOut, released, misnamed, _)), state)
    def ask[A](state: State, key: TaskKey[A]) = Project.extract(state).runTask(key, state)._2
    val first = settledWith(Map.empty, Nil)
    val asked = projects.map(project => project -> kept(handover, extracted.get(project / libraryDependencies)))
    val released = asked.flatMap { case (project, modules) => Snapshots.released(modules, ask(first, project / dependencyResolution)) }.toMap
    val second = if (released.isEmpty) first else settledWith(released, Nil)
    val misnamed = projects.flatMap(project => ask(second, project / Misnamed.found)).distinct
    val settled = if (misnamed.isEmpty) second else settledWith(released, misnamed)
    val (after, _) = Project.extract(settled).runTask(extracted.currentRef / answer, settled)
    after
  }

  private val answer = taskKey[Unit]("Packages the engine and writes what the buildpack wants to know.")

  private def forced(
      handover: Handover,
      leftOut: ConcurrentSkipListSet[String],
      released: Map[Snapshots.Named, String],
      misnamed: Seq[String],
      project: ProjectRef
  ): Seq[Setting[_]] = Seq(
    project / useCoursier := misnamed.isEmpty,
    project / scalaVersion := handover.scalaVersion,
    project / scalaHome := Some(handover.scalaHome),
    project / scalaCompilerBridgeBinaryJar := Some(handover.compilerBridge),
    // The platform's own Scala library is on the class path below.
    project / autoScalaLibrary := false,
    project / exportJars := true,
    project / externalResolvers := Resolvers.choose(handover, (project / resolvers).value)._1,
    project / overrideBuildResolvers := false,
    project / credentials ++= handover.credentials,
    project / allDependencies := {
      val rules = dependencies(handover, (project / scalaBinaryVersion).value)
      val kept = (project / allDependencies).value.filter(rules.verdict(_) == Verdict.Kept)
      kept.map { module =>
        val named = rules.named(module)
        module.withRevision(released.getOrElse(named, named._3))
      }.map(rules.settled)
    },
    project / dependencyOverrides ++= dependencies(handover, (project / scalaBinaryVersion).value).overrides,
    project / excludeDependencies ++= dependencies(handover, (project / scalaBinaryVersion).value).exclusions,
    project / Compile / scalacOptions := {
      val (used, dropped) = ScalacOptions.choose((project / Compile / scalacOptions).value, (project / scalaBinaryVersion).value)
      leftOut.addAll(dropped.asJava)
      used
    },
    // The platform comes first here as it does at launch.
    project / Compile / unmanagedJars :=
      handover.platform.map(jar => Attributed.blank(jar.file)) ++ (project / Compile / unmanagedJars).value,
    project / Test / scalacOptions := ScalacOptions.choose((project / Test / scalacOptions).value, (project / scalaBinaryVersion).value)._1,
    project / answer := {
      val runtime = (project / Runtime / fullClasspath).value
      val said = Said(handover, (project / libraryDependencies).value, (project / scalaBinaryVersion).value, (project / resolvers).value, runtime)
      val displaced = Displaced.find(
        handover,
        (project / allDependencies).value.filterNot(Dependencies.isTestOnly),
        (project / externalResolvers).value,
        csrCacheDirectory.value,
        (project / scalaBinaryVersion).value
      )
      val jar = (project / Compile / packageBin).value
      val tests = EngineTests.lines.all(ScopeFilter(inAnyProject)).value.flatten
      IO.writeLines(handover.answer, Answer.lines(jar, runtime, handover.platform) ++ said ++ tests ++
        displaced.map(one => Seq("displaced", one.organization, one.name, one.asked, one.has).mkString("\t")) ++
        leftOut.asScala.map(option => s"scalac-option\t$option") ++
        released.map { case ((organization, name, asked), used) => s"snapshot\t$organization:$name\t$asked\t$used" } ++
        misnamed.map(module => s"misnamed\t$module"))
    }
  ) ++ Misnamed.settings(project) ++ EngineTests.settings(handover, project)

  private def kept(handover: Handover, modules: Seq[ModuleID]): Seq[Snapshots.Named] = {
    val rules = dependencies(handover, handover.scalaVersion.split('.').take(2).mkString("."))
    modules.filter(rules.verdict(_) == Verdict.Kept).map(rules.named)
  }

  private def dependencies(handover: Handover, scalaBinaryVersion: String) =
    new Dependencies(handover.platform, handover.scalaVersion, scalaBinaryVersion, handover.runTests, handover.versions)

  /** Lines about what was not done as the build says. */
  private object Said {
    def apply(handover: Handover, asked: Seq[ModuleID], scalaBinaryVersion: String, ofBuild: Seq[Resolver], runtime: Classpath): Seq[String] = {
      val rules = dependencies(handover, scalaBinaryVersion)
      val modules = asked.flatMap { module =>
        val fields = Seq(module.organization, rules.fullName(module), module.revision)
        rules.verdict(module) match {
          case Verdict.OnPlatform(revision) => Some("on-platform" +: fields :+ revision)
          case Verdict.NotInLine            => Some("not-in-line" +: fields)
          case Verdict.Kept if Dependencies.isProvided(module) => Some("provided" +: fields)
          case _                            => None
        }
      }
      val passedOver = Resolvers.choose(handover, ofBuild)._2.map(Seq("dead-resolver", _))
      // What the platform has is not the engine's own, whatever version a user names.
      val own = asked.filter(rules.verdict(_) == Verdict.Kept).map(module => (module.organization, rules.fullName(module)) -> module.revision).toMap
      val brought = runtime.flatMap(_.get(moduleID.key)).map(module => (module.organization, module.name)).toSet
      val versions = handover.versions.toSeq.map { case (module @ (organization, name), revision) =>
        if (own.contains(module) || brought(module)) Seq("version", organization, name, own.getOrElse(module, "-"), revision)
        else Seq("version-unused", s"$organization:$name:$revision")
      }
      (modules ++ passedOver ++ versions).map(_.mkString("\t"))
    }
  }
}

/** The answer file: lines with tab-separated fields. */
object Answer {
  def lines(engine: File, runtime: Classpath, platform: Seq[PlatformJar]): Seq[String] = {
    val files = platform.map(_.file).toSet
    val own = runtime.filterNot(entry => entry.data == engine || files(entry.data) || !entry.data.isFile)
    s"engine\t$engine" +: own.map { entry =>
      val module = entry.get(moduleID.key)
      val name = module.fold("-")(id => s"${id.organization}:${id.name}:${id.revision}")
      if (module.exists(LogBridge.closesLoop(_, platform))) s"log-bridge\t$name" else s"dependency\t$name\t${entry.data}"
    }
  }
}
