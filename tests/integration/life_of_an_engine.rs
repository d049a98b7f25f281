//! One engine's life, on one set of caches: built cold, rebuilt unchanged, rebuilt after a change,
//! rebuilt with a mistake; in between it is trained and asked.

use crate::deployments::compose_runs_the_image;
use crate::dev::{everything_runs_in_one_container, only_where_it_is_asked_for};
use crate::event_data::events_move_in_and_out;
use crate::launch_refusals::refusals_at_launch;
use crate::newer_models::newer_models_reach_the_servers;
use crate::other_ways::builds_in_other_ways;
use crate::own_tests::the_engines_tests_run;
use crate::plugins::{Plugins, answers_are_changed_and_watched, events_are_blocked_and_watched};
use crate::releases::releases_do_what_is_needed;
use crate::shell::a_script_reads_events;
use crate::support::docker::{Container, Run, wait};
use crate::support::engine::{
    Postgres, get, post, stops_with_connections_waiting, wait_for_server,
};
use crate::support::mirror::{Fault, Mirror};
use crate::support::{config, image};
use crate::verified_database::a_database_is_verified_by_a_binding;
use libcnb_test::{PackResult, TestContext, TestRunner, assert_contains, assert_not_contains};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

pub(crate) const EXAMPLE: &str = "examples/classification";
const APP: &str = "phone-plans";
const KEY: &str = "the-key";
const SERVER_KEY: &str = "open-sesame";

#[test]
fn an_engine_is_built_learns_and_answers() {
    // Each of these files is refused once with 503: a build must not end for that.
    let mirror = Mirror::with_faults(&[
        ("spark-mllib_2.10", Fault::BusyOnce),
        ("scala-compiler", Fault::BusyOnce),
    ]);
    TestRunner::default().build(config(EXAMPLE, &mirror), |cold| {
        assert_contains!(
            cold.pack_stdout,
            "org.example.phoneplan.ClassificationEngine"
        );
        the_users_files_are_untouched(&image(&cold));
        the_image_works(&image(&cold));
        releases_do_what_is_needed(&image(&cold));
        compose_runs_the_image(&image(&cold));
        only_where_it_is_asked_for(&image(&cold));
        builds_in_other_ways(&image(&cold));
        let asked = mirror.requests();
        cold.rebuild(config(EXAMPLE, &mirror), |same| {
            assert_eq!(
                mirror.requests(),
                asked,
                "an unchanged build downloads nothing"
            );
            assert_eq!(added_layers(&same), BTreeSet::new());
            assert_not_contains!(same.pack_stdout, "[info]");
            let lines = own_lines(&same);
            assert!(lines.len() <= 6, "too many words for nothing:\n{lines:#?}");
            rebuild_with_changes(same, &mirror);
        });
    });
}

fn rebuild_with_changes(same: TestContext, mirror: &Mirror) {
    let mut with_change = config(EXAMPLE, mirror);
    with_change.app_dir_preprocessor(|app| add_an_object(&app));
    same.rebuild(with_change, |changed| {
        assert_eq!(
            added_layers(&changed),
            BTreeSet::from(["predictionio/engine:engine".to_owned()])
        );
        the_engines_tests_run(changed, mirror, add_an_object, |tested| {
            let mut same = config(EXAMPLE, mirror);
            same.app_dir_preprocessor(|app| add_an_object(&app));
            everything_runs_in_one_container(tested, same, |dev| {
                rebuild_with_a_mistake(dev, mirror);
            });
        });
    });
}

fn add_an_object(app: &Path) {
    edit(app, "Serving.scala", |text| {
        format!("{text}\nprivate[phoneplan] object AddedByTheTest {{ val answer = 42 }}\n")
    });
}

fn rebuild_with_a_mistake(built: TestContext, mirror: &Mirror) {
    let mut with_mistake = config(EXAMPLE, mirror);
    with_mistake
        .app_dir_preprocessor(|app| {
            edit(&app, "Serving.scala", |text| {
                format!("{text}\nval broken: Int = \"x\"\n")
            });
        })
        .expected_pack_result(PackResult::Failure);
    built.rebuild(with_mistake, |broken| {
        let printed = format!("{}\n{}", broken.pack_stdout, broken.pack_stderr);
        assert_contains!(printed, "Serving.scala");
        assert_contains!(printed, "expected class or object definition");
        assert_contains!(printed, "The engine does not compile");
        assert_not_contains!(printed, "at sbt.");
    });
}

fn edit(app: &Path, file: &str, change: impl Fn(String) -> String) {
    let path = app.join("src/main/scala").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, change(text)).unwrap();
}

