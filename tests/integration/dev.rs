//! The process `dev`: everything in one container, on a volume that outlives it.

use crate::support::docker::{Container, Ended, Run, docker, succeeds, wait};
use crate::support::engine::{Answer, post};
use crate::support::image;
use libcnb_test::{BuildConfig, TestContext, assert_contains, assert_not_contains};
use std::net::SocketAddr;
use std::time::Duration;

const VOLUME_AT: &str = "/layers/predictionio_engine/data";
const KEY: &str = "the-key-of-the-test";
const QUERY: &str = r#"{"voice_usage":12,"data_usage":0,"text_usage":4}"#;
const GRACE: Duration = Duration::from_secs(10);

/// A named volume, removed when dropped.
struct Volume(String);

impl Volume {
    fn new() -> Self {
        Self(docker(&["volume", "create"]).trim().to_owned())
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        docker(&["volume", "rm", "--force", &self.0]);
    }
}

/// What an image without `BP_PIO_DEV` says.
pub(crate) fn only_where_it_is_asked_for(image: &str) {
    let listed = docker(&[
        "run",
        "--rm",
        "--entrypoint",
        "ls",
        image,
        "/layers/predictionio_engine",
        "/cnb/process",
    ]);
    for absent in ["postgresql", "data", "dev"] {
        assert!(!listed.lines().any(|line| line == absent), "{listed}");
    }
    let refused = Run::new(image).hardened().command(&["pio", "dev"]).to_end();
    assert_eq!(refused.code, 9, "{}", refused.log);
    assert_contains!(refused.log, "BP_PIO_DEV=true");
}

/// Rebuilds the source of an image with `BP_PIO_DEV=true` and runs it: nothing is compiled for that.
pub(crate) fn everything_runs_in_one_container(
    built: TestContext,
    mut with_dev: BuildConfig,
    then: impl FnOnce(TestContext),
) {
    with_dev.env("BP_PIO_DEV", "true");
    built.rebuild(with_dev, |context| {
        assert_contains!(context.pack_stdout, "PostgreSQL 17");
        assert_not_contains!(context.pack_stdout, "[info]");
        first_steps(&image(&context));
        then(context);
    });
}

fn first_steps(image: &str) {
    let volume = Volume::new();
    let dev = |volume: &Volume| {
        Run::new(image)
            .option(&["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"])
            .option(&["--memory", "2g", "--memory-swap", "2g"])
            .option(&["--volume", &format!("{}:{VOLUME_AT}", volume.0)])
            .option(&[
                "--publish",
                "127.0.0.1::8000",
                "--publish",
                "127.0.0.1::7070",
            ])
            .process("dev")
            .env("PIO_EVENTSERVER_ACCESS_KEY", KEY)
    };

    let container = dev(&volume).start();
    let first = served(&container);
    assert_eq!(ask(container.address(8000)), 200);
    let second = dev(&volume).to_end();
    assert_eq!(second.code, 9, "{}", second.log);
    assert_contains!(second.log, "are in use");

    send_an_event(container.address(7070));
    assert!(succeeds(&container, &["train"]), "{}", container.log());
    let mut retrained = String::new();
    wait("the query server to take the new training", || {
        retrained = served(&container);
        retrained != first
    });
    let shown = container.exec(&["launcher", "pio", "app", "list"]);
    assert_contains!(shown, "phone-plans");

    let (ended, took) = container.stop(GRACE);
    assert_eq!(ended.code, 143, "after {took:?}:\n{}", ended.log);
    assert_contains!(ended.log, "database system is shut down");
    assert_contains!(ended.log, "Imported 200 events");
    assert_not_contains!(ended.log, KEY);

    let again = dev(&volume).start();
    assert_eq!(served(&again), retrained);
    wait("the end of the training that finds nothing new", || {
        again.log().contains("Nothing is new since engine instance")
    });
    again.kill();
    let log = again.log();
    for done_once in ["Imported", "Training completed", "not properly shut down"] {
        assert_not_contains!(log, done_once);
    }

    let after_a_kill = dev(&volume).start();
    assert_eq!(served(&after_a_kill), retrained);
    assert_contains!(after_a_kill.log(), "automatic recovery in progress");
    assert!(
        stop(&after_a_kill)
            .log
            .contains("database system is shut down")
    );
    refusals(image);
}

/// What cannot work is told before anything starts.
fn refusals(image: &str) {
    let dev = || Run::new(image).process("dev");
    let refused = |run: Run, code: i32, words: &str| {
        let Ended { code: found, log } = run.to_end();
        assert_eq!(found, code, "{log}");
        assert_contains!(log, words);
    };
    refused(dev().hardened(), 9, "without --user");
    refused(dev().option(&["--user", "0"]), 9, "does not run as root");
    refused(dev().env("PIO_MEMORY_LIMIT", "1g"), 4, "together");
    refused(
        dev().env("DATABASE_URL", "postgres://a@b/c"),
        9,
        "a database of its own",
    );
}

fn stop(container: &Container) -> Ended {
    container.stop(GRACE).0
}

/// Waits until the query server answers; gives the id of the training that it serves.
fn served(container: &Container) -> String {
    let mut id = String::new();
    wait("the query server in the container", || {
        assert!(container.is_running(), "it ended:\n{}", container.log());
        let health = health(container.address(8000));
        let served = health.filter(|answer| answer.status == 200);
        id = served.map(|answer| answer.body).unwrap_or_default();
        !id.is_empty()
    });
    id
}

fn health(address: SocketAddr) -> Option<Answer> {
    crate::support::engine::get(address, "/health")
}

fn ask(address: SocketAddr) -> u16 {
    post(address, "/queries.json", QUERY).map_or(0, |answer| answer.status)
}

fn send_an_event(address: SocketAddr) {
    let event = r#"{"event":"$set","entityType":"user","entityId":"of the test","properties":{"voice_usage":12,"data_usage":0,"text_usage":4,"service_plan":0}}"#;
    let answer = post(address, &format!("/events.json?accessKey={KEY}"), event);
    assert_eq!(answer.map(|answer| answer.status), Some(201));
}
