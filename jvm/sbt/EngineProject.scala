package predictionio.buildpack

import java.util.regex.Pattern

import sbt._
import sbt.Keys._

/** Which project of a build is the engine: the one whose sources have the factory. */
object EngineProject {
  /** The current project, unless its sources lack the factory and those of another one have it. */
  def find(factory: String, current: ProjectRef, all: Seq[ProjectRef], state: State): ProjectRef = {
    val extracted = Project.extract(state)
    def has(project: ProjectRef) =
      extracted.runTask(project / Compile / unmanagedSources, state)._2.exists(file => holds(factory, IO.read(file)))
    if (all.size < 2) current
    else (current +: all.filterNot(_ == current)).find(has).getOrElse(current)
  }

  private val packages = """(?m)^\s*package\s+([\w.]+)""".r

  /** Whether a source defines the class or object; one that is in another object has that one's name before its own. */
  def holds(factory: String, text: String): Boolean = {
    val names = factory.stripSuffix("$").split('.')
    val place = packages.findAllMatchIn(text).map(_.group(1)).mkString(".")
    val defined = s"\\b(?:object|class)\\s+${Pattern.quote(names.last)}\\b".r
    (place.isEmpty || s"${names.init.mkString(".")}.".startsWith(s"$place.")) && defined.findFirstIn(text).isDefined
  }
}
