package predictionio.buildpack

import sbt._

import scala.util.Try

/** Where an engine's own dependencies come from: the configured repository first, then those that the build names. */
object Resolvers {
  /** The resolvers to ask, and those of the build that are passed over, as `name at url`. */
  def choose(handover: Handover, ofBuild: Seq[Resolver]): (Seq[Resolver], Seq[String]) = {
    // Plain HTTP is the operator's own choice here, and sbt would refuse it.
    val configured = MavenRepository("configured", handover.repository).withAllowInsecureProtocol(true)
    val (dead, live) = ofBuild.collect { case maven: MavenRepository => maven }.partition(maven => isDead(handover, maven.root))
    // Ivy's own patterns: `Resolver.url("name", url("http://…"))`.
    val (deadUrls, liveUrls) = ofBuild.collect { case ivy: URLRepository => ivy }.partition(patterns(_).exists(isDead(handover, _)))
    val others = ofBuild.filterNot(one => one.isInstanceOf[MavenRepository] || one.isInstanceOf[URLRepository])
    val passedOver = dead.map(maven => s"${maven.name} at ${maven.root}") ++
      deadUrls.map(ivy => s"${ivy.name} at ${patterns(ivy).headOption.getOrElse("").takeWhile(_ != '[')}")
    (configured +: (live.map(secure) ++ liveUrls.map(secure) ++ others), passedOver)
  }

  private def patterns(ivy: URLRepository): Seq[String] = (ivy.patterns.ivyPatterns ++ ivy.patterns.artifactPatterns).distinct

  /** A host is dead with all below it: `repo.example.com` when `example.com` is. */
  private def isDead(handover: Handover, url: String): Boolean =
    host(url).exists(host => handover.deadHosts.exists(dead => host == dead || host.endsWith("." + dead)))

  /** Ivy's patterns hold brackets, which no URI may. */
  private def host(url: String): Option[String] =
    Try(new java.net.URI(url.takeWhile(_ != '[')).getHost).toOption.filter(_ != null)

  /** sbt refuses plain HTTP; every repository that is left answers over TLS. */
  private def secure(maven: MavenRepository): Resolver =
    if (maven.root.startsWith("http://")) MavenRepository(maven.name, overTls(maven.root)) else maven

  private def secure(ivy: URLRepository): Resolver =
    ivy.withPatterns(ivy.patterns.withIvyPatterns(ivy.patterns.ivyPatterns.map(overTls)).withArtifactPatterns(ivy.patterns.artifactPatterns.map(overTls)))

  private def overTls(url: String): String =
    if (url.startsWith("http://")) "https://" + url.stripPrefix("http://") else url
}
