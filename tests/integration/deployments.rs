//! The files in `deploy/`: judged by the code of the Kubernetes API server, and run by Docker Compose.

use crate::support::docker::{docker, wait};
use crate::support::engine::{get, post};
use libcnb_test::assert_contains;
use predictionio_buildpack::launch::java_options::UserFlags;
use predictionio_buildpack::launch::memory::{Machine, Plan, Process};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const KUBERNETES: &str = "deploy/kubernetes";
const COMPOSE: &str = "deploy/compose";
const KEY: &str = "the-key-of-the-file";
const PASSWORD: &str = "p@ss,w:o/r d%";

/// A program whose place is in an environment variable.
fn tool(variable: &str) -> Command {
    Command::new(std::env::var_os(variable).expect("scripts/test says where the program is"))
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn judged(folder: &Path) -> Output {
    tool("PIO_STACK_MANIFESTS").arg(folder).output().unwrap()
}

/// The objects of a kustomization that the API server would take.
fn objects(folder: &Path) -> Vec<Value> {
    let output = judged(folder);
    assert!(
        output.status.success(),
        "{}: {}",
        folder.display(),
        words(&output)
    );
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    list["items"].as_array().unwrap().clone()
}

/// The specifications of an object's pods.
fn pods(object: &Value) -> Option<&Value> {
    let job = match object["kind"].as_str()? {
        "CronJob" => &object["spec"]["jobTemplate"],
        _ => object,
    };
    Some(&job["spec"]["template"]["spec"]).filter(|spec| spec.is_object())
}

#[test]
fn the_api_server_takes_the_manifests() {
    for folder in ["base", "example"] {
        let objects = objects(&Path::new(KUBERNETES).join(folder));
        let kinds: Vec<&str> = objects
            .iter()
            .filter_map(|it| it["kind"].as_str())
            .collect();
        for kind in ["Deployment", "Job", "CronJob", "Service", "ConfigMap"] {
            assert!(kinds.contains(&kind), "{folder}: {kinds:?}");
        }
        for pod in objects.iter().filter_map(pods) {
            every_container_has_memory_enough(pod);
            a_stop_has_time_enough(pod, &objects);
        }
    }
}

/// By the launcher's own sum, on a machine with many processors.
fn every_container_has_memory_enough(pod: &Value) {
    for container in pod["containers"].as_array().unwrap() {
        let process = match container["command"][0].as_str().unwrap() {
            "web" => Process::Deploy,
            "eventserver" => Process::EventServer,
            "train" | "release" => Process::Train,
            "spark-master" => Process::SparkMaster,
            "spark-worker" => Process::SparkWorker,
            other => panic!("{other}: which memory does it need?"),
        };
        let limit = container["resources"]["limits"]["memory"].as_str().unwrap();
        let machine = Machine {
            limit: bytes(limit),
            cpus: 64,
        };
        let plan = Plan::new(process, machine, &UserFlags::default());
        assert!(plan.is_ok(), "{process:?} with {limit}: {plan:?}");
    }
}

fn bytes(quantity: &str) -> u64 {
    let (number, unit) = quantity.split_at(quantity.len() - 2);
    let unit = match unit {
        "Mi" => 1 << 20,
        "Gi" => 1 << 30,
        other => panic!("{other}"),
    };
    number.parse::<u64>().unwrap() * unit
}

/// Before it is killed, a server must have had its pause and its `PIO_SHUTDOWN_TIMEOUT`.
fn a_stop_has_time_enough(pod: &Value, objects: &[Value]) {
    let pause = &pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"];
    let Some(pause) = pause.as_u64() else {
        return;
    };
    let settings = objects.iter().find(|it| it["kind"] == "ConfigMap").unwrap();
    let timeout = settings["data"]["PIO_SHUTDOWN_TIMEOUT"].as_str().unwrap();
    let timeout: u64 = timeout.parse().unwrap();
    let grace = pod["terminationGracePeriodSeconds"].as_u64().unwrap();
    assert!(grace > pause + timeout, "{grace} ≤ {pause} + {timeout}");
}

/// The example with the mark of comment taken from its line about Spark.
#[test]
fn the_api_server_takes_a_spark_cluster() {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new(KUBERNETES), folder.path());
    let file = folder.path().join("example/kustomization.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let marked = "# components: [../spark]";
    assert_contains!(text, marked);
    std::fs::write(&file, text.replacen(marked, &marked[2..], 1)).unwrap();
    let objects = objects(&folder.path().join("example"));
    let commands: Vec<_> = objects
        .iter()
        .filter_map(pods)
        .inspect(|pod| every_container_has_memory_enough(pod))
        .map(|pod| pod["containers"][0]["command"][0].clone())
        .collect();
    for process in ["spark-master", "spark-worker", "train"] {
        assert!(commands.contains(&json!(process)), "{commands:?}");
    }
}

#[test]
fn the_api_server_refuses_what_is_wrong() {
    let cases = [
        (
            "replicas: 2",
            "replicass: 2",
            "unknown field \"spec.replicass\"",
        ),
        (
            "port: http",
            "port: htttttttttttttttp",
            "must be no more than 15 characters",
        ),
        (
            "matchLabels: *labels",
            "matchLabels: {a: b}",
            "`selector` does not match template `labels`",
        ),
        ("runAsNonRoot: true", "runAsNonRoot: false", "runAsNonRoot"),
        (
            "app.kubernetes.io/component: web\nspec:",
            "app.kubernetes.io/component: web\nspecs:",
            "unknown field \"specs\"",
        ),
    ];
    for (right, wrong, reason) in cases {
        let folder = tempfile::tempdir().unwrap();
        copy(Path::new(KUBERNETES), folder.path());
        let file = folder.path().join("base/web.yaml");
        let text = std::fs::read_to_string(&file).unwrap();
        assert_contains!(text, right);
        std::fs::write(&file, text.replacen(right, wrong, 1)).unwrap();
        let output = judged(&folder.path().join("base"));
        assert!(!output.status.success(), "{wrong} was taken");
        assert_contains!(words(&output), reason);
    }
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp")
        .arg("-a")
        .arg(from.join("."))
        .arg(to)
        .status()
        .unwrap();
    assert!(copied.success());
}

/// The Compose file with an image; its containers, networks and volumes go with it.
struct Project {
    folder: TempDir,
    name: String,
}

impl Project {
    fn new(image: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(Path::new(COMPOSE), folder.path());
        let write = |file: &str, text: &str| {
            std::fs::write(folder.path().join(file), text).unwrap();
        };
        write("bindings/database/password", PASSWORD);
        let postgres = crate::support::postgres_image();
        write(
            ".env",
            &format!(
                "ENGINE_IMAGE={image}\nPOSTGRES_IMAGE={postgres}\nPIO_EVENTSERVER_APP_NAME=phone-plans\n\
                 PIO_EVENTSERVER_ACCESS_KEY={KEY}\nWEB_PORT=0\nEVENTSERVER_PORT=0\n"
            ),
        );
        // The stack's PostgreSQL reads no file, and a test has no minute to wait for a reload.
        let changes = json!({"services": {
            "postgres": {"environment": {"POSTGRES_PASSWORD": PASSWORD}},
            "web": {"environment": {"PIO_RELOAD_INTERVAL": "1"}},
        }});
        write("compose.override.yaml", &changes.to_string());
        let name = format!("piotest{}", std::process::id());
        Self { folder, name }
    }

    fn compose(&self, arguments: &[&str]) -> Output {
        tool("PIO_STACK_COMPOSE")
            .args(["--project-name", &self.name, "--ansi=never"])
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    fn done(&self, arguments: &[&str]) -> String {
        let output = self.compose(arguments);
        assert!(
            output.status.success(),
            "{arguments:?}: {}\n{}",
            words(&output),
            String::from_utf8_lossy(&self.compose(&["logs", "--no-color"]).stdout)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn address(&self, service: &str, port: &str) -> SocketAddr {
        let address = self.done(&["port", service, port]);
        address
            .trim()
            .parse()
            .expect("compose port prints an address")
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        self.compose(&["--profile=*", "down", "--volumes", "--timeout=5"]);
    }
}

/// From nothing to an answer, a stop included.
pub(crate) fn compose_runs_the_image(image: &str) {
    let project = Project::new(image);
    project.done(&["up", "--detach", "--wait", "--wait-timeout=240"]);

    let web = project.address("web", "8000");
    let query = json!({"voice_usage": 12, "data_usage": 0, "text_usage": 4}).to_string();
    let answer = post(web, "/queries.json", &query).unwrap();
    assert_eq!(answer.json(), json!({"service_plan": 0.0}), "{answer:?}");
    let first = get(web, "/health").unwrap().json();

    let events = project.address("eventserver", "7070");
    let event = json!({"event": "$set", "entityType": "user", "entityId": "new",
        "properties": {"voice_usage": 12, "data_usage": 0, "text_usage": 4, "service_plan": 0}});
    let path = format!("/events.json?accessKey={KEY}");
    let stored = post(events, &path, &event.to_string()).unwrap();
    assert_eq!(stored.status, 201, "{stored:?}");

    project.done(&["run", "--rm", "train"]);
    wait("the newer model", || {
        get(web, "/health").unwrap().json()["engineInstanceId"] != first["engineInstanceId"]
    });

    project.done(&["stop"]);
    let ids = project.done(&["ps", "--all", "--quiet", "web", "eventserver"]);
    for id in ids.lines() {
        let code = docker(&["inspect", "--format", "{{.State.ExitCode}}", id]);
        assert_eq!(code.trim(), "143", "a server had to be killed");
    }
}
