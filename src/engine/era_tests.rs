use super::*;

const OLD_PLUGIN: (&str, &str) = (
    "project/pio-build.sbt",
    "addSbtPlugin(\"io.prediction\" % \"pio-build\" % \"0.9.0\")",
);

fn era(texts: &[(&str, &str)]) -> Era {
    read_era(&texts.iter().copied().collect())
}

fn summary(texts: &[(&str, &str)]) -> (Option<String>, Line, String) {
    let Era {
        version,
        line,
        reason,
    } = era(texts);
    (version, line, reason)
}

fn is(version: &str, line: Line, reason: &str) -> (Option<String>, Line, String) {
    (Some(version.to_owned()), line, reason.to_owned())
}

#[test]
fn the_dependency_of_the_build_is_the_plainest_word() {
    let build = "scalaVersion := \"2.11.8\"\nlibraryDependencies ++= Seq(\n  \
                 \"org.apache.predictionio\" %% \"apache-predictionio-core\" % \"0.12.1\" % \"provided\")";
    let template = r#"{"pio": {"version": { "min": "0.10.0-incubating" }}}"#;
    assert_eq!(
        summary(&[("build.sbt", build), ("template.json", template)]),
        is(
            "0.12.1",
            Line::V0_14,
            "build.sbt depends on apache-predictionio-core 0.12.1"
        )
    );
    let old = build.replace("0.12.1", "0.10.0-incubating");
    assert_eq!(era(&[("build.sbt", &old)]).line, Line::V0_10);
    let full = "\"org.apache.predictionio\" % \"apache-predictionio-core_2.11\" % \"0.13.0\"";
    assert_eq!(
        era(&[("build.sbt", full)]).version.as_deref(),
        Some("0.13.0")
    );
}

#[test]
fn a_version_behind_a_name_is_found() {
    let dependency = "\"org.apache.predictionio\" %% \"apache-predictionio-core\" % ";
    for (name, definition) in [
        ("pioVersion", "val pioVersion = \"0.11.0-incubating\""),
        (
            "Versions.pio",
            "object Versions { val pio: String = \"0.11.0-incubating\" }",
        ),
        (
            "pioVersion.value",
            "pioVersion in ThisBuild := \"0.11.0-incubating\"",
        ),
    ] {
        let found = era(&[
            ("build.sbt", &format!("{dependency}{name}")),
            ("project/Build.scala", definition),
        ]);
        assert_eq!(
            found.version.as_deref(),
            Some("0.11.0-incubating"),
            "{name}"
        );
    }
}

#[test]
fn a_library_for_scala_2_10_alone_binds_the_engine() {
    let core =
        "\"org.apache.predictionio\" %% \"apache-predictionio-core\" % \"0.11.0-incubating\"";
    let said = "build.sbt depends on apache-predictionio-core 0.11.0-incubating";
    for (other, line, reason) in [
        (
            "\"org.elasticsearch\" % \"elasticsearch-spark_2.10\" % \"2.1.2\"",
            Line::V0_10,
            ", and on elasticsearch-spark_2.10, which is for Scala 2.10 alone",
        ),
        (
            "\"org.apache.spark\" % \"spark-core_2.10\" % \"1.4.0\"",
            Line::V0_14,
            "",
        ),
        (
            "\"org.scalatest\" % \"scalatest_2.10\" % \"2.2.1\" % \"test\"",
            Line::V0_14,
            "",
        ),
        (
            "\"a\" % \"b\" % \"1\" exclude(\"org.apache.spark\", \"spark-core_2.10\")",
            Line::V0_14,
            "",
        ),
    ] {
        let build = format!("libraryDependencies ++= Seq({core}, {other})");
        assert_eq!(
            summary(&[("build.sbt", &build)]),
            is("0.11.0-incubating", line, &format!("{said}{reason}")),
            "{other}"
        );
    }
}

#[test]
fn io_prediction_is_before_apache() {
    let build =
        "libraryDependencies += \"io.prediction\" %% \"core\" % pioVersion.value % \"provided\"";
    assert_eq!(
        summary(&[("build.sbt", build), OLD_PLUGIN]),
        is(
            "0.9 or older",
            Line::V0_10,
            "build.sbt depends on io.prediction's core"
        )
    );
    let versioned = build.replace("pioVersion.value", "\"0.8.6\"");
    assert_eq!(
        era(&[("build.sbt", &versioned)]).version.as_deref(),
        Some("0.8.6")
    );
}

#[test]
fn the_plugin_tells_where_the_dependency_does_not() {
    let build = "\"org.apache.predictionio\" %% \"apache-predictionio-core\" % pioVersion.value";
    assert_eq!(
        summary(&[("build.sbt", build), OLD_PLUGIN]),
        is(
            "0.10 or older",
            Line::V0_10,
            "project/pio-build.sbt has the plugin pio-build 0.9.0"
        )
    );
}

#[test]
fn the_template_tells_where_the_build_does_not() {
    let build = "\"org.apache.predictionio\" %% \"apache-predictionio-core\" % pioVersion.value";
    let template = r#"{"pio": {"version": { "min": "0.11.0-incubating" }}}"#;
    assert_eq!(
        summary(&[("build.sbt", build), ("template.json", template)]),
        is(
            "0.11.0-incubating",
            Line::V0_14,
            "template.json asks for 0.11.0-incubating or newer"
        )
    );
}

#[test]
fn an_import_tells_unless_the_package_is_the_engines_own() {
    let source = "src/main/scala/Engine.scala";
    assert_eq!(
        summary(&[(source, "import io.prediction.controller.EngineFactory")]),
        is(
            "0.9 or older",
            Line::V0_10,
            "src/main/scala/Engine.scala uses the package io.prediction"
        )
    );
    let own = era(&[(source, "import io.prediction.opennlp.Model")]);
    assert_eq!(own.reason, "nothing in the engine names a version");
}

#[test]
fn scala_and_spark_are_the_last_to_tell() {
    let scala = era(&[("build.sbt", "scalaVersion in ThisBuild := \"2.11.8\"")]);
    assert_eq!((scala.line, scala.version), (Line::V0_14, None));
    assert_eq!(scala.reason, "build.sbt names Scala 2.11.8");
    let spark = era(&[(
        "build.sbt",
        "\"org.apache.spark\" %% \"spark-mllib\" % \"1.3.0\" % \"provided\"",
    )]);
    assert_eq!(spark.line, Line::V0_10);
    assert_eq!(spark.reason, "build.sbt names Spark 1.3.0");
}

#[test]
fn client_libraries_comments_and_other_versions_say_nothing() {
    for build in [
        "\"io.prediction\" % \"client\" % \"0.8.3\"",
        "\"org.apache.predictionio\" % \"predictionio-sdk-java-client\" % \"0.13.0\"",
        "// \"org.apache.predictionio\" %% \"apache-predictionio-core\" % \"0.12.1\"",
        "scalaVersion := \"2.12.4\"",
        "",
    ] {
        let found = era(&[("build.sbt", build)]);
        assert_eq!(found.line, Line::V0_10, "{build}");
        assert_eq!(
            found.reason, "nothing in the engine names a version",
            "{build}"
        );
    }
}
