name := "phone-plan-classification"

organization := "org.example"

version := "1.0.0"

scalaVersion := "2.10.6"

libraryDependencies ++= Seq(
  "org.apache.predictionio" %% "apache-predictionio-core" % "0.10.0-incubating" % "provided",
  "org.apache.spark"        %% "spark-core"               % "1.6.3" % "provided",
  "org.apache.spark"        %% "spark-mllib"              % "1.6.3" % "provided",
  "org.scalatest"           %% "scalatest"                % "2.2.6" % "test")

parallelExecution in Test := false
