//! The command line, with the commands of PIO's own console.

use super::environment::Environment;
use super::error::LaunchError;
use crate::settings::RUN_AS_EVENTSERVER;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand, value_parser};
use std::ffi::OsString;
use std::path::PathBuf;

/// Commands of PIO's own console that are not here. [`crate::errors::launch`] says of each what to do instead.
pub const OLD_COMMANDS: &[&str] = &[
    "adminserver",
    "build",
    "dashboard",
    "run",
    "template",
    "undeploy",
    "unregister",
    "upgrade",
];

/// Options of PIO's own console that are not here. Some begin with one dash and have several letters.
pub const OLD_OPTIONS: &[&str] = &[
    "--admin-server-ip",
    "--admin-server-port",
    "--clean",
    "--engine-dir",
    "--engine-factory",
    "--engine-id",
    "--engine-version",
    "--json-extractor",
    "--log-prefix",
    "--log-url",
    "--main-py-file",
    "--manifest",
    "--metrics-params",
    "--params-path",
    "--pio-home",
    "--sbt",
    "--sbt-extra",
    "--scratch-uri",
    "--spark-home",
    "--spark-kryo",
    "--template",
    "--uber-jar",
    "--variant",
    "--verbose",
];

/// What the user wants done.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Take in events over HTTP
    #[command(after_help = "Examples:
  pio eventserver
  pio eventserver --ip :: --port 7070 --stats

Settings: PORT, DATABASE_URL")]
    Eventserver(EventServer),
    /// Get ready to serve: app and access key, first data, a training where there is something new to learn from
    #[command(
        after_help = "Run it before the servers start: as Heroku's release phase, as a Job, or by hand. A second run does nothing that it need not.

Files and programs of the engine that it uses:
  data/initial-events.json or .json.gz   loaded into an app without events
  data/create-initial-events             writes the file above
  data/create-sync-events                writes data/sync-events.json, in every later release

Settings: PIO_EVENTSERVER_APP_NAME, PIO_EVENTSERVER_ACCESS_KEY, PIO_TRAIN_ON_RELEASE, PIO_PURGE_EVENTS_ON_SYNC, and those of training"
    )]
    Release,
    /// The first step of a release
    #[command(hide = true)]
    ReleaseCheck(ReleaseCheck),
    /// Learn a model from the events in the storage
    #[command(after_help = "Examples:
  pio train
  pio train --batch 'nightly' --verbosity 2
  docker run --env DATABASE_URL=postgres://… IMAGE train

Settings: DATABASE_URL, PIO_ENGINE_ID, PIO_MEMORY_LIMIT, JAVA_OPTS")]
    Train(Train),
    /// Measure the engine with the parameters that one of its evaluations proposes
    #[command(after_help = "Examples:
  pio eval org.example.AccuracyEvaluation org.example.Candidates
  pio eval org.example.AccuracyEvaluation --output /data/engine-best.json

Settings: DATABASE_URL, PIO_MEMORY_LIMIT, JAVA_OPTS")]
    Eval(Eval),
    /// Answer a file of queries with the model of the last training
    #[command(
        after_help = "Queries are JSON objects, one a line; so are the answers: {\"query\":…,\"prediction\":…}. A name that ends in .gz is
compressed, and - stands for standard input and output.

Examples:
  pio batchpredict --input /data/queries.json --output /data/predictions.json.gz
  docker run -i IMAGE pio batchpredict --input - --output - <queries.json >predictions.json

Settings: DATABASE_URL, PIO_ENGINE_ID, PIO_MEMORY_LIMIT, JAVA_OPTS"
    )]
    Batchpredict(BatchPredict),
    /// List, show and delete trainings: each is an engine instance
    #[command(subcommand)]
    Instances(Instances),
    /// Answer queries over HTTP with the model of the last training
    #[command(after_help = "Examples:
  pio deploy
  pio deploy --port 8000 --engine-instance-id 0b1f…
  PIO_EVENTSERVER_ACCESS_KEY=… pio deploy --feedback --event-server-ip events.example.com

Settings: PORT, DATABASE_URL, PIO_SERVER_ACCESS_KEY, PIO_ENGINE_ID, PIO_MEMORY_LIMIT, JAVA_OPTS")]
    Deploy(Deploy),
    /// What `web` runs: `deploy`, or `eventserver` with `PIO_RUN_AS_EVENTSERVER=true` and in an image without engine
    Web,
    /// Make, list and delete apps: each has events of its own
    #[command(subcommand)]
    App(App),
    /// Make and list access keys: whoever sends events needs one
    #[command(subcommand)]
    Accesskey(AccessKey),
    /// Load events from a file into an app
    #[command(after_help = "Examples:
  pio import --app shop --input events.json.gz
  pio import --app shop --channel mobile --input part-of-an-export/
  docker run -i --env DATABASE_URL=postgres://… IMAGE import --app shop --input - < events.json

