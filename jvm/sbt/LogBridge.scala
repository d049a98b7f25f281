package predictionio.buildpack

import sbt._

/** `log4j-over-slf4j` hands what is said to log4j on to slf4j, and the platform's binding hands it back: together they end
  * every JVM at its start. spark-submit kept the two apart by their class loaders; one class path cannot.
  */
object LogBridge {
  private val Slf4j = "org.slf4j"
  private val bindings = Set("slf4j-log4j12", "slf4j-reload4j")

  def closesLoop(module: ModuleID, platform: Seq[PlatformJar]): Boolean =
    module.organization == Slf4j && module.name == "log4j-over-slf4j" &&
      platform.exists(jar => jar.organization == Slf4j && bindings(jar.name))
}
