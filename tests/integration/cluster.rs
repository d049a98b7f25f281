//! A Spark cluster of containers of one image: a master, workers that come and go, a training, and a job in whose
//! middle a worker is killed.

use crate::cluster_yarn;
use crate::life_of_an_engine::EXAMPLE;
use crate::support::docker::{Container, Run, wait};
use crate::support::engine::{PASSWORD, PASSWORD_IN_URL, Postgres, get, post, wait_for_server};
use crate::support::mirror::Mirror;
use crate::support::{config, image};
use libcnb_test::{TestRunner, assert_contains, assert_not_contains};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::time::Duration;

const SECRET: &str = "what-the-cluster-shares";
/// A job that is long enough for workers to come and to go.
const JOB: &str = r#"package org.example.phoneplan

import org.apache.spark.{SparkConf, SparkContext}

object LongJob {
  def main(args: Array[String]): Unit = {
    val spark = new SparkContext(new SparkConf().setAppName("a long job"))
    val sum = spark.parallelize(1 to 120, 120).map { number => Thread.sleep(500); number }.reduce(_ + _)
    println(s"${args(0)} $sum.")
    spark.stop()
  }
}
"#;

/// One that takes memory until there is none.
const EXHAUST: &str = include_str!("jobs/Exhaust.scala");

#[test]
fn a_cluster_of_the_image_trains_and_computes() {
    let mirror = Mirror::start();
    let mut build = config(EXAMPLE, &mirror);
    build.app_dir_preprocessor(|app| add_the_job(&app));
    TestRunner::default().build(build, |built| {
        let logs = tempfile::tempdir().unwrap();
        fs::set_permissions(
            logs.path(),
            std::os::unix::fs::PermissionsExt::from_mode(0o777),
        )
        .unwrap();
        let image = image(&built);
        let cluster = Cluster::start(&image, logs.path());
        the_cluster_works(&cluster);
        cluster_yarn::trains(&image, &mirror, &cluster.postgres);
    });
}

fn add_the_job(app: &Path) {
    let sources = app.join("src/main/scala");
    fs::write(sources.join("LongJob.scala"), JOB).unwrap();
    fs::write(sources.join("Exhaust.scala"), EXHAUST).unwrap();
}

struct Cluster {
    image: String,
    postgres: Postgres,
    master: Container,
    url: String,
    logs: String,
}

impl Cluster {
    fn start(image: &str, logs: &Path) -> Self {
        let master = Run::new(image)
            .hardened()
            .env("PIO_SPARK_SECRET", SECRET)
            .env("PIO_SPARK_UI", "true")
            .option(&["--publish", "127.0.0.1::8080"])
            .option(&["--entrypoint", "spark-master"])
            .start();
        let url = format!("spark://{}:7077", master.ip());
        Self {
            image: image.to_owned(),
            postgres: Postgres::start(),
            master,
            url,
            logs: format!("{}:/logs", logs.display()),
        }
    }

    fn run(&self) -> Run {
        Run::new(&self.image)
            .hardened()
            .env("DATABASE_URL", &self.postgres.url())
            .env("PIO_SPARK_MASTER", &self.url)
            .env("PIO_SPARK_SECRET", SECRET)
            .env("PIO_SPARK_EVENT_LOG", "/logs")
            .option(&["--volume", &self.logs])
    }

    /// A job of the image with a small executor on each worker.
    fn job(&self, class: &str, argument: &str) -> Run {
        self.run().command(&[
            "pio",
            "spark-submit",
            "--executor-memory",
            "480m",
            "--class",
            &format!("org.example.phoneplan.{class}"),
            "spark-internal",
            argument,
        ])
    }

    fn worker(&self) -> Run {
        self.run().env("PIO_SPARK_WORKER_CORES", "1").option(&[
            "--memory",
            "1500m",
            "--entrypoint",
            "spark-worker",
        ])
    }

