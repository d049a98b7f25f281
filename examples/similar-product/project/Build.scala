import sbt._
import sbt.Keys._
import sbtassembly.Plugin._
import AssemblyKeys._
import com.typesafe.sbt.SbtScalariform.scalariformSettings

/** A build as they were written before `build.sbt` could hold projects. */
object SimilarProductBuild extends Build {
  val ofPredictionIO = "0.8.6"

  lazy val root = Project(
    id = "similar-product",
    base = file("."),
    settings = Defaults.defaultSettings ++ assemblySettings ++ Seq(
      organization := "org.example",
      version := ("git describe --always" !!).trim,
      scalacOptions in Compile <<= scalacOptions in Compile map { _ :+ "-deprecation" },
      jarName in assembly := "similar-product.jar",
      libraryDependencies ++= Seq(
        "io.prediction"    %% "core"       % ofPredictionIO % "provided",
        "org.apache.spark" %% "spark-core" % "1.2.0"        % "provided")
    )
  ).settings(scalariformSettings: _*)
}
