import sbt._
import sbt.Keys._
import sbtassembly.Plugin._
import AssemblyKeys._
import com.typesafe.sbt.SbtScalariform.scalariformSettings

object BuildSettings {
  val ofPredictionIO = "0.8.6"

  val common = Defaults.defaultSettings ++ scalariformSettings ++ Seq(
    organization := "org.example",
    version := ("git describe --always" !!).trim)
}

/** A build as they were written before `build.sbt` could hold projects. */
object SimilarProductBuild extends Build {
  import BuildSettings._

  lazy val root = Project(
    id = "similar-product",
    base = file("."),
    settings = common ++ assemblySettings ++ Seq(
      scalacOptions in Compile <<= scalacOptions in Compile map { _ :+ "-deprecation" },
      resourceGenerators in Compile <+= (resourceManaged in Compile, version) map { (dir, version) =>
        val file = dir / "similar-product.version"
        IO.write(file, version)
        Seq(file)
      },
      jarName in assembly := "similar-product.jar",
      libraryDependencies ++= Seq(
        "io.prediction"    %% "core"       % ofPredictionIO % "provided",
        "org.apache.spark" %% "spark-core" % "1.2.0"        % "provided")
    )
  )
}
