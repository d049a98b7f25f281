//! What a command asks of the Java part.

use super::cli::{
    AccessKey, App, BatchPredict, Command, DataDelete, Deploy, Eval, EventServer, EventsOf, Export,
    Import, Instances, Listen, NewApp, ReleaseCheck, Train,
};
use super::environment::Environment;
use super::error::LaunchError;
use super::identity::engine_id;
use super::memory::Process;
use crate::engine::ImageFacts;
use std::path::{Path, PathBuf};

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

const ALL_ADDRESSES: &str = "0.0.0.0";
/// The ports of PIO's own servers.
const EVENTS_PORT: u16 = 7070;
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
            Command::Eventserver(options) => event_server(options, around)?,
            Command::Train(options) => train(options, around)?,
            Command::Eval(options) => eval(options, around)?,
            Command::Deploy(options) => deploy(options, around)?,
            Command::Batchpredict(options) => batch_predict(options, around)?,
            Command::Instances(command) => instances(command),
            Command::App(App::New(app)) => new_app(app),
            Command::App(App::List) => tool(["app", "list"]),
            Command::App(App::Delete { name, .. }) => tool(["app", "delete", name]),
            Command::App(App::Show { name }) => tool(["app", "show", name]),
            Command::App(App::DataDelete(options)) => data_delete(options),
            Command::App(App::ChannelNew { name, channel }) => {
                tool(["app", "channel-new", name, channel])
            }
            Command::App(App::ChannelDelete { name, channel, .. }) => {
                tool(["app", "channel-delete", name, channel])
            }
            Command::Accesskey(AccessKey::New {
                app,
                events,
                access_key,
            }) => {
                let mut job = tool(["accesskey", "new", app]);
                job.arguments.extend(events.iter().cloned());
                job.access_key = chosen(access_key.as_ref());
                job
            }
            Command::Accesskey(AccessKey::List { app }) => {
                let mut job = tool(["accesskey", "list"]);
                job.arguments.extend(app.clone());
                job
            }
            Command::Accesskey(AccessKey::Delete { access_key }) => Job {
                access_key: Key::Set(access_key.clone()),
                ..tool(["accesskey", "delete"])
            },
            Command::Import(Import {
                of,
                input,
                skip_invalid,
            }) => {
                let mut job = events_of("import", of, "--input", input);
                if *skip_invalid {
                    job.arguments.push("--skip-invalid".to_owned());
                }
                job
            }
            Command::Export(Export { of, output, .. }) => {
                events_of("export", of, "--output", output)
            }
            Command::ReleaseCheck(check) => release_check(check),
            Command::Status => status(around)?,
            // Resolved before: it stands for another command.
            Command::Web | Command::Release | Command::Memory | Command::Version => {
                return Ok(None);
            }
        }))
    }
}

fn event_server(options: &EventServer, around: Surroundings) -> Result<Job, LaunchError> {
    let (ip, port) = listen(&options.listen, around.env, EVENTS_PORT)?;
    let mut line = Line::new(["eventserver"]);
    line.option("--ip", Some(&ip));
    line.option("--port", Some(&port.to_string()));
    line.flag("--stats", options.stats);
    Ok(Job {
        process: Process::EventServer,
        arguments: line.0,
        announcement: Some(format!("event server on {}", address(&ip, port))),
        access_key: Key::Inherit,
        spark: vec![],
    })
}

fn train(options: &Train, around: Surroundings) -> Result<Job, LaunchError> {
    let mut line = Line::new(["train"]);
    let factory = line.engine("pio train", around)?;
    let app_of_ids = around.variant.and_then(|it| it.app_of_ids.as_ref());
    line.option("--app-of-ids", app_of_ids);
    line.option("--engine-params-key", options.engine_params_key.as_ref());
    line.option("--if-new", options.if_new.as_ref());
    line.option("--batch", options.batch.as_ref());
    line.flag("--skip-sanity-check", options.skip_sanity_check);
    line.flag("--stop-after-read", options.stop_after_read);
    line.flag("--stop-after-prepare", options.stop_after_prepare);
    line.option(
        "--verbosity",
        options.verbosity.map(|level| level.to_string()).as_ref(),
    );
    Ok(Job {
        process: Process::Train,
        arguments: line.0,
        announcement: Some(format!("training {factory}")),
        access_key: Key::Inherit,
        spark: options.spark.clone(),
    })
}

