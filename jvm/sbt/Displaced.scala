package predictionio.buildpack

import lmcoursier.FromSbt
import lmcoursier.definitions.ToCoursier
import lmcoursier.internal.shaded.coursier.{MavenRepository, Resolve}
import lmcoursier.internal.shaded.coursier.cache.{CachePolicy, FileCache}
import lmcoursier.internal.shaded.coursier.core.{Module, Version}
import lmcoursier.internal.shaded.coursier.util.Task
import sbt._

import scala.util.Try

/** What an engine's dependencies bring along in another version than the platform has. The platform's is used, as spark-submit
  * did, so nobody resolves the other one; which it would have been is read from the descriptions that are in the cache since
  * the build was resolved. Nothing is downloaded for it.
  */
object Displaced {
  /** A module, the version that was asked for, and the platform's. */
  final case class Conflict(organization: String, name: String, asked: String, has: String)

  /** The conflicts, first those where the platform's version is the older one. */
  def find(handover: Handover, kept: Seq[ModuleID], resolvers: Seq[Resolver], cache: File, scalaBinaryVersion: String): Seq[Conflict] =
    // It is only said: whatever goes wrong here does not end a build.
    if (kept.isEmpty) Nil
    else Try(conflicts(handover.platform, asked(handover, kept, resolvers, cache, scalaBinaryVersion))).getOrElse(Nil)

  /** Every module that somebody asks for, with the newest version. */
  private def asked(
      handover: Handover,
      kept: Seq[ModuleID],
      resolvers: Seq[Resolver],
      cache: File,
      scalaBinaryVersion: String
  ): Map[(String, String), String] = {
    val roots = kept.flatMap(FromSbt.dependencies(_, handover.scalaVersion, scalaBinaryVersion)).map { case (_, dependency) =>
      ToCoursier.dependency(dependency)
    }
    val platform = handover.platform.map(jar => jar.organization -> jar.name).toSet
    def isOnPlatform(module: Module) = platform(module.organization.value -> module.name.value)
    val resolve = Resolve(FileCache[Task]().withLocation(cache).withCachePolicies(Seq(CachePolicy.LocalOnly)))
      .withRepositories(resolvers.collect { case maven: sbt.MavenRepository => MavenRepository(maven.root) })
      .withDependencies(roots)
      // What the platform's modules would bring along in that version is nobody's wish.
      .transformFetcher { fetch => modules =>
        val (passedOver, wanted) = modules.partition { case (module, _) => isOnPlatform(module) }
        fetch(wanted).map(_ ++ passedOver.map(_ -> Left(Seq("on the platform"))))
      }
    // What is passed over counts as an error.
    val resolution = resolve.either().fold(_.resolution, identity)
    resolution.reconciledVersions.map { case (module, version) => (module.organization.value, module.name.value) -> version }
  }

  private def conflicts(platform: Seq[PlatformJar], asked: Map[(String, String), String]): Seq[Conflict] =
    platform
      .flatMap { jar =>
        asked.get(jar.organization -> jar.name).filter(_ != jar.revision).map(Conflict(jar.organization, jar.name, _, jar.revision))
      }
      .sortBy(conflict => (Version(conflict.asked) < Version(conflict.has), conflict.organization, conflict.name))
}
