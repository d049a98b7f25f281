//! An image that takes in events and nothing else, and what other buildpacks make of its processes.

use crate::support::docker::Run;
use crate::support::engine::{Postgres, get, post, wait_for_server};
use crate::support::mirror::Mirror;
use crate::support::{config, image};
use libcnb_test::{
    BuildConfig, BuildpackReference, TestContext, TestRunner, assert_contains, assert_not_contains,
};

const KEY: &str = "key-of-the-test";
const EVENT: &str = r#"{"event":"$set","entityType":"user","entityId":"1"}"#;

#[test]
fn a_source_without_an_engine_becomes_an_event_server() {
    let mirror = Mirror::start();
    let app = tempfile::tempdir().unwrap();
    std::fs::write(app.path().join("README.md"), "Events of the shop.\n").unwrap();
    let only = || {
        let mut config = config(app.path(), &mirror);
        config.env("BP_PIO_EVENTSERVER_ONLY", "true");
        config
    };
    TestRunner::default().build(only(), |built| {
        assert_contains!(built.pack_stdout, "Event server without an engine");
        assert_not_contains!(built.pack_stdout, "Compiling org.");
        let layers = Run::new(&image(&built))
            .command(&["ls", "/layers/predictionio_engine"])
            .to_end();
        for absent in ["engine", "dependencies", "sbt"] {
            assert!(!layers.log.lines().any(|layer| layer == absent), "{absent}");
        }
        takes_in_events(&image(&built));
        a_procfile_wins(built, only());
    });
}

fn takes_in_events(image: &str) {
    let postgres = Postgres::start();
    let run = Run::new(image)
        .hardened()
        .env("DATABASE_URL", &postgres.url());
    let made = run
        .clone()
        .command(&["pio", "app", "new", "shop", "--access-key", KEY])
        .to_end();
    assert_eq!(made.code, 0, "{}", made.log);
    let taken = run
        .clone()
        .command(&["pio", "accesskey", "new", "shop", "--access-key", KEY])
        .to_end();
    assert_eq!(taken.code, 1, "{}", taken.log);
    assert_contains!(taken.log, "the access key of --access-key or");
    let web = run
        .clone()
        .env("PORT", "7171")
        .option(&["--publish", "127.0.0.1::7171"])
        .start();
    let address = wait_for_server(&web, 7171);
    let answer = post(address, &format!("/events.json?accessKey={KEY}"), EVENT).unwrap();
    assert_eq!(answer.status, 201, "{answer:?}");
    // PIO itself says that its server failed, and gives no answer that a client could act upon.
    for (wrong, reason) in [
        ("startTime=yesterday", "Invalid format"),
        ("reversed=true", "the parameter reversed can only be used"),
    ] {
        let path = format!("/events.json?accessKey={KEY}&{wrong}");
        let answer = get(address, &path).unwrap();
        assert_eq!(answer.status, 400, "{answer:?}");
        assert_contains!(answer.body, reason);
    }
    assert_contains!(web.log(), "event server on 0.0.0.0:7171");
    let training = run.command(&["pio", "train"]).to_end();
    assert_eq!(training.code, 9, "{}", training.log);
    assert_contains!(training.log, "This image has no engine for `pio train`");
}

/// A later buildpack defines `web` as well: its command runs, and it finds `pio`.
fn a_procfile_wins(built: TestContext, mut config: BuildConfig) {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/procfile");
    config
        .buildpacks([
            BuildpackReference::CurrentCrate,
            BuildpackReference::Other(fixture.to_owned()),
        ])
        .app_dir_preprocessor(|app| {
            let lines = "web: echo of the Procfile && pio version\nnightly: pio memory\n";
            std::fs::write(app.join("Procfile"), lines).unwrap();
        });
    built.rebuild(config, |both| {
        let run = Run::new(&image(&both)).hardened();
        let default = run.to_end();
        assert_eq!(default.code, 0, "{}", default.log);
        assert_contains!(default.log, "of the Procfile");
        assert_contains!(default.log, "PredictionIO 0.10.0-incubating");
        let nightly = run.clone().process("nightly").to_end();
        assert_contains!(nightly.log, "compiled code");
        // Those that the Procfile does not name stay ours.
        let ours = run
            .process("eventserver")
            .option(&["--env", "PIO_MEMORY_LIMIT=64m"])
            .to_end();
        assert_eq!(ours.code, 4, "{}", ours.log);
    });
}
