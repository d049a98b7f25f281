//! The line of PredictionIO 0.14: the real Spark 2.4.8, a real compile with Scala 2.11, the real Akka HTTP, and a
//! stand-in of PredictionIO's own archive.

use crate::support::docker::{Container, Run};
use crate::support::engine::{
    Postgres, get, post, stops_with_connections_waiting, stops_without_a_reset, wait_for_server,
};
use crate::support::mirror::Mirror;
use crate::support::{cache_folder, config, image, stand_in};
use indoc::indoc;
use libcnb_test::{TestRunner, assert_contains, assert_not_contains};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

const BUILD: &str = indoc! {r#"
    name := "words"
    scalaVersion := "2.11.8"
    libraryDependencies ++= Seq(
      "org.apache.predictionio" %% "apache-predictionio-core" % "0.12.1" % "provided",
      "org.apache.predictionio" %% "apache-predictionio-data-jdbc" % "0.12.1" % "provided",
      "org.apache.spark" %% "spark-mllib" % "2.1.1" % "provided")
"#};

/// Spark 2 alone: the stand-in is not made for engines.
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
      def lexicon(): Int =
        getClass.getResource("/words/en.bin").openStream().read()
    }
"#};

/// An engine for 0.12, an archive beside it, and an inventory that names both the archive and the JDK.
fn write_app(app: &Path, archive: &[u8]) {
    let put = |path: &str, content: &[u8]| {
        let path = app.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    put("build.sbt", BUILD.as_bytes());
    put("src/main/scala/WordsEngine.scala", SOURCE.as_bytes());
    put(
        "engine.json",
        br#"{"id": "default", "engineFactory": "org.example.WordsEngine"}"#,
    );
    let jdk = fs::read_to_string(cache_folder().join("jdk/jdk.toml")).unwrap();
    let inventory = format!(
        "{jdk}\n[[pio]]\nversion = \"0.14.0\"\nurl = \"file:///workspace/pio.tar.gz\"\nchecksum = \"sha256:{}\"\n",
        hex::encode(Sha256::digest(archive))
    );
    put("pio.tar.gz", archive);
    put("inventory.toml", inventory.as_bytes());
}

#[test]
fn an_engine_of_0_12_is_built_trained_and_served() {
    let mirror = Mirror::start();
    let app = tempfile::tempdir().unwrap();
    write_app(app.path(), &stand_in::archive(&mirror));
    let mut config = config(app.path(), &mirror);
    config.env("BP_PIO_INVENTORY", "inventory.toml");
    config.env("BP_PIO_STORAGE", "elasticsearch");
    TestRunner::default().build(config, |context| {
        let printed = &context.pack_stdout;
        assert_contains!(printed, "PredictionIO 0.14.0, Spark 2.4.8, Scala 2.11.12");
        assert_contains!(
            printed,
            "build.sbt depends on apache-predictionio-core 0.12.1"
        );
        assert_contains!(printed, "Compiled; it brings no dependencies of its own");
        assert_not_contains!(printed, "panicked");
        let postgres = Postgres::start();
        let run = Run::new(&image(&context))
            .env("DATABASE_URL", &postgres.url())
            .hardened();
        assert_contains!(
            run.clone().command(&["pio", "version"]).to_end().log,
            "PredictionIO 0.14.0"
        );
        trains(&run);
        answers(&run);
        takes_events(&run);
        an_event_that_is_not_stored_is_not_acknowledged(&run);
        crate::shell::a_script_runs_on_spark_2(run);
    });
}

fn trains(run: &Run) {
    let trained = run.clone().command(&["pio", "train"]).to_end();
    assert_eq!(trained.code, 0, "{}", trained.log);
    assert_contains!(
        trained.log,
        "stand-in: --engine-id org.example.WordsEngine --engine-version engine.json"
    );
    assert_contains!(trained.log, "Training completed");
    assert_not_contains!(trained.log, "SLF4J");
    let failed = |batch: &str| {
        let failed = run
            .clone()
            .command(&["pio", "train", "--batch", batch])
            .to_end();
        assert_eq!(failed.code, 1, "{}", failed.log);
        assert_contains!(failed.log, "pio: the training failed:");
        assert_not_contains!(failed.log, "\tat ");
        failed.log
    };
    assert_not_contains!(failed("fail"), "It failed in");
    // The engine loads a file that it lacks, and Java's own words name neither file nor line.
    let lacking = failed("fail in the engine");
    assert_contains!(lacking, "in the engine's WordsEngine.scala, line 11.");
    assert_contains!(lacking, "loads /words/en.bin as a resource");
    // What fails in a task reaches the driver as text.
    assert_contains!(
        failed("fail in a task"),
        "in the engine's WordsEngine.scala, line 7."
    );
}

fn serve(run: &Run, process: &str, port: &str) -> Container {
    let publish = format!("127.0.0.1::{port}");
    run.clone()
        .process(process)
        .option(&["--publish", &publish])
        .start()
}

fn answers(run: &Run) {
    let web = serve(
        &run.clone()
            .env("PIO_SERVER_ACCESS_KEY", "open")
            .env("PIO_SHUTDOWN_DELAY", "0"),
        "web",
        "8000",
    );
    let address = wait_for_server(&web, 8000);
    let ask = |path: &str, body: &str| post(address, path, body).expect("an answer");
    assert_eq!(ask("/queries.json", r#"{"a":1}"#).json(), json!({"a": 1}));
    assert_eq!(ask("/queries.json", "{").status, 400);
    let failed = ask("/queries.json", r#"{"bad":1}"#);
    assert_eq!(failed.status, 500);
    assert_not_contains!(failed.body, "at engine");
    for path in ["/stop", "/reload", "/stop?accessKey=wrong"] {
        assert_eq!(ask(path, "").status, 401, "{path}");
    }
    assert_eq!(ask("/reload?accessKey=open", "").status, 200);
    crate::support::docker::wait("the reload", || web.log().contains("Reloaded: "));

    // What is in flight when the platform says stop is answered.
    let slow = thread::spawn(move || post(address, "/queries.json", r#"{"slow":1}"#));
    thread::sleep(Duration::from_millis(700));
    stops_with_connections_waiting(&web, 8000);
    let ended = web.ended();
    assert_eq!(ended.code, 143, "{}", ended.log);
    let answer = slow.join().unwrap().expect("an answer");
    assert_eq!(answer.json(), json!({"slow": 1}));
}

fn takes_events(run: &Run) {
    let patient = run.clone().env("PIO_SHUTDOWN_DELAY", "600");
    let server = serve(&patient, "eventserver", "7070");
    let address = wait_for_server(&server, 7070);
    let away = get(address, "/events.json").expect("an answer");
    assert_eq!(away.status, 503);
    assert_not_contains!(away.body, "db.internal");
    let refused = get(address, "/events.json?reversed=true").expect("an answer");
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.json(),
        json!({"message": "the parameter reversed needs more."})
    );
    stops_without_a_reset(&server, address);
}

/// PIO's storage in Elasticsearch gives back an empty id then, which its event server answers with 201.
fn an_event_that_is_not_stored_is_not_acknowledged(run: &Run) {
    let in_elasticsearch = run
        .clone()
        .env("PIO_STORAGE_REPOSITORIES_EVENTDATA_SOURCE", "ES")
        .env("PIO_STORAGE_SOURCES_ES_TYPE", "elasticsearch");
    let server = serve(&in_elasticsearch, "eventserver", "7070");
    let address = wait_for_server(&server, 7070);
    let answer = post(address, "/events.json", "{}").expect("an answer");
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_contains!(answer.body, "The storage does not answer");
}
