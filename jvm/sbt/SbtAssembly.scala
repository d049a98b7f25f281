/** The part of `sbt-assembly`'s own package that build files import or name in full. */
package sbtassembly

import predictionio.buildpack.PioBuildPlugin
import sbt._

final case class MergeStrategy(name: String)

object MergeStrategy {
  val first = MergeStrategy("first")
  val last = MergeStrategy("last")
  val discard = MergeStrategy("discard")
  val concat = MergeStrategy("concat")
  val rename = MergeStrategy("rename")
  val deduplicate = MergeStrategy("deduplicate")
  val singleOrError = MergeStrategy("singleOrError")
  val filterDistinctLines = MergeStrategy("filterDistinctLines")
  val defaultMergeStrategy: String => MergeStrategy = _ => deduplicate
}

object PathList {
  def unapplySeq(path: String): Option[Seq[String]] = {
    val parts = path.split("[/\\\\]").toList
    if (parts.isEmpty) None else Some(parts)
  }
}

/** Questions that merge strategies ask of a file's name. */
object Assembly {
  def isConfigFile(path: String): Boolean = path == "reference.conf"
  def isReadme(path: String): Boolean = path.toLowerCase.startsWith("readme")
  def isLicenseFile(path: String): Boolean = path.toLowerCase.startsWith("license")
}

final case class AssemblyOption(includeScala: Boolean = true, includeDependency: Boolean = true, includeBin: Boolean = true)

/** Builds for sbt-assembly 0.12 and later import from its `autoImport`. */
object AssemblyPlugin {
  val autoImport: PioBuildPlugin.autoImport.type = PioBuildPlugin.autoImport
  def assemblySettings: Seq[Setting[_]] = Nil
}