The file has one event in JSON on each line, as pio export and PIO's own export write it, compressed by
gzip or not. Everything is imported, or nothing. Events whose ids are there already are passed over.

Settings: DATABASE_URL, PIO_STORAGE_WAIT, TZ")]
    Import(Import),
    /// Write all events of an app to a file
    #[command(after_help = "Examples:
  pio export --app shop --output events.json.gz
  docker run --env DATABASE_URL=postgres://… IMAGE export --app shop --output - > events.json

Settings: DATABASE_URL, PIO_STORAGE_WAIT, TZ")]
    Export(Export),
    /// Show what is reachable, what was trained and what is served
    Status,
    /// Show how each process would share out this container's memory
    Memory,
    /// Show the versions in this image
    Version,
}

impl Command {
    /// Whether its output is a log, and not a result that somebody asked for.
    #[must_use]
    pub fn logs(&self) -> bool {
        matches!(
            self,
            Self::Eventserver(_) | Self::Train(_) | Self::Deploy(_) | Self::Web
        )
    }

    /// The command that stands for `web` in this image and environment; any other stays what it is.
    ///
    /// # Errors
    /// When the setting that decides it is neither yes nor no.
    pub fn resolved(self, has_engine: bool, env: &Environment) -> Result<Self, LaunchError> {
        Ok(match self {
            Self::Web if !has_engine || env.flag(RUN_AS_EVENTSERVER)? => {
                Self::Eventserver(EventServer::default())
            }
            Self::Web => Self::Deploy(Deploy::default()),
            other => other,
        })
    }
}

/// `pio eventserver`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct EventServer {
    #[command(flatten)]
    /// Where it listens.
    pub listen: Listen,
    /// Count events by kind, to be read at /stats.json
    #[arg(long)]
    pub stats: bool,
}

/// Where a server listens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Listen {
    /// Address to listen on [default: 0.0.0.0]
    #[arg(long, value_name = "ADDRESS")]
    pub ip: Option<String>,
    /// Port to listen on [default: $PORT, else 7070 for events and 8000 for queries]
    #[arg(long, value_parser = value_parser!(u16).range(1..))]
    pub port: Option<u16>,
}

/// The first step of `pio release`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct ReleaseCheck {
    /// The app
    #[arg(long)]
    pub app: String,
    /// The file for the answer: `events` or `empty`
    #[arg(long)]
    pub result: String,
}

/// `pio train`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Train {
    /// A label for this training, kept with its result
    #[arg(long, value_name = "LABEL")]
    pub batch: Option<String>,
    /// The parameters that the engine's factory has under this name, instead of the variant's
    #[arg(long, value_name = "KEY")]
    pub engine_params_key: Option<String>,
    /// Do not let the engine check its data
    #[arg(long)]
    pub skip_sanity_check: bool,
    /// Stop when the events are read
    #[arg(long)]
    pub stop_after_read: bool,
    /// Stop when the events are prepared for the algorithms
    #[arg(long)]
    pub stop_after_prepare: bool,
    /// How much the engine tells of its data, from 0
    #[arg(long, value_name = "LEVEL")]
    pub verbosity: Option<u8>,
    /// Options of spark-submit, such as --executor-memory 2g
    #[arg(last = true, value_name = "SPARK OPTION", allow_hyphen_values = true)]
    pub spark: Vec<String>,
    /// Train only if the engine or the events of this app are new since the last training
    #[arg(long, hide = true, value_name = "APP")]
    pub if_new: Option<String>,
}

/// `pio eval`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Eval {
    /// The evaluation's class or object, with its package
    pub evaluation: String,
    /// What proposes the parameters, likewise [default: the evaluation itself]
    pub generator: Option<String>,
    /// A file for the best parameters, as an engine variant to train with
    #[arg(long, value_name = "FILE", value_parser = |path: &str| std::path::absolute(path))]
    pub output: Option<PathBuf>,
    /// A label for this evaluation, kept with its result
    #[arg(long, value_name = "LABEL")]
    pub batch: Option<String>,
    /// How much the engine tells of its data, from 0
    #[arg(long, value_name = "LEVEL")]
    pub verbosity: Option<u8>,
    /// Options of spark-submit, such as --executor-memory 2g
    #[arg(last = true, value_name = "SPARK OPTION", allow_hyphen_values = true)]
    pub spark: Vec<String>,
}

