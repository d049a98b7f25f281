//! A query server that learns of newer trainings, without losing a query.

use crate::support::docker::{Container, Run, wait};
use crate::support::engine::{Postgres, get, post, stops_without_a_reset, wait_for_server};
use libcnb_test::{assert_contains, assert_not_contains};
use serde_json::{Value, json};
use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const KEY: &str = "open-sesame";

/// On an image that was trained once and with its app in the storage.
pub(crate) fn newer_models_reach_the_servers(image: &str, postgres: &Postgres) {
    let url = &postgres.url();
    let pio = |words: &[&str]| {
        let words: Vec<&str> = ["pio"].iter().chain(words).copied().collect();
        Run::new(image)
            .hardened()
            .env("DATABASE_URL", url)
            .command(&words)
    };
    let server = |name: &str, value: &str| {
        Run::new(image)
            .hardened()
            .env("DATABASE_URL", url)
            .env(name, value)
            .option(&["--publish", "127.0.0.1::8000"])
    };
    let config = own_config();
    let watching = server("PIO_RELOAD_INTERVAL", "1").start();
    let told = server("PIO_LOG_FORMAT", "json").env("PIO_SHUTDOWN_DELAY", "600");
    let told = config.in_place(told).start();
    let (watching_at, told_at) = (
        wait_for_server(&watching, 8000),
        wait_for_server(&told, 8000),
    );
    let first = served(watching_at);
    assert_eq!(first, served(told_at));

    let load = Load::start(watching_at);
    let train = config
        .in_place(pio(&["train", "--batch", "the second"]))
        .env("PIO_RELOAD_URLS", &format!("http://{}:8000/", told.ip()))
        .to_end();
    assert_eq!(train.code, 0, "{}", train.log);
    assert_contains!(train.log, "to reload");
    assert_contains!(train.log, "of the engine: ");
    for (server, address) in [(&watching, watching_at), (&told, told_at)] {
        assert_ne!(wait_for_another(server, address, &first), first);
    }

    every_line_is_an_object(&told);
    stops_without_a_reset(&told, told_at);

    // Of a training whose model is gone.
    let second = served(watching_at);
    postgres.sql(
        "create table broken as select * from pio_meta_engineinstances order by starttime desc limit 1;
         update broken set id = 'broken', starttime = starttime + interval '1 day';
         insert into pio_meta_engineinstances select * from broken",
    );
    wait_for_log(&watching, "Reload failed, still answering");
    assert_eq!(served(watching_at), second);
    let asked = load.end();
    assert_eq!(asked.failed, 0, "queries were lost in a reload: {asked:?}");
    assert!(asked.answered > 20, "{asked:?}\n{}", watching.log());

    let listed = pio(&["instances", "list"]).to_end();
    for id in [&first, &second] {
        assert_contains!(listed.log, id);
    }
    assert_contains!(
        pio(&["instances", "show", &second]).to_end().log,
        "the second"
    );
    let deleted = pio(&["instances", "delete", "broken"]).to_end();
    assert_eq!(deleted.code, 0, "{}", deleted.log);
    let pruned = pio(&["instances", "prune", "--keep", "1"]).to_end();
    assert_contains!(pruned.log, "kept 1");
    let gone = pio(&["instances", "show", &first]).to_end();
    assert_eq!(gone.code, 1, "{}", gone.log);
    a_random_key_serves_its_container(&watching);
}

/// A `config/` of the engine's own, for processes whose image has none.
struct OwnConfig(TempDir);

/// The key is the servers' own, and the log looks otherwise.
fn own_config() -> OwnConfig {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let key = format!("org.apache.predictionio.server {{ accessKey = \"{KEY}\" }}\n");
    fs::write(dir.path().join("server.conf"), key).unwrap();
    let log = "log4j.rootLogger=INFO, own\n\
               log4j.appender.own=org.apache.log4j.ConsoleAppender\n\
               log4j.appender.own.layout=org.apache.log4j.PatternLayout\n\
               log4j.appender.own.layout.ConversionPattern=of the engine: %m%n\n";
    fs::write(dir.path().join("log4j.properties"), log).unwrap();
    OwnConfig(dir)
}

impl OwnConfig {
    fn in_place(&self, run: Run) -> Run {
        let mount = format!("{}:/workspace/config:ro", self.0.path().display());
        run.option(&["--volume", &mount])
    }
}

fn every_line_is_an_object(server: &Container) {
    wait_for_log(server, "of the engine: Reloaded: ");
    let log = server.log();
    assert_contains!(log, "config/server.conf of the engine is used");
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}\n{log}"));
        for field in ["time", "level", "logger", "message"] {
            assert!(line[field].is_string(), "{line}");
        }
    }
}

/// Commands in the container of a server without a key of the user's find the random one, which nobody else sees.
fn a_random_key_serves_its_container(server: &Container) {
    let key = server.exec(&["sh", "-c", "cat /tmp/pio-*/server-key-8000"]);
    assert_eq!(key.len(), 48, "{key}");
    let reloads = || server.log().matches("Reloaded: ").count();
    let before = reloads();
    let told = server.exec(&["pio", "reload"]);
    assert_contains!(told, "loads the newest training");
    wait("the reload", || reloads() > before);
    assert_contains!(server.exec(&["pio", "undeploy"]), "ends");
    wait("the server's end", || !server.is_running());
    assert_eq!(server.inspect("{{.State.ExitCode}}"), "0");
    assert_contains!(server.log(), "/server-key-8000");
    assert_not_contains!(server.log(), &key);
}

/// The training that a server answers from.
fn served(address: SocketAddr) -> String {
    let health = get(address, "/health").unwrap();
    assert_eq!(health.status, 200, "{health:?}");
    assert_eq!(health.json()["status"], "ready");
    health.json()["engineInstanceId"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn wait_for_another(server: &Container, address: SocketAddr, old: &str) -> String {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(60) {
        let id = served(address);
        if id != old {
            return id;
        }
        thread::sleep(Duration::from_millis(200));
    }
    panic!("no newer model was loaded:\n{}", server.log());
}

fn wait_for_log(server: &Container, text: &str) {
    let started = Instant::now();
    while !server.log().contains(text) {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "\"{text}\" is not in the log:\n{}",
            server.log()
        );
        thread::sleep(Duration::from_millis(200));
    }
}

/// Queries without a pause, until it is told to end.
struct Load {
    stop: Arc<AtomicBool>,
    thread: thread::JoinHandle<Asked>,
}

/// What became of the queries.
#[derive(Debug, Default)]
struct Asked {
    answered: usize,
    failed: usize,
    slowest: Duration,
}

impl Load {
    fn start(address: SocketAddr) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let query = json!({"voice_usage": 12, "data_usage": 0, "text_usage": 4}).to_string();
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let mut asked = Asked::default();
            while !stopped.load(Ordering::Relaxed) {
                let begun = Instant::now();
                if post(address, "/queries.json", &query).is_some_and(|it| it.status == 200) {
                    asked.answered += 1;
                } else {
                    asked.failed += 1;
                }
                asked.slowest = asked.slowest.max(begun.elapsed());
                thread::sleep(Duration::from_millis(20));
            }
            asked
        });
        Self { stop, thread }
    }

    fn end(self) -> Asked {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}
