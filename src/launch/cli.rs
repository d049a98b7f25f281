//! The command line, with the commands of PIO's own console.

use super::error::LaunchError;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand, value_parser};
use std::ffi::OsString;
use std::path::PathBuf;

/// Commands of PIO's own console that are not here. [`crate::errors::launch`] says of each what to do instead.
pub const OLD_COMMANDS: &[&str] = &[
    "accesskey delete",
    "adminserver",
    "app channel-delete",
    "app channel-new",
    "app data-delete",
    "app show",
    "build",
    "dashboard",
    "export",
    "import",
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
    /// Make, list and delete apps: each has events of its own
    #[command(subcommand)]
    App(App),
    /// Make and list access keys: whoever sends events needs one
    #[command(subcommand)]
    Accesskey(AccessKey),
    /// Check that the storage answers and is ready
    Status,
    /// Show how each process would share out this container's memory
    Memory,
    /// Show the versions in this image
    Version,
}

/// `pio eventserver`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
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
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn command(line: &str) -> Command {
        parse(line.split_whitespace()).unwrap_or_else(|error| panic!("{line}: {error:?}"))
    }

    #[test]
    fn clap_finds_no_fault_with_the_definitions() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_help() {
        let mut help = vec![Cli::command().render_long_help().to_string()];
        for line in [
            "eventserver",
            "train",
            "eval",
            "batchpredict",
            "deploy",
            "instances",
            "instances show",
            "instances delete",
            "instances prune",
            "app",
            "app new",
            "app list",
            "app delete",
            "accesskey",
            "accesskey new",
            "accesskey list",
            "status",
            "memory",
            "version",
        ] {
            let words = line.split(' ').chain(["--help"]);
            let Err(CliError::Clap(error)) = parse(words) else {
                panic!("{line}")
            };
            assert_eq!(error.exit_code(), 0, "{line}");
            help.push(format!("=== pio {line} --help\n{error}"));
        }
        insta::assert_snapshot!(help.join("\n"));
    }

    #[test]
    fn reads_the_commands() {
        assert_eq!(
            command("eventserver --ip :: --port 1 --stats"),
            Command::Eventserver(EventServer {
                listen: Listen {
                    ip: Some("::".into()),
                    port: Some(1)
                },
                stats: true
            })
        );
        assert_eq!(
            command("train --verbosity 2 --batch b"),
            Command::Train(Train {
                batch: Some("b".into()),
                verbosity: Some(2),
                ..Train::default()
            })
        );
        assert_eq!(command("deploy"), Command::Deploy(Deploy::default()));
        assert_eq!(
            command("app delete x -f"),
            Command::App(App::Delete {
                name: "x".into(),
                force: true
            })
        );
        assert_eq!(
            command("accesskey new x a b --key k"),
            Command::Accesskey(AccessKey::New {
                app: "x".into(),
                events: vec!["a".into(), "b".into()],
                access_key: Some("k".into())
            })
        );
        assert_eq!(
            command("accesskey list"),
            Command::Accesskey(AccessKey::List { app: None })
        );
    }

    #[test]
    fn wrong_usage_exits_with_2() {
        for line in [
            "",
            "train --port 1",
            "deploy --port 0",
            "deploy --port 65536",
            "app new",
            "app new x --id 0",
        ] {
            let Err(CliError::Clap(error)) = parse(line.split_whitespace()) else {
                panic!("{line}")
            };
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }

    #[test]
    fn a_word_that_is_no_command_is_told_with_the_next_best() {
        for (word, expected) in [("bash", None), ("trian", Some("train"))] {
            let Err(CliError::Launch(LaunchError::UnknownCommand { name, similar })) =
                parse([word])
            else {
                panic!("{word}")
            };
            assert_eq!((name.as_str(), similar.as_deref()), (word, expected));
        }
    }

    #[test]
    fn knows_what_pios_own_console_had() {
        for name in OLD_COMMANDS {
            let Err(CliError::Launch(LaunchError::OldCommand { name: found })) =
                parse(name.split(' ').chain(["--x"]))
            else {
                panic!("{name}")
            };
            assert_eq!(found, *name);
        }
        for name in OLD_OPTIONS {
            let Err(CliError::Launch(LaunchError::OldOption { name: found })) =
                parse(["train", name])
            else {
                panic!("{name}")
            };
            assert_eq!(found, *name);
        }
        let error = parse(["eventserver", "--", "--driver-memory", "4g"]).unwrap_err();
        assert!(matches!(error, CliError::Launch(LaunchError::PassThrough)));
        assert!(parse(["train", "--"]).is_ok());
        assert!(parse(["app", "new", "--", "-x"]).is_ok());
    }
}
