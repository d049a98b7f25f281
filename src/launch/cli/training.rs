//! Commands that work with the engine and end: training, evaluation, predictions, and what trainings left.

use clap::{Args, Subcommand, value_parser};
use std::path::PathBuf;

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

/// `pio shell`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Shell {
    /// Of PIO's own console, where the shell can do without Spark
    #[arg(long, hide = true)]
    pub with_spark: bool,
    /// Options of spark-submit, such as --driver-memory 2g
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
