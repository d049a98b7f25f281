//! A query server that learns of newer trainings, without losing a query.

use crate::support::docker::{Container, Run};
use crate::support::engine::{Postgres, get, post, wait_for_server};
use libcnb_test::assert_contains;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const KEY: &str = "open-sesame";

/// On an image that was trained once and with its app in the storage.
pub(crate) fn newer_models_reach_the_servers(image: &str, postgres: &Postgres) {
    let url = &postgres.url();
    let pio = |words: &[&str]| {
        let words: Vec<&str> = ["pio"].iter().chain(words).copied().collect();
        Run::new(image)
            .hardened()
            .env("DATABASE_URL", url)
            .env("PIO_SERVER_ACCESS_KEY", KEY)
            .command(&words)
    };
    let server = |interval: &str| {
        Run::new(image)
            .hardened()
            .env("DATABASE_URL", url)
            .env("PIO_SERVER_ACCESS_KEY", KEY)
            .env("PIO_RELOAD_INTERVAL", interval)
            .option(&["--publish", "127.0.0.1::8000"])
            .start()
    };
    let (watching, told) = (server("1"), server("0"));
    let (watching_at, told_at) = (
        wait_for_server(&watching, 8000),
        wait_for_server(&told, 8000),
    );
    let first = served(watching_at);
    assert_eq!(first, served(told_at));

    let load = Load::start(watching_at);
    let train = pio(&["train", "--batch", "the second"])
        .env("PIO_RELOAD_URLS", &format!("http://{}:8000/", told.ip()))
        .to_end();
    assert_eq!(train.code, 0, "{}", train.log);
    assert_contains!(train.log, "to reload");
    for (server, address) in [(&watching, watching_at), (&told, told_at)] {
        assert_ne!(wait_for_another(server, address, &first), first);
    }

    // Of a training whose model is gone.
    let second = served(watching_at);
    postgres.sql(
        "create table broken as select * from pio_meta_engineinstances order by starttime desc limit 1;
         update broken set id = 'broken', starttime = starttime + interval '1 day';
         insert into pio_meta_engineinstances select * from broken",
    );
    wait_for_log(&watching, "Reload failed, still answering");
    assert_eq!(served(watching_at), second);
    let (answered, failed) = load.end();
    assert_eq!(failed, 0, "queries were lost in a reload");
    assert!(answered > 20, "only {answered} queries were asked");

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
    stop: std::sync::Arc<AtomicBool>,
    counts: std::sync::Arc<[AtomicUsize; 2]>,
    thread: thread::JoinHandle<()>,
}

impl Load {
    fn start(address: SocketAddr) -> Self {
        let stop = std::sync::Arc::new(AtomicBool::new(false));
        let counts = std::sync::Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let query = json!({"voice_usage": 12, "data_usage": 0, "text_usage": 4}).to_string();
        let (stopped, counted) = (stop.clone(), counts.clone());
        let thread = thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                let answer = post(address, "/queries.json", &query);
                let failed = answer.is_none_or(|answer| answer.status != 200);
                counted[usize::from(failed)].fetch_add(1, Ordering::Relaxed);
                thread::sleep(Duration::from_millis(20));
            }
        });
        Self {
            stop,
            counts,
            thread,
        }
    }

    /// How many queries were answered, and how many not.
    fn end(self) -> (usize, usize) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap();
        (
            self.counts[0].load(Ordering::Relaxed),
            self.counts[1].load(Ordering::Relaxed),
        )
    }
}