fn eval(options: &Eval, around: Surroundings) -> Result<Job, LaunchError> {
    let mut line = Line::new(["eval", &options.evaluation]);
    line.engine("pio eval", around)?;
    line.option("--generator", options.generator.as_ref());
    let output = options.output.as_ref();
    line.option(
        "--output",
        output.map(|path| path.display().to_string()).as_ref(),
    );
    line.option("--batch", options.batch.as_ref());
    line.option(
        "--verbosity",
        options.verbosity.map(|level| level.to_string()).as_ref(),
    );
    Ok(Job {
        process: Process::Train,
        arguments: line.0,
        announcement: Some(format!("evaluating with {}", options.evaluation)),
        access_key: Key::Inherit,
        spark: options.spark.clone(),
    })
}

fn deploy(options: &Deploy, around: Surroundings) -> Result<Job, LaunchError> {
    let (ip, port) = listen(&options.listen, around.env, QUERIES_PORT)?;
    let mut line = Line::new(["deploy"]);
    line.engine("pio deploy", around)?;
    line.option("--ip", Some(&ip));
    line.option("--port", Some(&port.to_string()));
    line.option("--engine-instance-id", options.engine_instance_id.as_ref());
    let access_key = feedback(options, around.env, &mut line)?;
    Ok(Job {
        process: Process::Deploy,
        arguments: line.0,
        announcement: Some(format!("query server on {}", address(&ip, port))),
        access_key,
        spark: options.spark.clone(),
    })
}

fn batch_predict(options: &BatchPredict, around: Surroundings) -> Result<Job, LaunchError> {
    let mut line = Line::new(["batchpredict"]);
    let factory = line.engine("pio batchpredict", around)?;
    line.option("--input", Some(&options.input));
    line.option("--output", Some(&options.output));
    line.option("--engine-instance-id", options.engine_instance_id.as_ref());
    line.option(
        "--threads",
        options.threads.map(|threads| threads.to_string()).as_ref(),
    );
    // Standard output then belongs to the answers.
    let announcement = (options.output != "-").then(|| format!("answering with {factory}"));
    Ok(Job {
        process: Process::Deploy,
        arguments: line.0,
        announcement,
        access_key: Key::Inherit,
        spark: options.spark.clone(),
    })
}

fn release_check(check: &ReleaseCheck) -> Job {
    tool([
        "release-check",
        "--app",
        &check.app,
        "--result",
        &check.result,
    ])
}

fn instances(command: &Instances) -> Job {
    match command {
        Instances::List => tool(["instances", "list"]),
        Instances::Show { id } => tool(["instances", "show", id]),
        Instances::Delete { ids } => {
            let mut job = tool(["instances", "delete"]);
            job.arguments.extend(ids.iter().cloned());
            job
        }
        Instances::Prune { keep } => tool(["instances", "prune", "--keep", &keep.to_string()]),
    }
}

fn feedback(options: &Deploy, env: &Environment, line: &mut Line) -> Result<Key, LaunchError> {
    if !options.feedback && !env.flag(ENABLE_FEEDBACK)? {
        return Ok(Key::Inherit);
    }
    let key = match &options.accesskey {
        Some(key) => Key::Set(key.clone()),
        None if env.get(ACCESS_KEY).is_some() => Key::Inherit,
        None => return Err(LaunchError::FeedbackKey),
    };
    let host = options.event_server_ip.as_deref();
    let host = host
        .or_else(|| env.get(EVENTSERVER_HOSTNAME))
        .unwrap_or("localhost");
    let port = match options.event_server_port {
        Some(port) => port,
        None => env.port(EVENTSERVER_PORT)?.unwrap_or(EVENTS_PORT),
    };
    line.flag("--feedback", true);
    line.option("--event-server-ip", Some(&host.to_owned()));
    line.option("--event-server-port", Some(&port.to_string()));
    Ok(key)
}

