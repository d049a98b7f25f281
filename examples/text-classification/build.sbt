import AssemblyKeys._

assemblySettings

scalaVersion in ThisBuild := "2.10.4"

name := "text-classification"

organization := "org.example"

libraryDependencies ++= Seq(
  "io.prediction"     %% "core"                    % pioVersion.value % "provided",
  "org.apache.spark"  %% "spark-core"              % "1.3.0"          % "provided",
  "org.apache.spark"  %% "spark-mllib"             % "1.3.0"          % "provided",
  "org.apache.lucene"  % "lucene-analyzers-common" % "4.10.4")
