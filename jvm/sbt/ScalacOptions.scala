package predictionio.buildpack

/** Which of a build's compiler options are given to Scala 2.10. Pure. */
object ScalacOptions {
  /** Beginnings of options that the compiler of 2.10 refuses, although builds for later versions have them. */
  private val unknown = Seq("-Ywarn-unused", "-Ywarn-infer-any", "-Ypartial-unification", "-Ydelambdafy", "-Ybackend", "-Xlint:",
    "-Xsource", "-Xstrict-inference", "-Xexperimental:", "-opt", "-release", "-Wconf", "-Wunused", "-Ymacro-annotations", "-target:jvm-1.8",
    "-target:8")

  /** Old sources warn under the platform's libraries; a build of an image is no place to fail for it. */
  private val unwanted = Set("-Xfatal-warnings", "-Werror")

  /** The options to use, and those that are left out. */
  def choose(options: Seq[String], scalaBinaryVersion: String): (Seq[String], Seq[String]) = {
    val (out, in) = options.partition { option =>
      unwanted(option) || scalaBinaryVersion == "2.10" && unknown.exists(option.startsWith)
    }
    (in, out.distinct)
  }
}
