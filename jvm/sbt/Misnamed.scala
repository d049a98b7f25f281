package predictionio.buildpack

import sbt._
import sbt.librarymanagement.{DependencyResolution, UnresolvedWarningConfiguration, UpdateConfiguration}
import sbt.util.Logger

import scala.util.Try

/** Modules whose description in the repository calls them by another name, mostly one with a variable of their own build that
  * nobody filled in: sbt then asks for their jar under that name, and so it does for whatever needs them.
  */
object Misnamed {
  /** Those of these modules whose jar is found only when it is asked for by the module's own name. */
  def find(modules: Seq[Snapshots.Named], resolution: => DependencyResolution): Set[Snapshots.Named] = {
    lazy val asked = resolution
    def areThere(modules: Seq[ModuleID]) = {
      val of = ModuleDescriptorConfiguration(ModuleID("predictionio", "asked", "1"), ModuleInfo("asked"))
        .withDependencies(modules.map(_.intransitive()).toVector)
        .withConfigurations(Configurations.default.toVector)
      // A jar that is not there is an exception, unlike a module that is not.
      Try(asked.update(asked.moduleDescriptor(of), UpdateConfiguration(), UnresolvedWarningConfiguration(), Logger.Null)).toOption.exists(_.isRight)
    }
    val ids = modules.distinct.map { case named @ (organization, name, revision) => named -> ModuleID(organization, name, revision) }
    if (ids.isEmpty || areThere(ids.map(_._2))) Set.empty
    else ids.collect { case (named, id) if !areThere(Seq(id)) && areThere(Seq(byName(id, id.name))) => named }.toSet
  }

  /** The module with its jar named outright. */
  def byName(module: ModuleID, fullName: String): ModuleID = module.withExplicitArtifacts(Vector(Artifact(fullName)))

  /** What other modules must not bring along: they would ask for the jar by the other name. */
  def exclusions(misnamed: Set[Snapshots.Named]): Seq[ExclusionRule] =
    misnamed.toSeq.map { case (organization, name, _) => ExclusionRule(organization, name) }
}