/// The layers that the export had to add, apart from what the platform itself keeps.
pub(crate) fn added_layers(context: &TestContext) -> BTreeSet<String> {
    context
        .pack_stdout
        .lines()
        .filter_map(|line| line.split("Adding layer '").nth(1))
        .filter_map(|rest| rest.split('\'').next())
        .filter(|name| name.starts_with("predictionio/engine:"))
        .map(ToOwned::to_owned)
        .collect()
}

/// What the buildpack itself said in the build phase.
fn own_lines<'a>(context: &'a TestContext<'_>) -> Vec<&'a str> {
    context
        .pack_stdout
        .lines()
        .skip_while(|line| !line.contains("===> BUILDING"))
        .skip(1)
        .take_while(|line| !line.contains("===> EXPORTING"))
        .filter(|line| line.contains("- "))
        .collect()
}

fn the_users_files_are_untouched(image: &str) {
    let list = Run::new(image)
        .command(&[
            "bash",
            "-c",
            "cd /workspace && find . -type f -exec sha256sum {} + | sort -k2",
        ])
        .to_end();
    let expected = std::process::Command::new("bash")
        .args(["-c", "find . -type f -exec sha256sum {} + | sort -k2"])
        .current_dir(EXAMPLE)
        .output()
        .unwrap();
    assert_eq!(list.log, String::from_utf8_lossy(&expected.stdout));
}

fn the_image_works(image: &str) {
    let postgres = Postgres::start();
    let url = postgres.url();
    let pio = |words: &[&str]| {
        let words: Vec<&str> = ["pio"].iter().chain(words).copied().collect();
        Run::new(image)
            .hardened()
            .env("DATABASE_URL", &url)
            .command(&words)
    };

    deploy_before_training(image, &url);
    let made = pio(&["app", "new", APP, "--access-key", KEY]).to_end();
    assert_eq!(made.code, 0, "{}", made.log);
    assert_contains!(made.log, KEY);
    let again = pio(&["app", "new", APP]).to_end();
    assert_eq!(again.code, 1, "{}", again.log);
    assert_contains!(again.log, APP);
    assert_contains!(pio(&["app", "list"]).to_end().log, APP);
    assert_contains!(pio(&["accesskey", "list", APP]).to_end().log, KEY);
    apps_come_and_go(&pio, &postgres);

    let plugins = Plugins::compile(image);
    let events = start_event_server(image, &url, &plugins);
    let events_at = wait_for_server(&events, 7070);
    import_through_the_event_server(events_at);
    events_are_blocked_and_watched(events_at, KEY);
    let trained = Run::new(image)
        .hardened()
        .process("train")
        .env("DATABASE_URL", &url)
        .to_end();
    assert_eq!(trained.code, 0, "{}", trained.log);

    let web = plugins
        .in_place(web(image, &url))
        .env("PIO_ENABLE_FEEDBACK", "true")
        .env("PIO_SHUTDOWN_DELAY", "0")
        .env("PIO_EVENTSERVER_HOSTNAME", &events.ip())
        .env("PIO_EVENTSERVER_ACCESS_KEY", KEY)
        .start();
    the_server_answers(&web);
    answers_are_changed_and_watched(web.address(9000));
    feedback_arrives(events_at);
    // Without an event server, queries are answered all the same.
    drop(events);
    the_server_answers(&web);
    wait("the log of the feedback that failed", || {
        web.log().contains("Feedback event failed")
    });
    the_server_guards_itself(&web);
    nothing_shows_the_password(&web, &postgres, &trained.log);
    stops_with_connections_waiting(&web, 9000);
    let ended = web.ended();
    assert_eq!(ended.code, 143, "{}", ended.log);

    a_script_reads_events(Run::new(image).hardened().env("DATABASE_URL", &url));
    let status = pio(&["status"]).to_end();
    assert_eq!(status.code, 0, "{}", status.log);
    newer_models_reach_the_servers(image, &postgres);
    events_move_in_and_out(image, &postgres);
    refusals_at_launch(image, &postgres);
    a_database_is_verified_by_a_binding(image, &postgres);
}

/// An app can be deleted; one whose making was broken off is finished by another try.
fn apps_come_and_go(pio: &impl Fn(&[&str]) -> Run, postgres: &Postgres) {
    let works = |words: &[&str]| {
        let ended = pio(words).to_end();
        assert_eq!(ended.code, 0, "{words:?}: {}", ended.log);
        ended.log
    };
    works(&["app", "new", "trial", "--id", "7"]);
    postgres.sql("drop table pio_event_7; delete from pio_meta_accesskeys where appid = 7");
    works(&["app", "new", "trial"]);
    works(&["app", "delete", "trial", "--force"]);
    assert_not_contains!(works(&["app", "list"]), "trial");
}

