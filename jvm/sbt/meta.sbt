// Written by the buildpack. sbt itself is on this class path already; asking a repository for it once more
// would cost 60 MB of downloads.
allDependencies := allDependencies.value.filterNot(module => Set("org.scala-sbt", "org.scala-lang")(module.organization))

autoScalaLibrary := false

Compile / dependencyClasspath ++= {
  val provider = appConfiguration.value.provider
  (provider.mainClasspath ++ provider.scalaProvider.jars).map(Attributed.blank(_)).toSeq
}

// The buildpack's plugin, which does the same for the engine's build, is not on the class path of this file.
credentials ++= {
  val handover = IO.readLines(file(scala.sys.props("predictionio.handover"))).map(_.split("\t", -1).toList)
  val proxies = handover.collect { case List("proxy-credentials", host, user, password) => (host, user, password) }
  if (proxies.nonEmpty) {
    java.net.Authenticator.setDefault(new java.net.Authenticator {
      override def getPasswordAuthentication: java.net.PasswordAuthentication =
        proxies.collectFirst {
          case (host, user, password)
              if host == getRequestingHost && getRequestorType == java.net.Authenticator.RequestorType.PROXY =>
            new java.net.PasswordAuthentication(user, password.toCharArray)
        }.orNull
    })
  }
  handover.collect { case List("credentials", host, user, password) => Credentials("", host, user, password) }
}

// Only builds with Scala files in project/ need it; sbt would compile it from sources.
scalaCompilerBridgeBinaryJar :=
  appConfiguration.value.provider.mainClasspath.find(_.getName.startsWith("compiler-bridge_2.12-"))

// Advice on the syntax of old builds, which the user is not asked to change.
scalacOptions += "-nowarn"