/// `pio batchpredict`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct BatchPredict {
    /// The file with the queries
    #[arg(long, value_name = "FILE")]
    pub input: String,
    /// The file for the answers
    #[arg(long, value_name = "FILE")]
    pub output: String,
    /// The training to ask, by its id [default: the last one that completed]
    #[arg(long, value_name = "ID")]
    pub engine_instance_id: Option<String>,
    /// How many queries to ask at a time [default: the number of processors]
    #[arg(long, value_name = "NUMBER", alias = "query-partitions", value_parser = value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Options of spark-submit, such as --executor-memory 2g
    #[arg(last = true, value_name = "SPARK OPTION", allow_hyphen_values = true)]
    pub spark: Vec<String>,
}

/// `pio instances`.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Instances {
    /// List all trainings, the newest first
    List,
    /// Show one with its parameters
    Show {
        /// Its id
        id: String,
    },
    /// Delete trainings with their models
    #[command(after_help = "Examples:
  pio instances delete 0b1f…")]
    Delete {
        /// Their ids
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Delete the old trainings of every engine variant, with their models
    #[command(after_help = "Examples:
  pio instances prune --keep 3")]
    Prune {
        /// How many completed ones to keep of each engine variant
        #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u16).range(1..))]
        keep: u16,
    },
}

/// `pio deploy`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Deploy {
    #[command(flatten)]
    /// Where it listens.
    pub listen: Listen,
    /// The training to serve, by its id [default: the last one that completed]
    #[arg(long, value_name = "ID")]
    pub engine_instance_id: Option<String>,
    /// Send every query and answer to an event server; also with `PIO_ENABLE_FEEDBACK=true`
    #[arg(long)]
    pub feedback: bool,
    /// The event server for feedback [default: `$PIO_EVENTSERVER_HOSTNAME`, else localhost]
    #[arg(long, value_name = "HOST")]
    pub event_server_ip: Option<String>,
    /// Its port [default: `$PIO_EVENTSERVER_PORT`, else 7070]
    #[arg(long, value_name = "PORT", value_parser = value_parser!(u16).range(1..))]
    pub event_server_port: Option<u16>,
    /// The access key for feedback [default: `$PIO_EVENTSERVER_ACCESS_KEY`, which shows in no list of processes]
    #[arg(long, value_name = "KEY", alias = "access-key")]
    pub accesskey: Option<String>,
    /// Options of spark-submit, such as --executor-memory 2g
    #[arg(last = true, value_name = "SPARK OPTION", allow_hyphen_values = true)]
    pub spark: Vec<String>,
}

/// `pio app`.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum App {
    /// Make an app and its first access key
    #[command(after_help = "Examples:
  pio app new shop
  pio app new shop --description 'Orders of the web shop'")]
    New(NewApp),
    /// List all apps with their ids and access keys
    List,
    /// Delete an app and all of its events
    #[command(after_help = "Examples:
  pio app delete shop
  pio app delete shop --force")]
    Delete {
        /// The app's name
        name: String,
        /// Do not ask
        #[arg(long, short)]
        force: bool,
    },
    /// Show an app with its access keys and channels
    Show {
        /// The app's name
        name: String,
    },
    /// Delete the events of an app, but not the app
    #[command(after_help = "Examples:
  pio app data-delete shop
  pio app data-delete shop --channel mobile
  pio app data-delete shop --all --force")]
    DataDelete(DataDelete),
    /// Make a channel: events that an app keeps apart from its others
    #[command(after_help = "Examples:
  pio app channel-new shop mobile")]
    ChannelNew {
        /// The app's name
        name: String,
        /// The channel's name: up to 16 letters, digits and dashes
        #[arg(value_parser = channel_name)]
        channel: String,
    },
    /// Delete a channel and all of its events
    ChannelDelete {
        /// The app's name
        name: String,
        /// The channel's name
        channel: String,
        /// Do not ask
        #[arg(long, short)]
        force: bool,
    },
}

/// `pio app data-delete`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct DataDelete {
    /// The app's name
    pub name: String,
    /// Delete the events of this channel [default: those outside of any channel]
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    pub channel: Option<String>,
    /// Delete the events of every channel, and those outside of them
    #[arg(long)]
    pub all: bool,
    /// Do not ask
    #[arg(long, short)]
    pub force: bool,
}

/// PIO's own rule.
fn channel_name(name: &str) -> Result<String, String> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if plain && (1..=16).contains(&name.len()) {
        return Ok(name.to_owned());
    }
    Err("a channel's name has 1 to 16 letters, digits and dashes".to_owned())
}

