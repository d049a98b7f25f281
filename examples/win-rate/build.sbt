name := "win-rate"

organization := "org.example"

scalaVersion := "2.10.6"

libraryDependencies ++= Seq(
  "org.apache.predictionio" %% "apache-predictionio-core" % "0.10.0-incubating" % "provided",
  "org.apache.spark"        %% "spark-core"               % "1.6.3" % "provided",
  "org.apache.spark"        %% "spark-sql"                % "1.6.3" % "provided")
