//! What a command asks of the Java part.

mod data;
mod line;
mod servers;
mod spark;
mod training;

pub use self::servers::port_of_web;

use self::line::Line;
use super::cli::Command;
use super::environment::Environment;
use super::error::LaunchError;
use super::memory::Process;
use crate::engine::ImageFacts;
use std::path::PathBuf;

/// The variable with the port, as platforms set it.
pub const PORT: &str = "PORT";
/// The variable that turns feedback on; the ancestor's name.
pub const ENABLE_FEEDBACK: &str = "PIO_ENABLE_FEEDBACK";
/// The event server for feedback; the ancestor's names.
pub const EVENTSERVER_HOSTNAME: &str = "PIO_EVENTSERVER_HOSTNAME";
/// Its port.
pub const EVENTSERVER_PORT: &str = "PIO_EVENTSERVER_PORT";
/// An access key; never on the command line of the JVM, where every user of the host could read it.
pub const ACCESS_KEY: &str = "PIO_EVENTSERVER_ACCESS_KEY";

/// The port of PIO's own query server.
const QUERIES_PORT: u16 = 8000;

/// A command for the Java part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The kind of process, which decides its memory.
    pub process: Process,
    /// The command and its options.
    pub arguments: Vec<String>,
    /// What starts, for the line that the launcher prints; nothing for a tool, whose output is its own.
    pub announcement: Option<String>,
    /// What to do with the access key in the environment.
    pub access_key: Key,
    /// Options of spark-submit, given after `--`.
    pub spark: Vec<String>,
}

/// What becomes of the variable with the access key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// It stays as the user set it.
    Inherit,
    /// It takes this value.
    Set(String),
    /// It goes: a new key must not be the one that the platform sets for something else.
    Remove,
}

/// Which image and environment a command runs in.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// What the build wrote.
    pub facts: &'a ImageFacts,
    /// The environment variables.
    pub env: &'a Environment,
    /// What of the engine variant matters; absent for commands that need no engine.
    pub variant: Option<&'a Variant>,
}

/// The engine variant as a process uses it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variant {
    /// The file, when it is not the engine's own.
    pub file: Option<PathBuf>,
    /// The app that it names.
    pub app_name: Option<String>,
    /// The app whose id the training puts in the place of every `appId`.
    pub app_of_ids: Option<String>,
}

impl Job {
    /// The job of a command that runs a JVM; nothing for `version` and `memory`.
    ///
    /// # Errors
    /// When the image has no engine, or a setting makes no sense.
    pub fn of(command: &Command, around: Surroundings) -> Result<Option<Self>, LaunchError> {
        Ok(Some(match command {
            Command::Eventserver(options) => servers::event_server(options, around)?,
            Command::Train(options) => training::train(options, around)?,
            Command::Eval(options) => training::eval(options, around)?,
            Command::Deploy(options) => servers::deploy(options, around)?,
            Command::Batchpredict(options) => training::batch_predict(options, around)?,
            Command::Instances(command) => training::instances(command),
            Command::Shell(options) => training::shell(options),
            Command::App(command) => data::app(command),
            Command::Accesskey(command) => data::access_key(command),
            Command::Import(options) => data::import(options),
            Command::Export(options) => data::export(options),
            Command::ReleaseCheck(check) => training::release_check(check),
            Command::SparkMaster(options) => spark::master(options, around)?,
            Command::SparkWorker(options) => spark::worker(options, around)?,
            Command::SparkHistory(options) => spark::history(options, around)?,
            Command::SparkSubmit(options) => spark::submit(options)?,
            Command::Status => status(around)?,
            // `web` stands for another command, and the others need no JVM of their own.
            Command::Web
            | Command::Release
            | Command::Dev(_)
            | Command::Health(_)
            | Command::Reload(_)
            | Command::Undeploy(_)
            | Command::Memory
            | Command::OutOfMemory(_)
            | Command::Version => {
                return Ok(None);
            }
        }))
    }
}

/// The port of a query server: the one that was named, else the platform's, else PIO's own.
///
/// # Errors
/// When the platform's is none.
pub fn queries_port(named: Option<u16>, env: &Environment) -> Result<u16, LaunchError> {
    Ok(match named {
        Some(port) => port,
        None => env.port(PORT)?.unwrap_or(QUERIES_PORT),
    })
}

/// Without a variant that can be used, all but the engine can be told.
fn status(around: Surroundings) -> Result<Job, LaunchError> {
    let mut line = Line::new(["status"]);
    if around.variant.is_some() {
        line.engine("pio status", around)?;
    }
    let port = queries_port(None, around.env)?;
    line.option("--port", Some(&port.to_string()));
    Ok(Job {
        arguments: line.0,
        ..tool([])
    })
}

fn tool<const N: usize>(words: [&str; N]) -> Job {
    Job {
        process: Process::Tool,
        arguments: Line::new(words).0,
        announcement: None,
        access_key: Key::Inherit,
        spark: vec![],
    }
}

#[cfg(test)]
mod tests;
