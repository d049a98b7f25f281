//! The command line, with the commands of PIO's own console.

mod data;
mod memory;
mod old;
mod servers;
mod spark;
mod training;

pub use data::{AccessKey, App, DataDelete, EventsOf, Export, Import, NewApp};
pub use memory::OutOfMemory;
pub use old::{OLD_COMMANDS, OLD_OPTIONS};
pub use servers::{Control, Deploy, Dev, EventServer, Health, Listen};
pub use spark::{SparkHistory, SparkMaster, SparkSubmit, SparkWorker};
pub use training::{BatchPredict, Eval, Instances, ReleaseCheck, Shell, Train};

use super::environment::Environment;
use super::error::LaunchError;
use crate::settings::RUN_AS_EVENTSERVER;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand};
use std::ffi::OsString;

/// About the server's key.
const CONTROL_HELP: &str = "The key is that of PIO_SERVER_ACCESS_KEY, else the random one of a query server in this container.

Examples:
  docker exec CONTAINER pio reload
  PIO_SERVER_ACCESS_KEY=… pio undeploy --ip web --port 8000

Settings: PORT, PIO_SERVER_ACCESS_KEY";

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
    /// Tell a query server to load the newest training; the one before answers until it is there
    #[command(after_help = CONTROL_HELP)]
    Reload(Control),
    /// Tell a query server to finish what it has begun and to end
    #[command(after_help = CONTROL_HELP)]
    Undeploy(Control),
    /// Spark's Scala shell, with the engine and PIO on its class path
    #[command(
        after_help = "In the shell, sc is Spark's context; PIO's classes are there to be imported. A script on standard input is run line by
line, and ends with 1 at the first one that fails.

Examples:
  docker run -it --env DATABASE_URL=postgres://… IMAGE shell
  docker run -i --env DATABASE_URL=postgres://… IMAGE shell < script.scala

Settings: DATABASE_URL, PIO_TRAIN_SPARK_OPTS, PIO_MEMORY_LIMIT, JAVA_OPTS"
    )]
    Shell(Shell),
    /// What `web` runs: `deploy`, or `eventserver` with `PIO_RUN_AS_EVENTSERVER=true` and in an image without engine
    Web,
    /// Try it all in one container: database, event server, training and query server
    #[command(
        after_help = "For images that were built with BP_PIO_DEV=true. To keep the data, mount a volume:
  docker run -p 8000:8000 -p 7070:7070 -v pio-data:/layers/predictionio_engine/data IMAGE dev

It makes the app with its access key, loads the engine's first data and trains. To train again on new events:
  docker exec CONTAINER train

Settings: PIO_DEV_DATA, PORT, PIO_MEMORY_LIMIT, and those of releases"
    )]
    Dev(Dev),
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
    /// Share out a Spark cluster's workers among trainings
    #[command(after_help = "Examples:
  pio spark-master
  docker run --network cluster --name spark-master --env PIO_SPARK_SECRET=… IMAGE spark-master

Settings: PIO_SPARK_SECRET, PIO_SPARK_HOST, PIO_SPARK_UI")]
    SparkMaster(SparkMaster),
    /// Compute for a Spark cluster's trainings, with what memory and processors this container has
    #[command(after_help = "Examples:
  pio spark-worker spark://spark-master:7077
  docker run --network cluster --memory 4g --env PIO_SPARK_SECRET=… IMAGE spark-worker spark://spark-master:7077

Settings: PIO_SPARK_MASTER, PIO_SPARK_SECRET, PIO_SPARK_WAIT, PIO_SPARK_HOST, PIO_SPARK_UI, PIO_SPARK_WORKER_MEMORY,
PIO_SPARK_WORKER_CORES, PIO_SPARK_WORKER_EXECUTORS, PIO_SPARK_WORKER_DIR, PIO_MEMORY_LIMIT, and those of the storage")]
    SparkWorker(SparkWorker),
    /// Show the logs of events that trainings wrote
    #[command(after_help = "Examples:
  docker run --volume logs:/logs --env PIO_SPARK_EVENT_LOG=/logs --publish 127.0.0.1:18080:18080 IMAGE spark-history

Settings: PIO_SPARK_EVENT_LOG, PORT")]
    SparkHistory(SparkHistory),
    /// Run any job for Spark in this process, or for a cluster
    #[command(after_help = "Examples:
  pio spark-submit --class org.example.Job /jobs/job.jar words for the job
  pio spark-submit --master spark://spark-master:7077 --executor-memory 2g --class org.example.Job spark-internal

spark-internal stands for the image's own class path, with the engine in it.

Settings: PIO_SPARK_MASTER, PIO_SPARK_SECRET, PIO_SPARK_SHIP_JARS, PIO_SPARK_EVENT_LOG, PIO_MEMORY_LIMIT, JAVA_OPTS")]
    SparkSubmit(SparkSubmit),
    /// Show what is reachable, what was trained and what is served
    Status,
    /// Ask the server of this container whether it is ready: exit code 0, else 1
    #[command(after_help = "Examples:
  pio health
  pio health --port 7070

It asks GET /health, as a probe does, and starts no JVM.

Settings: PORT, PIO_RUN_AS_EVENTSERVER")]
    Health(Health),
    /// Show how each process would share out this container's memory
    Memory,
    /// What a JVM runs when its memory has run out
    #[command(hide = true)]
    OutOfMemory(OutOfMemory),
    /// Show the versions in this image
    Version,
}

impl Command {
    /// Whether its output is a log, and not a result that somebody asked for.
    #[must_use]
    pub fn logs(&self) -> bool {
        matches!(
            self,
            Self::Eventserver(_)
                | Self::Train(_)
                | Self::Deploy(_)
                | Self::Web
                | Self::SparkMaster(_)
                | Self::SparkWorker(_)
                | Self::SparkHistory(_)
                | Self::Dev(_)
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
    old::old_usage(&arguments).map_err(CliError::Launch)?;
    let named = std::iter::once(OsString::from("pio")).chain(arguments);
    Cli::try_parse_from(named)
        .map(|cli| cli.command)
        .map_err(|error| match our_words(&error) {
            Some(error) => CliError::Launch(error),
            None => CliError::Clap(error),
        })
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
mod tests;
