import AssemblyKeys._

assemblySettings

name := "java-recommendation"

organization := "org.example"

autoScalaLibrary := false

javacOptions ++= Seq("-source", "1.8", "-target", "1.8")

libraryDependencies ++= Seq(
  "io.prediction"    % "core_2.10"       % "0.9.6" % "provided",
  "org.apache.spark" % "spark-core_2.10" % "1.5.1" % "provided")
