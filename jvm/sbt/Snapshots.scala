package predictionio.buildpack

import sbt._
import sbt.librarymanagement.DependencyResolution
import sbt.util.Logger

import scala.util.Try

/** Snapshots that a build asks for. Repositories keep them for a while; what remains of one is its release. */
object Snapshots {
  private val Suffix = "-SNAPSHOT"

  /** A module of the build, as it is resolved. */
  type Named = (String, String, String)

  /** The revisions to take in place of snapshots that nobody has any more but whose release somebody has. */
  def released(modules: Seq[Named], resolution: => DependencyResolution): Map[Named, String] = {
    val snapshots = modules.distinct.filter(_._3.endsWith(Suffix))
    lazy val asked = resolution
    snapshots.flatMap { case module @ (organization, name, revision) =>
      val release = revision.stripSuffix(Suffix)
      def isThere(revision: String) = exists(asked, ModuleID(organization, name, revision))
      if (isThere(revision) || !isThere(release)) None else Some(module -> release)
    }.toMap
  }

  private def exists(resolution: DependencyResolution, module: ModuleID): Boolean =
    IO.withTemporaryDirectory { dir =>
      // A module that is not there is an answer. One that is there without the jar of its description is an exception: it is
      // for the resolution of the whole build to say so.
      Try(resolution.retrieve(resolution.wrapDependencyInModule(module.intransitive()), dir, Logger.Null)).toOption.forall(_.isRight)
    }
}
