//! Plugins of the servers, as a jar in the engine's directory `plugins/`: compiled here against PIO's own jars.

use crate::life_of_an_engine::EXAMPLE;
use crate::support::cache_folder;
use crate::support::docker::{Run, docker, wait};
use crate::support::engine::{get, post};
use serde_json::{Value, json};
use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/integration/plugins");
/// With the JDK that the test stack keeps: the image has a JRE only.
const COMPILE: &str = "mkdir /tmp/jdk /tmp/classes-of-plugins && tar xzf /jdk/jdk.tar.gz -C /tmp/jdk --strip-components 1 && \
    /tmp/jdk/bin/javac -encoding UTF-8 -proc:none -nowarn -d /tmp/classes-of-plugins \
    -cp '/layers/predictionio_engine/pio/jars/*:/layers/predictionio_engine/spark/jars/*' $(find /sources -name '*.java') && \
    /tmp/jdk/bin/jar cf /out/plugins.jar -C /tmp/classes-of-plugins . -C /sources META-INF";

/// A jar with four plugins, and an engine variant that enables two of them.
pub(crate) struct Plugins(TempDir);

impl Plugins {
    pub(crate) fn compile(image: &str) -> Self {
        let out = tempfile::tempdir().unwrap();
        fs::set_permissions(out.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let volumes = [
            format!("{SOURCES}:/sources:ro"),
            format!("{}:/jdk:ro", cache_folder().join("jdk").display()),
            format!("{}:/out", out.path().display()),
        ];
        let volumes = volumes.iter().flat_map(|volume| ["--volume", volume]);
        let mut words = vec!["run", "--rm", "--entrypoint", "sh"];
        words.extend(volumes);
        words.extend([image, "-c", COMPILE]);
        docker(&words);
        let variant = fs::read(Path::new(EXAMPLE).join("engine.json")).unwrap();
        let mut variant: Value = serde_json::from_slice(&variant).unwrap();
        variant["plugins"] = json!({"discount": {"enabled": true}, "watch": {"enabled": true}});
        fs::write(out.path().join("engine.json"), variant.to_string()).unwrap();
        Self(out)
    }

    /// The process with the plugins in its engine's directory.
    pub(crate) fn in_place(&self, run: Run) -> Run {
        let mount =
            |from: &str, to: &str| format!("{}/{from}:/workspace/{to}:ro", self.0.path().display());
        let jar = mount("plugins.jar", "plugins/of-the-test.jar");
        let variant = mount("engine.json", "engine.json");
        run.option(&["--volume", &jar, "--volume", &variant])
    }
}

/// On an event server with the plugins; `key` is one of an app.
pub(crate) fn events_are_blocked_and_watched(server: SocketAddr, key: &str) {
    let send = |user: &str| {
        let event = json!({"event": "called", "entityType": "user", "entityId": user});
        let path = format!("/events.json?accessKey={key}");
        post(server, &path, &event.to_string()).unwrap()
    };
    let refused = send("nobody");
    assert_eq!(refused.status, 400, "{refused:?}");
    assert_eq!(refused.json()["message"], "nobody is no user");
    assert_eq!(send("somebody").status, 201);
    let watch = format!("/plugins/inputsniffer/watch/last?accessKey={key}");
    wait("the plugin to see the event", || {
        get(server, &watch).is_some_and(|answer| answer.body == "\"somebody\"")
    });
    let there = get(server, "/plugins.json").unwrap().json();
    let class = &there["plugins"]["inputblockers"]["guard"]["class"];
    assert_eq!(class, "org.example.plugins.Guard");
}

/// On a query server with the plugins.
pub(crate) fn answers_are_changed_and_watched(server: SocketAddr) {
    let query = json!({"voice_usage": 777, "data_usage": 0, "text_usage": 0});
    let answer = post(server, "/queries.json", &query.to_string()).unwrap();
    assert_eq!(answer.json(), json!({"offer": "discount"}), "{answer:?}");
    wait("the plugin to see the answer", || {
        get(server, "/plugins/outputsniffer/watch/seen").is_some_and(|it| it.body.contains("seen"))
    });
}
