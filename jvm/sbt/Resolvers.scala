package predictionio.buildpack

import sbt._

import scala.util.Try

/** Where an engine's own dependencies come from: the configured repository first, then those that the build names. */
object Resolvers {
  /** The resolvers to ask, and those of the build that are passed over, as `name at url`. */
  def choose(handover: Handover, ofBuild: Seq[Resolver]): (Seq[Resolver], Seq[String]) = {
    // Plain HTTP is the operator's own choice here, and sbt would refuse it.
    val configured = MavenRepository("configured", handover.repository).withAllowInsecureProtocol(true)
    val (dead, live) = ofBuild.collect { case maven: MavenRepository => maven }.partition(isDead(handover, _))
    val others = ofBuild.filterNot(_.isInstanceOf[MavenRepository])
    (configured +: (live.map(secure) ++ others), dead.map(maven => s"${maven.name} at ${maven.root}"))
  }

  private def isDead(handover: Handover, maven: MavenRepository): Boolean =
    Try(new java.net.URI(maven.root).getHost).toOption.exists(host => host != null && handover.deadHosts(host))

  /** sbt refuses plain HTTP; every repository that is left answers over TLS. */
  private def secure(maven: MavenRepository): Resolver =
    if (maven.root.startsWith("http://")) MavenRepository(maven.name, "https://" + maven.root.stripPrefix("http://")) else maven
}
