//! Containers of an image with its database: labelled, so that a later run finds them, and on a network of their own.

use crate::error::Error;
use crate::events::Client;
use crate::run::{last_lines, quiet, succeeds};
use crate::stack::Stack;
use std::io::Read;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Whose containers they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names {
    /// The image, the network, and what the names of the containers begin with.
    pub(crate) name: &'static str,
    /// The label by which they are found.
    pub(crate) label: &'static str,
}

impl Names {
    /// A container, which has the name of its process at its end.
    pub(crate) fn container(self, process: &str) -> String {
        format!("{}-{process}", self.name)
    }
}

/// The process of the database.
const POSTGRES: &str = "postgres";

/// The database, and the user that owns it.
const DATABASE: &str = "pio";

/// How long a server may take to answer; it includes waiting for PostgreSQL.
const START_LIMIT: Duration = Duration::from_secs(180);

/// The time between two looks.
const PAUSE: Duration = Duration::from_millis(250);

/// Starts and runs containers with one database.
pub(crate) struct Containers<'a> {
    stack: &'a Stack,
    names: Names,
    password: String,
    /// A database that somebody else has, and the access key that events are sent with.
    named: Option<(String, String)>,
}

impl<'a> Containers<'a> {
    /// On a database that is there already.
    pub(crate) fn on(
        stack: &'a Stack,
        names: Names,
        database: &str,
        key: &str,
    ) -> Result<Self, Error> {
        Ok(Self {
            named: Some((database.to_owned(), key.to_owned())),
            ..Self::new(stack, names)?
        })
    }

    /// With a password of their own.
    pub(crate) fn new(stack: &'a Stack, names: Names) -> Result<Self, Error> {
        let mut random = [0; 16];
        fs_err::File::open("/dev/urandom")?.read_exact(&mut random)?;
        Ok(Self {
            stack,
            names,
            password: hex::encode(random),
            named: None,
        })
    }

    /// Removes what an earlier run left, and makes the network.
    pub(crate) fn remove(&self) -> Result<(), Error> {
        let Names { name, label } = self.names;
        remove_containers(label)?;
        let arguments = ["network", "create", "--label", label, name];
        quiet(&mut self.stack.docker(arguments)).map(|_| ())
    }

    /// Starts PostgreSQL. Nobody waits for it here: the image's processes do that themselves.
    pub(super) fn start_postgres(&self) -> Result<(), Error> {
        let Names { name, label } = self.names;
        let container = self.names.container(POSTGRES);
        let mut arguments = vec!["run", "--detach", "--name", &container];
        arguments.extend(["--label", label, "--network", name]);
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
    pub(crate) fn run(&self, process: &str, arguments: &[&str]) -> Result<String, Error> {
        self.run_with(&[], process, arguments)
    }

    /// The same, with options for Docker.
    pub(crate) fn run_with(
        &self,
        options: &[&str],
        process: &str,
        arguments: &[&str],
    ) -> Result<String, Error> {
        let options = [&["--rm"], options].concat();
        quiet(self.command(&options, process).args(arguments))
    }

    /// Starts a process in a container of its own, which others find by its name.
    pub(crate) fn start_as(
        &self,
        name: &str,
        options: &[&str],
        process: &str,
        arguments: &[&str],
    ) -> Result<(), Error> {
        let container = self.names.container(name);
        let options = [&["--detach", "--name", &container], options].concat();
        quiet(self.command(&options, process).args(arguments)).map(|_| ())
    }

    /// What a command prints in a container that runs.
    pub(crate) fn exec(&self, name: &str, command: &[&str]) -> Result<String, Error> {
        let container = self.names.container(name);
        quiet(&mut self.stack.docker([&["exec", &container], command].concat()))
    }

    /// Starts a server in a container of its name.
    pub(crate) fn start(&self, process: &str, port: u16) -> Result<(), Error> {
        let container = self.names.container(process);
        let publish = format!("127.0.0.1::{port}");
        let options = ["--detach", "--name", &container, "--publish", &publish];
        quiet(&mut self.command(&options, process)).map(|_| ())
    }

    /// Waits until a server answers, and returns its address; its log is the reason when it ends instead.
    pub(crate) fn wait_for(
        &self,
        client: &Client,
        process: &str,
        port: u16,
    ) -> Result<String, Error> {
        let container = &self.names.container(process);
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
        let arguments = run_arguments(self.names, options, process);
        let mut command = self.stack.docker(arguments);
        if let Some((database, key)) = &self.named {
            command.env("DATABASE_URL", database);
            command.env("PIO_EVENTSERVER_ACCESS_KEY", key);
            return command;
        }
        let host = self.names.container(POSTGRES);
        command.env("DATABASE_URL", database_url(&host, &self.password));
        command.env(
            "PIO_POSTGRES_OPTIONAL_SSL",
            // The official image has no TLS, ours has.
            if self.stack.own { "false" } else { "true" },
        );
        command
    }
}

/// Removes everything that was made, the image included.
pub(crate) fn remove_all(names: Names) -> Result<(), Error> {
    remove_containers(names.label)?;
    succeeds(Command::new("docker").args(["image", "rm", names.name]));
    Ok(())
}

fn remove_containers(label: &str) -> Result<(), Error> {
    let filter = format!("label={label}");
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
fn run_arguments<'a>(names: Names, options: &[&'a str], process: &'a str) -> Vec<&'a str> {
    let mut arguments = vec!["run", "--label", names.label, "--network", names.name];
    arguments.extend(["--read-only", "--tmpfs", "/tmp"]);
    arguments.extend([
        "--env",
        "DATABASE_URL",
        "--env",
        "PIO_POSTGRES_OPTIONAL_SSL",
        "--env",
        "PIO_EVENTSERVER_ACCESS_KEY",
    ]);
    arguments.extend(options);
    arguments.extend(["--entrypoint", process, names.name]);
    arguments
}

fn database_url(host: &str, password: &str) -> String {
    format!("postgres://{DATABASE}:{password}@{host}:5432/{DATABASE}")
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_strict_and_show_no_secret() {
        let names = Names {
            name: "predictionio-demo",
            label: "io.predictionio.demo",
        };
        let arguments = run_arguments(names, &["--rm"], "train").join(" ");
        assert!(arguments.contains("--read-only --tmpfs /tmp "));
        assert!(arguments.contains("--env DATABASE_URL "));
        assert!(arguments.ends_with("--rm --entrypoint train predictionio-demo"));
    }

    #[test]
    fn the_database_is_found_by_its_containers_name() {
        assert_eq!(
            database_url("predictionio-demo-postgres", "0f"),
            "postgres://pio:0f@predictionio-demo-postgres:5432/pio"
        );
    }
}