fn deploy_before_training(image: &str, url: &str) {
    let early = Run::new(image).hardened().env("DATABASE_URL", url).to_end();
    assert_eq!(early.code, 6, "{}", early.log);
    assert_contains!(early.log, "nothing has been trained yet");
    assert_not_contains!(early.log, "\tat ");
}

fn start_event_server(image: &str, url: &str, plugins: &Plugins) -> Container {
    let run = Run::new(image)
        .hardened()
        .process("eventserver")
        .env("DATABASE_URL", url)
        .option(&["--publish", "127.0.0.1::7070"]);
    plugins.in_place(run).start()
}

fn import_through_the_event_server(address: SocketAddr) {
    let events =
        std::fs::read_to_string(PathBuf::from(EXAMPLE).join("data/initial-events.json")).unwrap();
    let events: Vec<Value> = events
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for batch in events.chunks(50) {
        let body = serde_json::to_string(batch).unwrap();
        let answer = post(
            address,
            &format!("/batch/events.json?accessKey={KEY}"),
            &body,
        )
        .unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        for one in answer.json().as_array().unwrap() {
            assert_eq!(one["status"], 201, "{one}");
        }
    }
    let refused = post(address, "/events.json?accessKey=wrong", "{}").unwrap();
    assert_eq!(refused.status, 401);
}

/// The query server's own events, one for each answer.
fn feedback_arrives(events: SocketAddr) {
    let path = format!("/events.json?accessKey={KEY}&event=predict&limit=-1");
    let is_one = |event: &Value| {
        event["entityType"] == "pio_pr"
            && event["properties"]["query"]["voice_usage"] == 12.0
            && event["properties"]["prediction"]["service_plan"] == 0.0
    };
    wait("the events of the feedback", || {
        let answer = get(events, &path).unwrap();
        answer.status == 200 && answer.json().as_array().unwrap().iter().any(is_one)
    });
}

pub(crate) fn web(image: &str, url: &str) -> Run {
    // No entry point of its own: `web` is the default process.
    Run::new(image)
        .hardened()
        .env("DATABASE_URL", url)
        .env("PORT", "9000")
        .env("PIO_SERVER_ACCESS_KEY", SERVER_KEY)
        .option(&["--publish", "127.0.0.1::9000", "--memory", "1g"])
}

fn the_server_answers(web: &Container) {
    let address = wait_for_server(web, 9000);
    for (query, plan) in [
        (
            json!({"voice_usage": 12, "data_usage": 0, "text_usage": 4}),
            0.0,
        ),
        (
            json!({"voice_usage": 2, "data_usage": 40, "text_usage": 3}),
            1.0,
        ),
        (
            json!({"voice_usage": 1, "data_usage": 3, "text_usage": 25}),
            2.0,
        ),
        (
            json!({"voice_usage": 45, "data_usage": 40, "text_usage": 50}),
            3.0,
        ),
    ] {
        let answer = post(address, "/queries.json", &query.to_string()).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.json(), json!({ "service_plan": plan }), "{query}");
    }
}

fn the_server_guards_itself(web: &Container) {
    let address = web.address(9000);
    for path in [
        "/stop",
        "/reload",
        "/stop?accessKey=guess",
        "/reload?accessKey=guess",
    ] {
        let (posted, got) = (post(address, path, ""), get(address, path));
        for answer in [posted, got].into_iter().flatten() {
            assert!((400..500).contains(&answer.status), "{path}: {answer:?}");
        }
    }
    let query = json!({"voice_usage": 12, "data_usage": 0, "text_usage": 4}).to_string();
    assert_eq!(post(address, "/queries.json", &query).unwrap().status, 200);
}

fn nothing_shows_the_password(web: &Container, postgres: &Postgres, training_log: &str) {
    let processes = web.exec(&["cat", "/proc/1/cmdline"]).replace('\0', " ");
    assert_contains!(processes, "java");
    assert_not_contains!(processes, KEY);
    assert_not_contains!(web.log(), KEY);
    for (place, text) in [
        ("the process list", processes),
        ("the server's log", web.log()),
        ("the training's log", training_log.to_owned()),
        ("the database", postgres.dump()),
    ] {
        for secret in ["p@ss,w", "p%40ss", "w:o/r", SERVER_KEY] {
            assert!(!text.contains(secret), "{place} shows {secret}:\n{text}");
        }
    }
}
