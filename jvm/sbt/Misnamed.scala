package predictionio.buildpack

import sbt._
import sbt.Keys._
import sbt.librarymanagement.UnresolvedWarningConfiguration
import sbt.util.{Level, Logger}

import scala.util.{Failure, Success, Try}

/** Dependencies whose description in the repository has a variable in its own name, such as Mahout 0.13's
  * `mahout-spark_${scala.compat.version}`. coursier takes the name of the jar from there, and no repository has such a jar.
  * Ivy, with which sbt resolved when the engines were written, takes it from whoever asks.
  */
object Misnamed {
  /** Such dependencies of a project, as `name version`. */
  val found = taskKey[Seq[String]]("Looks for dependencies with a variable in their names.")

  def settings(project: ProjectRef): Seq[Setting[_]] = Seq(
    project / found := {
      val log = new WithoutErrors(streams.value.log)
      val resolution = (project / dependencyResolution).value
      val module = (project / ivyModule).value
      val configuration = (project / updateConfiguration).value
      // Most engines ask for nothing of their own, and need no second look.
      if ((project / allDependencies).value.isEmpty) Nil
      else
        Try(resolution.update(module, configuration, UnresolvedWarningConfiguration(), log)) match {
          case Failure(error)         => in(error.getMessage)
          case Success(Left(warning)) => in(warning.resolveException.getMessage)
          case Success(Right(_))      => Nil
        }
    }
  )

  /** A jar's address ends in `name/version/file`, where the file's name has the variable. */
  private val Address = """/([^/\s]+)/([^/\s]+)/[^/\s]*\$\{[^/\s]*\.jar""".r

  private def in(message: String): Seq[String] =
    Address.findAllMatchIn(Option(message).getOrElse("")).map(found => s"${found.group(1)} ${found.group(2)}").toSeq.distinct.sorted

  /** What fails here fails again, and is told, in the build that follows. */
  private final class WithoutErrors(log: Logger) extends Logger {
    override def trace(error: => Throwable): Unit = ()
    override def success(message: => String): Unit = log.success(message)
    override def log(level: Level.Value, message: => String): Unit = if (level < Level.Warn) log.log(level, message)
  }
}