/// `pio app new`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct NewApp {
    /// The app's name
    pub name: String,
    /// The app's number [default: the next one]
    #[arg(long, value_parser = value_parser!(i32).range(1..))]
    pub id: Option<i32>,
    /// What the app is for
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// The access key to make [default: a random one]
    #[arg(long, value_name = "KEY")]
    pub access_key: Option<String>,
}

/// `pio accesskey`.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum AccessKey {
    /// Make an access key for an app
    #[command(after_help = "Examples:
  pio accesskey new shop
  pio accesskey new shop view buy")]
    New {
        /// The app's name
        app: String,
        /// The events that the key allows [default: all]
        #[arg(value_name = "EVENT")]
        events: Vec<String>,
        /// The access key to make [default: a random one]
        #[arg(long, value_name = "KEY", alias = "key")]
        access_key: Option<String>,
    },
    /// List the access keys of an app, or of all
    List {
        /// The app's name
        app: Option<String>,
    },
    /// Delete an access key: who has it can send no more events
    Delete {
        /// The access key
        #[arg(value_name = "KEY")]
        access_key: String,
    },
}

/// Whose events are meant.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct EventsOf {
    /// The app, by its name
    #[arg(
        long,
        value_name = "NAME",
        required_unless_present = "appid",
        conflicts_with = "appid"
    )]
    pub app: Option<String>,
    /// The app, by its number
    #[arg(long, value_name = "ID", value_parser = value_parser!(i32).range(1..))]
    pub appid: Option<i32>,
    /// A channel of the app [default: the events outside of any channel]
    #[arg(long, value_name = "NAME")]
    pub channel: Option<String>,
}

/// `pio import`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Import {
    #[command(flatten)]
    /// Where the events go.
    pub of: EventsOf,
    /// The file, a directory with the parts of an export, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub input: PathBuf,
    /// Import the good lines when others are no events
    #[arg(long)]
    pub skip_invalid: bool,
}

/// `pio export`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Export {
    #[command(flatten)]
    /// Where the events come from.
    pub of: EventsOf,
    /// The new file, compressed if its name ends with .gz, or - for standard output
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,
    /// What the file holds: one event in JSON on each line
    #[arg(long, value_name = "FORMAT", default_value = "json", value_parser = ["json"])]
    pub format: String,
}

#[derive(Debug, Parser)]
#[command(
    name = "pio",
    about = "Runs a PredictionIO engine: takes in events, trains, answers queries",
    disable_version_flag = true,
    after_help = "Every setting is an environment variable. `pio COMMAND --help` names those of a command."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Why there is no command.
#[derive(Debug)]
pub enum CliError {
    /// Help was asked for, or clap has words for what is wrong.
    Clap(clap::Error),
    /// Something that PIO's own console knows.
    Launch(LaunchError),
}

/// Reads the command line, without the program's name.
///
/// # Errors
/// When it is not a command, and also when it asks for help: clap has it so.
pub fn parse<I: IntoIterator<Item = T>, T: Into<OsString>>(
    arguments: I,
) -> Result<Command, CliError> {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    old_usage(&arguments).map_err(CliError::Launch)?;
    let named = std::iter::once(OsString::from("pio")).chain(arguments);
    Cli::try_parse_from(named)
        .map(|cli| cli.command)
        .map_err(|error| match our_words(&error) {
            Some(error) => CliError::Launch(error),
            None => CliError::Clap(error),
        })
}

/// Finds the commands of PIO's own console, and options for its spark-submit.
fn old_usage(arguments: &[OsString]) -> Result<(), LaunchError> {
    let words: Vec<_> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let is_old = |name: &&&str| {
        let name: Vec<_> = name.split(' ').collect();
        words.starts_with(&name)
    };
    if let Some(name) = OLD_COMMANDS.iter().find(is_old) {
        return Err(LaunchError::OldCommand { name });
    }
    let passes_through = words
        .iter()
        .position(|word| *word == "--")
        .is_some_and(|at| at + 1 < words.len());
    if passes_through && words[0] == "eventserver" {
        return Err(LaunchError::PassThrough);
    }
    Ok(())
}

/// Our own error where it says more than clap's.
fn our_words(error: &clap::Error) -> Option<LaunchError> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => texts.first().cloned(),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => Some(LaunchError::UnknownCommand {
            name: text(ContextKind::InvalidSubcommand)?,
            similar: text(ContextKind::SuggestedSubcommand),
        }),
        ErrorKind::UnknownArgument => {
            let unknown = text(ContextKind::InvalidArg)?;
            let name = OLD_OPTIONS.iter().copied().find(|name| *name == unknown)?;
            Some(LaunchError::OldOption { name })
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "cli_tests.rs"]
mod tests;