fn new_app(app: &NewApp) -> Job {
    let mut line = Line::new(["app", "new", &app.name]);
    line.option("--id", app.id.map(|id| id.to_string()).as_ref());
    line.option("--description", app.description.as_ref());
    Job {
        arguments: line.0,
        access_key: chosen(app.access_key.as_ref()),
        ..tool([])
    }
}

fn data_delete(options: &DataDelete) -> Job {
    let mut line = Line::new(["app", "data-delete", &options.name]);
    line.option("--channel", options.channel.as_ref());
    line.flag("--all", options.all);
    Job {
        arguments: line.0,
        ..tool([])
    }
}

/// What [`crate::transfer`] does where PIO's tables are in PostgreSQL, done by PIO.
fn events_of(command: &str, of: &EventsOf, option: &str, file: &Path) -> Job {
    let mut line = Line::new([command]);
    line.option("--app", of.app.as_ref());
    line.option("--appid", of.appid.map(|id| id.to_string()).as_ref());
    line.option("--channel", of.channel.as_ref());
    line.option(option, Some(&file.display().to_string()));
    Job {
        arguments: line.0,
        ..tool([])
    }
}

/// Without a variant that can be used, all but the engine can be told.
fn status(around: Surroundings) -> Result<Job, LaunchError> {
    let mut line = Line::new(["status"]);
    if around.variant.is_some() {
        line.engine("pio status", around)?;
    }
    let port = around.env.port(PORT)?.unwrap_or(QUERIES_PORT);
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

fn chosen(key: Option<&String>) -> Key {
    key.map_or(Key::Remove, |key| Key::Set(key.clone()))
}

fn listen(options: &Listen, env: &Environment, default: u16) -> Result<(String, u16), LaunchError> {
    let ip = options
        .ip
        .clone()
        .unwrap_or_else(|| ALL_ADDRESSES.to_owned());
    let port = match options.port {
        Some(port) => port,
        None => env.port(PORT)?.unwrap_or(default),
    };
    Ok((ip, port))
}

fn address(ip: &str, port: u16) -> String {
    if ip.contains(':') {
        format!("[{ip}]:{port}")
    } else {
        format!("{ip}:{port}")
    }
}

/// A command line in the making.
struct Line(Vec<String>);

impl Line {
    fn new<const N: usize>(words: [&str; N]) -> Self {
        Self(words.map(ToOwned::to_owned).into())
    }

    fn option(&mut self, name: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.0.extend([name.to_owned(), value.clone()]);
        }
    }

    fn flag(&mut self, name: &str, given: bool) {
        if given {
            self.0.push(name.to_owned());
        }
    }

    /// Names the engine; gives back its factory.
    fn engine(
        &mut self,
        command: &'static str,
        around: Surroundings,
    ) -> Result<String, LaunchError> {
        let engine = around
            .facts
            .engine
            .as_ref()
            .ok_or(LaunchError::NoEngine { command })?;
        let app = around.variant.and_then(|it| it.app_name.as_deref());
        let id = engine_id(around.env, &engine.factory, app);
        let copy = around.variant.and_then(|it| it.file.clone());
        let variant = copy.unwrap_or_else(|| engine.dir.join(&engine.variant));
        for (name, value) in [
            ("--engine-id", id),
            ("--engine-version", engine.variant.display().to_string()),
            ("--engine-factory", engine.factory.clone()),
            ("--engine-variant", variant.display().to_string()),
        ] {
            self.option(name, Some(&value));
        }
        Ok(engine.factory.clone())
    }
}

#[cfg(test)]
#[path = "job_tests.rs"]
mod tests;