    fn joined(&self) -> Container {
        let worker = self.worker().start();
        wait("the worker to join", || {
            assert!(worker.is_running(), "it ended:\n{}", worker.log());
            worker.log().contains("Successfully registered with master")
        });
        worker
    }
}

fn the_cluster_works(cluster: &Cluster) {
    wait("the master", || {
        assert!(
            cluster.master.is_running(),
            "it ended:\n{}",
            cluster.master.log()
        );
        cluster.master.log().contains("The Spark master is")
    });
    who_does_not_know_the_secret_is_refused(cluster);
    memory_that_runs_out_is_named(&cluster.image);
    a_library_that_is_missing_is_named(&cluster.image);
    let worker = cluster.joined();
    a_model_of_the_cluster_is_served(cluster, &worker);
    a_job_outlives_a_worker(cluster, &worker);
    let (ended, _) = cluster.master.stop(Duration::from_secs(30));
    assert_eq!(ended.code, 143, "{}", ended.log);
    assert_not_contains!(ended.log, SECRET);
}

fn who_does_not_know_the_secret_is_refused(cluster: &Cluster) {
    for secret in ["guessed", ""] {
        let refused = cluster.worker().env("PIO_SPARK_SECRET", secret).to_end();
        assert_eq!(refused.code, 11, "{}", refused.log);
        assert_contains!(refused.log, "refuses this process");
        assert_contains!(refused.log, "PIO_SPARK_SECRET");
        assert_not_contains!(refused.log, "\tat ");
    }
    let nobody = cluster
        .worker()
        .env("PIO_SPARK_MASTER", "spark://127.0.0.1:1")
        .env("PIO_SPARK_WAIT", "3")
        .to_end();
    assert_eq!(nobody.code, 11, "{}", nobody.log);
    assert_contains!(nobody.log, "waited 3 s (PIO_SPARK_WAIT)");
}

fn a_model_of_the_cluster_is_served(cluster: &Cluster, worker: &Container) {
    let options = format!("--master {} --executor-memory 480m", cluster.url);
    let trained = cluster
        .run()
        .process("release")
        .env("PIO_TRAIN_SPARK_OPTS", &options)
        .env("PIO_EVENTSERVER_APP_NAME", "phone-plans")
        .env("PIO_EVENTSERVER_ACCESS_KEY", "the-key")
        .to_end();
    assert_eq!(trained.code, 0, "{}\n{}", trained.log, worker.log());
    assert_contains!(trained.log, "Training completed");
    assert_contains!(worker.log(), "Asked to launch executor");

    answers(cluster.run());
    let dump = cluster.postgres.dump();
    nothing_secret("the database", &dump);
}

/// The query server of such a container has a model.
pub(crate) fn answers(run: Run) {
    let web = run.option(&["--publish", "127.0.0.1::8000"]).start();
    let query = json!({"voice_usage": 12, "data_usage": 0, "text_usage": 4});
    let address = wait_for_server(&web, 8000);
    let answer = post(address, "/queries.json", &query.to_string()).unwrap();
    assert_eq!(answer.json(), json!({ "service_plan": 0.0 }));
}

