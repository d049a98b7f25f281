//! Containers of a test: started with `docker run`, removed when dropped, ended by their own id.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// For JVMs that do not live long enough for a second compiler to pay off: it makes a training of a test half as expensive again.
const ONE_COMPILER: &str = "-XX:TieredStopAtLevel=1";

/// What a container is started with.
#[derive(Default, Clone)]
pub(crate) struct Run {
    image: String,
    options: Vec<String>,
    command: Vec<String>,
    env: BTreeMap<String, String>,
}

/// The end of a container that ran to its end.
pub(crate) struct Ended {
    pub(crate) code: i32,
    /// Standard output and standard error, in the order in which Docker gives them.
    pub(crate) log: String,
}

/// A running container.
pub(crate) struct Container {
    id: String,
}

impl Run {
    pub(crate) fn new(image: &str) -> Self {
        let run = Self {
            image: image.to_owned(),
            ..Self::default()
        };
        run.env("JAVA_OPTS", ONE_COMPILER)
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Starts the process `name` of the image instead of its default.
    pub(crate) fn process(self, name: &str) -> Self {
        self.option(&["--entrypoint", name])
    }

    /// Runs a command with the environment that the image's launcher sets up.
    pub(crate) fn command(self, command: &[&str]) -> Self {
        let mut run = self.option(&["--entrypoint", "launcher"]);
        run.command = command.iter().map(ToString::to_string).collect();
        run
    }

    /// Runs a program of the image again whenever it ends, so that it can be killed and the container keeps its address.
    pub(crate) fn again_and_again(self, program: &str) -> Self {
        let mut run = self.option(&["--entrypoint", "sh"]);
        run.command = vec!["-c".to_owned(), format!("while :; do {program}; done")];
        run
    }

    pub(crate) fn option(mut self, words: &[&str]) -> Self {
        self.options.extend(words.iter().map(ToString::to_string));
        self
    }

    /// The hardest place to run in: a read-only root, and a user that the image does not know.
    pub(crate) fn hardened(self) -> Self {
        self.option(&["--read-only", "--tmpfs", "/tmp"]).option(&[
            "--user",
            "4321:0",
            "--cap-drop",
            "ALL",
        ])
    }

    fn arguments(&self, first: &[&str]) -> Vec<String> {
        let mut all: Vec<String> = first.iter().map(ToString::to_string).collect();
        all.extend(self.options.clone());
        for (name, value) in &self.env {
            all.push("--env".to_owned());
            all.push(format!("{name}={value}"));
        }
        all.push(self.image.clone());
        all.extend(self.command.clone());
        all
    }

    /// Words for the process, as `docker run IMAGE` takes them.
    pub(crate) fn words(mut self, words: &[&str]) -> Self {
        self.command = words.iter().map(ToString::to_string).collect();
        self
    }

    /// Runs the container to its end with a standard input; gives its standard output once more, apart.
    pub(crate) fn with_input(&self, input: &str) -> (Ended, String) {
        let mut docker = Command::new("docker")
            .args(self.arguments(&["run", "--rm", "--interactive"]))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Dropped at once: that is its end.
        docker
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let output = docker.wait_with_output().unwrap();
        let results = String::from_utf8_lossy(&output.stdout).into_owned();
        let ended = Ended {
            code: output.status.code().unwrap(),
            log: results.clone() + &String::from_utf8_lossy(&output.stderr),
        };
        (ended, results)
    }

    /// Runs the container to its end.
    pub(crate) fn to_end(&self) -> Ended {
        self.start().ended()
    }

    /// Starts the container and leaves it running.
    pub(crate) fn start(&self) -> Container {
        let arguments = self.arguments(&["run", "--detach"]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Container {
            id: docker(&arguments).trim().to_owned(),
        }
    }
}

impl Container {
    /// The address of the container on Docker's own network.
    pub(crate) fn ip(&self) -> String {
        self.inspect("{{.NetworkSettings.IPAddress}}")
    }

    /// The address on this machine behind which `port` of the container is published.
    pub(crate) fn address(&self, port: u16) -> SocketAddr {
        docker(&["port", &self.id, &port.to_string()])
            .lines()
            .next()
            .and_then(|line| line.trim().parse().ok())
            .expect("docker port prints an address")
    }

    pub(crate) fn inspect(&self, format: &str) -> String {
        docker(&["inspect", "--format", format, &self.id])
            .trim()
            .to_owned()
    }

    pub(crate) fn is_running(&self) -> bool {
        self.inspect("{{.State.Running}}") == "true"
    }

    pub(crate) fn log(&self) -> String {
        let output = run(&["logs", &self.id]);
        String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr)
    }

    pub(crate) fn exec(&self, command: &[&str]) -> String {
        let arguments: Vec<&str> = ["exec", &self.id].iter().chain(command).copied().collect();
        docker(&arguments)
    }

    /// Waits for its end.
    pub(crate) fn ended(&self) -> Ended {
        let code = docker(&["wait", &self.id]);
        Ended {
            code: code
                .trim()
                .parse()
                .expect("docker wait prints the exit code"),
            log: self.log(),
        }
    }

    /// Ends it abruptly, as a lack of memory or power does.
    pub(crate) fn kill(&self) {
        docker(&["kill", &self.id]);
    }

    /// Stops all of its processes where they are: their ports stay open, and nobody answers there.
    pub(crate) fn pause(&self) {
        docker(&["pause", &self.id]);
    }

    /// Lets them go on.
    pub(crate) fn resume(&self) {
        docker(&["unpause", &self.id]);
    }

    /// Sends a signal and does not wait.
    pub(crate) fn signal(&self, name: &str) {
        docker(&["kill", "--signal", name, &self.id]);
    }

    /// Sends SIGTERM, as every platform does, and gives what became of the container.
    pub(crate) fn stop(&self, grace: Duration) -> (Ended, Duration) {
        let started = Instant::now();
        docker(&["stop", "--time", &grace.as_secs().to_string(), &self.id]);
        let took = started.elapsed();
        let code = self.inspect("{{.State.ExitCode}}");
        let ended = Ended {
            code: code.parse().expect("an exit code is a number"),
            log: self.log(),
        };
        (ended, took)
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        run(&["rm", "--force", "--volumes", &self.id]);
    }
}

/// Tries `condition` until it holds; panics after two minutes.
pub(crate) fn wait(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while !condition() {
        assert!(Instant::now() < deadline, "gave up waiting for {what}");
        std::thread::sleep(Duration::from_millis(250));
    }
}

/// Runs docker and gives its standard output; panics with its words when it fails.
pub(crate) fn docker(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(
        output.status.success(),
        "docker {} failed: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn run(arguments: &[&str]) -> Output {
    Command::new("docker")
        .args(arguments)
        .output()
        .expect("docker must be there for the integration tests: scripts/test installs it")
}

/// Whether a command inside a container ends well.
pub(crate) fn succeeds(container: &Container, command: &[&str]) -> bool {
    let arguments: Vec<&str> = ["exec", &container.id]
        .iter()
        .chain(command)
        .copied()
        .collect();
    run(&arguments).status.success()
}
