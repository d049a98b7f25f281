//! The demo's containers: labelled, so that a later run finds them, and on a network of their own.

use super::events::Client;
use crate::error::Error;
use crate::run::{last_lines, quiet, succeeds};
use crate::stack::Stack;
use std::io::Read;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The image that is built.
pub(super) const IMAGE: &str = "predictionio-demo";

/// The container of the query server, and its process in the image.
pub(super) const WEB: &str = "predictionio-demo-web";

/// The container of the event server.
pub(super) const EVENTSERVER: &str = "predictionio-demo-eventserver";

/// The container of PostgreSQL, which is also its name on the network.
const POSTGRES: &str = "predictionio-demo-postgres";

/// The network of all of them.
const NETWORK: &str = "predictionio-demo";

/// What they are found by.
const LABEL: &str = "io.predictionio.demo";

/// The database, and the user that owns it.
const DATABASE: &str = "pio";

/// How long a server may take to answer; it includes waiting for PostgreSQL.
const START_LIMIT: Duration = Duration::from_secs(180);

/// The time between two looks.
const PAUSE: Duration = Duration::from_millis(250);

/// Starts and runs containers with one database.
pub(super) struct Containers<'a> {
    stack: &'a Stack,
    password: String,
}

impl<'a> Containers<'a> {
    /// With a password of this demo alone.
    pub(super) fn new(stack: &'a Stack) -> Result<Self, Error> {
        let mut random = [0; 16];
        fs_err::File::open("/dev/urandom")?.read_exact(&mut random)?;
        Ok(Self {
            stack,
            password: hex::encode(random),
        })
    }

    /// Removes what an earlier demo left running, and makes the network.
    pub(super) fn remove(&self) -> Result<(), Error> {
        remove_containers()?;
        quiet(
            &mut self
                .stack
                .docker(["network", "create", "--label", LABEL, NETWORK]),
        )
        .map(|_| ())
    }

    /// Starts PostgreSQL. Nobody waits for it here: the image's processes do that themselves.
    pub(super) fn start_postgres(&self) -> Result<(), Error> {
        let mut arguments = vec!["run", "--detach", "--name", POSTGRES];
        arguments.extend(["--label", LABEL, "--network", NETWORK]);
        arguments.extend(["--env", "POSTGRES_PASSWORD"]);
        let (user, database) = (
            format!("POSTGRES_USER={DATABASE}"),
            format!("POSTGRES_DB={DATABASE}"),
        );
        arguments.extend(["--env", &user, "--env", &database, &self.stack.postgres]);
        quiet(
            self.stack
                .docker(arguments)
                .env("POSTGRES_PASSWORD", &self.password),
        )
        .map(|_| ())
    }

    /// Runs one process of the image to its end; returns what it printed.
    pub(super) fn run(&self, process: &str, arguments: &[&str]) -> Result<String, Error> {
        let mut run = self.command(&["--rm"], process);
        quiet(run.args(arguments))
    }

    /// Starts a server; its process has the name at the end of the container's.
    pub(super) fn start(&self, container: &str, port: u16) -> Result<(), Error> {
        let process = container.rsplit('-').next().unwrap_or(container);
        let publish = format!("127.0.0.1::{port}");
        let options = ["--detach", "--name", container, "--publish", &publish];
        quiet(&mut self.command(&options, process)).map(|_| ())
    }

    /// Waits until a server answers, and returns its address; its log is the reason when it ends instead.
    pub(super) fn wait_for(
        &self,
        client: &Client,
        container: &str,
        port: u16,
    ) -> Result<String, Error> {
        let started = Instant::now();
        while started.elapsed() < START_LIMIT && self.is_running(container) {
            let published = self
                .stack
                .docker(["port", container, &port.to_string()])
                .output()?;
            let address = first_line(&String::from_utf8_lossy(&published.stdout));
            let url = format!("http://{address}");
            if !address.is_empty() && client.answers(&format!("{url}/")) {
                return Ok(url);
            }
            sleep(PAUSE);
        }
        let log = self.stack.docker(["logs", container]).output()?;
        let log = String::from_utf8_lossy(&log.stdout) + String::from_utf8_lossy(&log.stderr);
        Err(Error::Demo {
            step: format!("Starting {container}"),
            reason: format!(
                "it does not answer; its log ends with\n{}",
                last_lines(&log, 30)
            ),
        })
    }

    fn is_running(&self, container: &str) -> bool {
        let arguments = ["inspect", "--format", "{{.State.Running}}", container];
        quiet(&mut self.stack.docker(arguments)).is_ok_and(|running| running.trim() == "true")
    }

    /// A `docker run` of the image. Secrets travel in the environment, which neither the process list nor an error shows.
    fn command(&self, options: &[&str], process: &str) -> Command {
        let mut command = self.stack.docker(run_arguments(options, process));
        command.env("DATABASE_URL", database_url(&self.password));
        command.env(
            "PIO_POSTGRES_OPTIONAL_SSL",
            // The official image has no TLS, ours has.
            if self.stack.own { "false" } else { "true" },
        );
        command
    }
}

/// Removes everything that a demo made, the image included.
pub(super) fn remove_all() -> Result<(), Error> {
    remove_containers()?;
    succeeds(Command::new("docker").args(["image", "rm", IMAGE]));
    Ok(())
}

fn remove_containers() -> Result<(), Error> {
    let filter = format!("label={LABEL}");
    for (list, remove) in [
        (
            ["ps", "--all", "--quiet", "--filter"],
            &["rm", "--force", "--volumes"][..],
        ),
        (
            ["network", "ls", "--quiet", "--filter"],
            &["network", "rm"][..],
        ),
    ] {
        let found = quiet(Command::new("docker").args(list).arg(&filter))?;
        for id in found.lines() {
            quiet(Command::new("docker").args(remove).arg(id))?;
        }
    }
    Ok(())
}

/// The strictest way to run: nothing can be written but `/tmp`.
fn run_arguments<'a>(options: &[&'a str], process: &'a str) -> Vec<&'a str> {
    let mut arguments = vec!["run", "--label", LABEL, "--network", NETWORK];
    arguments.extend(["--read-only", "--tmpfs", "/tmp"]);
    arguments.extend([
        "--env",
        "DATABASE_URL",
        "--env",
        "PIO_POSTGRES_OPTIONAL_SSL",
    ]);
    arguments.extend(options);
    arguments.extend(["--entrypoint", process, IMAGE]);
    arguments
}

fn database_url(password: &str) -> String {
    format!("postgres://{DATABASE}:{password}@{POSTGRES}:5432/{DATABASE}")
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_strict_and_show_no_secret() {
        let arguments = run_arguments(&["--rm"], "train").join(" ");
        assert!(arguments.contains("--read-only --tmpfs /tmp "));
        assert!(arguments.contains("--env DATABASE_URL "));
        assert!(arguments.ends_with("--rm --entrypoint train predictionio-demo"));
    }

    #[test]
    fn the_database_is_found_by_its_containers_name() {
        assert_eq!(
            database_url("0f"),
            "postgres://pio:0f@predictionio-demo-postgres:5432/pio"
        );
    }
}
