//! The line of PredictionIO 0.14, as far as it goes without PredictionIO's own archive: the real Spark
//! 2.4.8, a real compile with Scala 2.11, and an archive of the released layout.

use crate::support::mirror::Mirror;
use crate::support::{cache_folder, config};
use flate2::Compression;
use flate2::write::GzEncoder;
use indoc::indoc;
use libcnb_test::{PackResult, TestRunner, assert_contains, assert_not_contains};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

const BUILD: &str = indoc! {r#"
    name := "words"
    scalaVersion := "2.11.8"
    libraryDependencies ++= Seq(
      "org.apache.predictionio" %% "apache-predictionio-core" % "0.12.1" % "provided",
      "org.apache.predictionio" %% "apache-predictionio-data-jdbc" % "0.12.1" % "provided",
      "org.apache.spark" %% "spark-mllib" % "2.1.1" % "provided")
"#};

/// Spark 2 alone: the archive of this test holds no class of PredictionIO.
const SOURCE: &str = indoc! {r#"
    package org.example
    import org.apache.spark.ml.feature.Word2Vec
    import org.apache.spark.sql.SparkSession
    object WordsEngine {
      def words(spark: SparkSession): Long = {
        import spark.implicits._
        val rows = spark.createDataset(Seq("a b", "c")).map(_.split(" ").toSeq).toDF("text")
        new Word2Vec().setInputCol("text").setOutputCol("vector").fit(rows).getVectors.count()
      }
    }
"#};

/// An empty zip file: the end of a directory without entries.
const EMPTY_JAR: [u8; 22] = {
    let mut jar = [0; 22];
    (jar[0], jar[1], jar[2], jar[3]) = (b'P', b'K', 5, 6);
    jar
};

/// An engine for 0.12, an archive beside it, and an inventory that names both the archive and the JDK.
fn write_app(app: &Path) {
    let put = |path: &str, content: &[u8]| {
        let path = app.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    put("build.sbt", BUILD.as_bytes());
    put("src/main/scala/WordsEngine.scala", SOURCE.as_bytes());
    put(
        "engine.json",
        br#"{"engineFactory": "org.example.WordsEngine"}"#,
    );
    let archive = archive();
    let jdk = fs::read_to_string(cache_folder().join("jdk/jdk.toml")).unwrap();
    let inventory = format!(
        "{jdk}\n[[pio]]\nversion = \"0.14.0\"\nurl = \"file:///workspace/pio.tar.gz\"\nchecksum = \"sha256:{}\"\n",
        hex::encode(Sha256::digest(&archive))
    );
    put("pio.tar.gz", &archive);
    put("inventory.toml", inventory.as_bytes());
}

fn archive() -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for file in [
        "bin/pio",
        "lib/pio-assembly-0.14.0.jar",
        "lib/spark/pio-data-jdbc-assembly-0.14.0.jar",
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o644);
        header.set_size(EMPTY_JAR.len() as u64);
        let path = format!("PredictionIO-0.14.0/{file}");
        tar.append_data(&mut header, path, &EMPTY_JAR[..]).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

fn build(mirror: &Mirror, version: Option<&str>) -> String {
    let app = tempfile::tempdir().unwrap();
    write_app(app.path());
    let mut config = config(app.path(), mirror);
    config.env("BP_PIO_INVENTORY", "inventory.toml");
    config.expected_pack_result(PackResult::Failure);
    if let Some(version) = version {
        config.env("BP_PIO_VERSION", version);
    }
    let mut printed = String::new();
    TestRunner::default().build(config, |context| {
        printed = format!("{}\n{}", context.pack_stdout, context.pack_stderr);
    });
    printed
}

#[test]
fn an_engine_of_0_12_is_refused_before_any_work() {
    let mirror = Mirror::start();
    let printed = build(&mirror, None);
    assert_contains!(printed, "This engine is for PredictionIO 0.12.1");
    assert_contains!(
        printed,
        "build.sbt depends on apache-predictionio-core 0.12.1"
    );
    assert_eq!(mirror.requests(), 0, "refused before any download");
}

#[test]
fn a_scala_2_11_source_compiles_against_spark_2_4() {
    let mirror = Mirror::start();
    let printed = build(&mirror, Some("0.14.0"));
    assert_contains!(printed, "PredictionIO 0.14.0, Spark 2.4.8, Scala 2.11.12");
    assert_contains!(printed, "Compiled; it brings no dependencies of its own");
    assert_contains!(printed, "The engine compiles, but cannot be started yet");
    assert_not_contains!(printed, "panicked");
}
