//! Trainings on a cluster of YARN that has nothing of the image: Hadoop's own servers, and the image as a client of them.

use crate::cluster::{answers, nothing_secret};
use crate::support::docker::{Container, Run, wait};
use crate::support::engine::{Postgres, get};
use crate::support::mirror::Mirror;
use crate::support::servers::JavaServer;
use libcnb_test::{assert_contains, assert_not_contains};

/// What an executor has, and what others can see of it.
const SCRIPT: &str = r#"
val executors = sc.parallelize(1 to 1, 1).map { _ =>
  def read(file: String) = scala.io.Source.fromFile(s"/proc/self/$file", "ISO-8859-1").mkString.replace('\u0000', ' ')
  (sys.env.get("DATABASE_URL").isDefined, System.getenv("CONTAINER_ID"), read("cmdline"), read("environ"))
}.collect
println(s"Executor: ${executors.mkString}")
"#;

/// A model that YARN's machines computed is served, and what cannot be is refused.
pub(crate) fn trains(image: &str, mirror: &Mirror, postgres: &Postgres) {
    let server = JavaServer::yarn(image, mirror);
    let site = Site {
        image,
        postgres,
        server: &server,
    };
    wait("YARN", || {
        assert!(server.container.is_running(), "{}", server.container.log());
        let nodes = get(server.container.address(8088), "/ws/v1/cluster/metrics");
        nodes.is_some_and(|answer| answer.body.contains("\"activeNodes\":1"))
    });
    a_model_of_yarn_is_served(&site);
    executors_have_the_storage_and_nobody_sees_it(&site);
    what_cannot_run_there_is_refused(&site);
}

struct Site<'a> {
    image: &'a str,
    postgres: &'a Postgres,
    server: &'a JavaServer,
}

impl Site<'_> {
    fn run(&self) -> Run {
        let container: &Container = &self.server.container;
        let settings = self.server.settings().display();
        Run::new(self.image)
            .hardened()
            .env("DATABASE_URL", &self.postgres.url())
            .env("PIO_EVENTSERVER_APP_NAME", "phone-plans")
            .option(&["--add-host", &format!("yarn:{}", container.ip())])
            .option(&["--volume", &format!("{settings}:/bindings/cluster:ro")])
    }

    fn bound(&self) -> Run {
        self.run().env("SERVICE_BINDING_ROOT", "/bindings").env(
            "PIO_TRAIN_SPARK_OPTS",
            "--master yarn --num-executors 1 --executor-memory 480m",
        )
    }

    fn applications(&self) -> String {
        let address = self.server.container.address(8088);
        get(address, "/ws/v1/cluster/apps").unwrap().body
    }
}

fn a_model_of_yarn_is_served(site: &Site) {
    let trained = site.bound().process("train").to_end();
    assert_eq!(
        trained.code,
        0,
        "{}\n{}",
        trained.log,
        site.server.container.log()
    );
    for line in [
        "Sent ",
        "is RUNNING in the queue default",
        "Training completed",
    ] {
        assert_contains!(trained.log, line);
    }
    let applications = site.applications();
    assert_contains!(applications, "\"finalStatus\":\"SUCCEEDED\"");
    nothing_secret("the resource manager", &applications);
    answers(site.run());
}

fn executors_have_the_storage_and_nobody_sees_it(site: &Site) {
    let shell = site.bound().command(&["pio", "shell"]);
    let (ended, printed) = shell.with_input(SCRIPT);
    assert_eq!(ended.code, 0, "{}", ended.log);
    assert_contains!(printed, "Executor: (true,container_");
    assert_contains!(printed, "CoarseGrainedExecutorBackend");
    nothing_secret("an executor", &printed);
    assert_not_contains!(ended.log, "Sent ");
}

fn what_cannot_run_there_is_refused(site: &Site) {
    let yarn = "--master yarn --executor-memory 480m";
    let hadoop = ("HADOOP_CONF_DIR", "/bindings/cluster");
    let at_once = ("PIO_SPARK_WAIT", "3");
    let elsewhere = format!("{yarn} --conf spark.hadoop.yarn.resourcemanager.address=yarn:1");
    let queue = format!("{yarn} --queue nowhere");
    let large = "--master yarn --executor-memory 9g".to_owned();
    for (options, env, code, words) in [
        (yarn.to_owned(), &[][..], 9, "names no resource manager"),
        (
            elsewhere,
            &[hadoop, at_once],
            11,
            "waited 3 s (PIO_SPARK_WAIT)",
        ),
        (queue, &[hadoop], 11, "unknown queue: nowhere"),
        (large, &[hadoop], 1, "above the max threshold"),
    ] {
        let mut run = site.run().process("train");
        for (name, value) in env {
            run = run.env(name, value);
        }
        let ended = run.env("PIO_TRAIN_SPARK_OPTS", &options).to_end();
        assert_eq!(ended.code, code, "{options}: {}", ended.log);
        assert_contains!(ended.log, words);
    }
}
