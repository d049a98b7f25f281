import AssemblyKeys._

assemblySettings

name := "similar-product"

organization := "org.example"

libraryDependencies ++= Seq(
  "io.prediction"    %% "core"        % "0.8.6" % "provided",
  "org.apache.spark" %% "spark-core"  % "1.2.0" % "provided")
