// Written by the buildpack. sbt itself is on this class path already; asking a repository for it once more
// would cost 60 MB of downloads.
allDependencies := allDependencies.value.filterNot(module => Set("org.scala-sbt", "org.scala-lang")(module.organization))

autoScalaLibrary := false

Compile / dependencyClasspath ++= {
  val provider = appConfiguration.value.provider
  (provider.mainClasspath ++ provider.scalaProvider.jars).map(Attributed.blank(_)).toSeq
}

credentials ++= IO.readLines(file(scala.sys.props("predictionio.handover"))).map(_.split("\t", -1).toList).collect {
  case List("credentials", host, user, password) => Credentials("", host, user, password)
}
