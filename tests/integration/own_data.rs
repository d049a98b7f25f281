//! An engine whose data are a table of PostgreSQL's, or Parquet files in S3 and HDFS: what it needs for them comes from
//! the launcher.

use crate::support::docker::{Ended, Run};
use crate::support::engine::{PASSWORD, PASSWORD_IN_URL, Postgres};
use crate::support::mirror::Mirror;
use crate::support::servers::{JavaServer, S3};
use crate::support::{config, image};
use libcnb_test::{TestRunner, assert_contains};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const EXAMPLE: &str = "examples/win-rate";
const TABLE: &str = include_str!("../../examples/win-rate/data/salesforce.sql");
const TO_PARQUET: &str = include_str!("../../examples/win-rate/data/to-parquet.scala");
const BUCKET: &str = "data.of.the-shop";

pub(crate) fn an_engine_reads_data_of_its_own(mirror: &Mirror, hdfs: &JavaServer) {
    let logs = tempfile::tempdir().unwrap();
    fs::set_permissions(logs.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let postgres = Postgres::start();
    let s3 = S3::start(BUCKET);
    let files = [
        format!("s3a://{BUCKET}/of/opportunities"),
        format!("hdfs://{}:8020/opportunities", hdfs.container.ip()),
    ];
    postgres.sql(TABLE);
    TestRunner::default().build(config(EXAMPLE, mirror), |built| {
        let run = run(&image(&built), &postgres, &s3, logs.path());
        works("train", &run.clone().process("train").to_end());
        answers(&run);
        for place in &files {
            let shell = run
                .clone()
                .env("OPPORTUNITIES", place)
                .command(&["pio", "shell"]);
            works(place, &shell.with_input(TO_PARQUET).0);
        }
        postgres.sql("DROP SCHEMA salesforce CASCADE");
        let mut config = config(EXAMPLE, mirror);
        config.env("BP_PIO_ENGINE_VARIANT", "engine-parquet.json");
        built.rebuild(config, |built| {
            for place in &files {
                let run = self::run(&image(&built), &postgres, &s3, logs.path())
                    .env("OPPORTUNITIES", place);
                works(place, &run.clone().process("train").to_end());
                answers(&run);
            }
        });
    });
    nothing_secret_is_in(logs.path(), &s3);
}

fn run(image: &str, postgres: &Postgres, s3: &S3, logs: &Path) -> Run {
    Run::new(image)
        .hardened()
        .env("DATABASE_URL", &postgres.url())
        .env("PIO_S3_ENDPOINT", &s3.endpoint)
        .env("PIO_S3_AWS_ACCESS_KEY_ID", &s3.key.0)
        .env("PIO_S3_AWS_SECRET_ACCESS_KEY", &s3.key.1)
        .env("PIO_SPARK_EVENT_LOG", "/logs")
        .option(&["--volume", &format!("{}:/logs", logs.display())])
}

fn works(what: &str, ended: &Ended) {
    assert_eq!(ended.code, 0, "{what}: {}", ended.log);
}

fn answers(run: &Run) {
    let expected = [
        ("Web", "Retail", json!({"winRate": 0.75, "known": 8})),
        (
            "Partner Referral",
            "Retail",
            json!({"winRate": 0.75, "known": 4}),
        ),
        ("Fair", "Retail", json!({"winRate": 0.625, "known": 0})),
    ];
    let queries: Vec<String> = expected
        .iter()
        .map(|(source, industry, _)| json!({"source": source, "industry": industry}).to_string())
        .collect();
    let predict = ["pio", "batchpredict", "--input", "-", "--output", "-"];
    let (ended, predictions) = run
        .clone()
        .command(&predict)
        .with_input(&queries.join("\n"));
    works("batchpredict", &ended);
    let predictions: Vec<Value> = predictions
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["prediction"].take())
        .collect();
    assert_eq!(predictions, expected.map(|(_, _, answer)| answer));
}

/// What Spark writes down of its jobs is what its web interface shows.
fn nothing_secret_is_in(logs: &Path, s3: &S3) {
    let mut seen = String::new();
    for log in fs::read_dir(logs).unwrap() {
        seen += &fs::read_to_string(log.unwrap().path()).unwrap();
    }
    assert_contains!(seen, "SparkListenerJobEnd");
    for secret in [PASSWORD, PASSWORD_IN_URL, s3.key.1.as_str()] {
        assert!(
            !seen.contains(secret),
            "Spark's log of events shows {secret}"
        );
    }
}