/// A JVM's last words: which region, and what to raise.
fn memory_that_runs_out_is_named(image: &str) {
    for (region, flags, words) in [
        (
            "heap",
            "",
            &[
                "Java heap space",
                "(-Xmx508m) of a limit of 768 MB",
                "Raise the container's memory limit",
            ][..],
        ),
        (
            "heap",
            "-Xmx64m",
            &[
                "Java heap space",
                "64 MB (-Xmx64m)",
                "Raise the setting that bounds it",
            ],
        ),
        (
            "classes",
            "-XX:MaxMetaspaceSize=60m",
            &["Metaspace", "JAVA_OPTS=-XX:MaxMetaspaceSize=120m"],
        ),
        (
            "classes",
            "-XX:CompressedClassSpaceSize=8m",
            &[
                "Compressed class space",
                "JAVA_OPTS=-XX:CompressedClassSpaceSize=",
            ],
        ),
        (
            "array",
            "",
            &[
                "Requested array size exceeds VM limit",
                "whatever its memory",
            ],
        ),
        (
            "direct",
            "",
            &[
                "Direct buffer memory",
                "JAVA_OPTS=-XX:MaxDirectMemorySize=48m",
            ],
        ),
        (
            "threads",
            "",
            &["unable to create new native thread", "--pids-limit"],
        ),
    ] {
        let ended = Run::new(image)
            .hardened()
            .env("JAVA_OPTS", flags)
            .option(&["--memory", "768m", "--pids-limit", "90"])
            .command(&[
                "pio",
                "spark-submit",
                "--class",
                "org.example.phoneplan.Exhaust",
                "spark-internal",
                region,
            ])
            .to_end();
        assert_eq!(ended.code, 3, "{region}: {}", ended.log);
        assert_contains!(ended.log, "out of memory: ");
        for word in words {
            assert_contains!(ended.log, word);
        }
        assert_not_contains!(ended.log, "\tat ");
    }
}

fn a_library_that_is_missing_is_named(image: &str) {
    let job = "pio spark-submit --class org.example.phoneplan.Exhaust spark-internal library";
    let words: Vec<_> = job.split(' ').collect();
    let ended = Run::new(image).hardened().command(&words).to_end();
    assert_eq!(ended.code, 1, "{}", ended.log);
    assert_contains!(
        ended.log,
        "no jar of the image has the class org.example.counts.Counter. It failed in the engine's Exhaust.scala, line"
    );
    assert_contains!(ended.log, "Add that one to libraryDependencies");
}

fn an_executor_names_the_memory_that_ran_out(cluster: &Cluster, worker: &Container) {
    let ended = cluster.job("Exhaust", "executors").to_end();
    assert_contains!(
        ended.log,
        "the executors of the Spark cluster ended at this work time after time"
    );
    assert_contains!(ended.log, "Raise --executor-memory");
    assert_contains!(
        worker.log(),
        "An executor ran out of memory: Java heap space"
    );
    assert_contains!(worker.log(), "Its heap, 480 MB (-Xmx480m) of a limit of");
}

fn a_job_outlives_a_worker(cluster: &Cluster, first: &Container) {
    let job = cluster.job("LongJob", "The sum is").start();
    wait("the job to start", || executors(first) == 2);
    let late = cluster.joined();
    wait("the late worker to take part", || executors(&late) == 1);
    wait("its executor", || {
        commands(&late).contains("pio.launch.ExecutorMain")
    });
    for (name, container) in [("the job", &job), ("a worker", &late)] {
        nothing_secret(name, &commands(container));
    }
    let ui = get(cluster.master.address(8080), "/json").unwrap();
    assert_contains!(ui.body, "a long job");
    nothing_secret("the master's web interface", &ui.body);

    first.kill();
    assert!(job.is_running(), "it ended too early:\n{}", job.log());
    let ended = job.ended();
    assert_eq!(ended.code, 0, "{}", ended.log);
    assert_contains!(ended.log, "The sum is 7260.");
    nothing_secret("the job's log", &ended.log);

    let events = cluster
        .run()
        .command(&["bash", "-c", "cat /logs/*"])
        .to_end();
    assert_contains!(events.log, "SparkListenerJobEnd");
    nothing_secret("the logs of events", &events.log);
    an_executor_names_the_memory_that_ran_out(cluster, &late);
    let (ended, _) = late.stop(Duration::from_secs(30));
    assert_eq!(ended.code, 143, "{}", ended.log);
    nothing_secret("the worker's log", &ended.log);
}

fn executors(worker: &Container) -> usize {
    worker.log().matches("Asked to launch executor").count()
}

fn commands(container: &Container) -> String {
    container.exec(&["bash", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"])
}

pub(crate) fn nothing_secret(place: &str, text: &str) {
    for secret in [SECRET, PASSWORD, PASSWORD_IN_URL] {
        assert!(!text.contains(secret), "{place} shows {secret}:\n{text}");
    }
}
