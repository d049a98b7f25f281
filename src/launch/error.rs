use super::database_url::UrlFault;
use super::memory::Shortage;
use super::spark_options::SparkFault;
use crate::backends::{Backend, Backends, Repository};
use crate::bindings::BindingError;
use crate::engine::{Line, VariantError};
use crate::trust::TrustError;
use std::io;
use std::path::PathBuf;

/// Why the launcher starts nothing. The words are in [`crate::errors::launch`].
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// The facts file is missing or damaged: the image is not one of ours, or is broken.
    #[error("cannot read {path}: {reason}")]
    Facts {
        /// The facts file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The command needs an engine, and the image has none.
    #[error("no engine for {command}")]
    NoEngine {
        /// The command.
        command: &'static str,
    },
    /// The engine variant cannot be read.
    #[error("in {dir}: {cause}")]
    Variant {
        /// The engine's directory.
        dir: PathBuf,
        /// What is wrong with the variant in it.
        cause: VariantError,
    },
    /// The engine variant asks for a variable that is not set.
    #[error("{file}: {key} asks for {variable}")]
    VariantVariable {
        /// The variant, relative to the engine's directory.
        file: PathBuf,
        /// The key whose value asks.
        key: String,
        /// The variable.
        variable: String,
    },
    /// The variant as it was filled in cannot be written.
    #[error("cannot write {path}: {source}")]
    VariantCopy {
        /// The copy.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The process needs a directory to write into, and none could be made.
    #[error("no working directory: {source}")]
    WorkingDir {
        /// What the system says.
        source: io::Error,
    },
    /// A command of PIO's own console that this launcher does not have.
    #[error("no command {name}")]
    OldCommand {
        /// The command as typed, such as `app show`.
        name: &'static str,
    },
    /// An option of PIO's own console that this launcher does not have.
    #[error("no option {name}")]
    OldOption {
        /// The option as typed, with its dashes.
        name: &'static str,
    },
    /// A word that is no command: a program's name, or a slip of the pen.
    #[error("no command {name}")]
    UnknownCommand {
        /// The word as typed.
        name: String,
        /// The command that comes close to it.
        similar: Option<String>,
    },
    /// An option of spark-submit that cannot be used.
    #[error("spark option {option} in {place}: {fault:?}")]
    SparkOption {
        /// The variable or the command line.
        place: &'static str,
        /// The option, without secrets; empty where the whole cannot be read.
        option: String,
        /// Why not.
        fault: SparkFault,
    },
    /// Options behind `--`, which PIO's own console hands to spark-submit.
    #[error("options after --")]
    PassThrough,
    /// Deletion was asked for without a terminal to confirm it.
    #[error("deletion of {} not confirmed", .0.what)]
    NotConfirmed(Deletion),
    /// The user did not confirm the deletion.
    #[error("deletion of {} declined", .0.what)]
    Declined(Deletion),
    /// A setting whose value makes no sense.
    #[error("{key} is {value}")]
    Setting {
        /// The variable.
        key: &'static str,
        /// Its value; such settings hold no secrets.
        value: String,
        /// What it should be.
        expected: Expected,
    },
    /// The quotes in a variable of JVM options do not close.
    #[error("unbalanced quotes in {key}")]
    Quotes {
        /// The variable.
        key: &'static str,
    },
    /// The address of the database cannot be used.
    #[error("{origin} is malformed")]
    Database {
        /// Where the address was found: `DATABASE_URL`, or the entry of a binding.
        origin: String,
        /// What is wrong.
        fault: UrlFault,
    },
    /// Two or more bindings could be meant.
    #[error("several bindings of type {kind}")]
    SeveralBindings {
        /// Their type.
        kind: &'static str,
        /// Their names.
        names: Vec<String>,
    },
    /// A binding or an entry of it cannot be read.
    #[error(transparent)]
    Binding(#[from] BindingError),
    /// A PIO repository names a source that is not set up.
    #[error("{key} names {source_name}")]
    StorageSource {
        /// The variable, such as `PIO_STORAGE_REPOSITORIES_METADATA_SOURCE`.
        key: String,
        /// The source that it names.
        source_name: String,
    },
    /// The address of a service cannot be used.
    #[error("{origin} is malformed")]
    Service {
        /// Where the address was found.
        origin: String,
        /// What is wrong.
        fault: UrlFault,
    },
    /// A binding lacks an entry.
    #[error("binding {name} has no {entry}")]
    IncompleteBinding {
        /// The binding.
        name: String,
        /// Its type.
        kind: &'static str,
        /// The entry that is missing.
        entry: &'static str,
    },
    /// PIO cannot keep a repository in that backend.
    #[error("{repository:?} in {backend}")]
    StorageMix {
        /// The repository.
        repository: Repository,
        /// The backend.
        backend: Backend,
        /// The line of PIO.
        line: Line,
    },
    /// A backend is not in the image.
    #[error("no {backend} in the image")]
    StorageNotBuilt {
        /// The backend.
        backend: Backend,
        /// Those in the image.
        built: Backends,
        /// Those that the settings use.
        used: Backends,
    },
    /// Two databases are used, for which PIO has one pool of connections.
    #[error("two databases")]
    TwoDatabases {
        /// The names of their sources.
        sources: [String; 2],
    },
    /// A file for Hadoop's or HBase's client cannot be written.
    #[error("cannot write {path}: {source}")]
    SiteFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Feedback was asked for without a key to write it with.
    #[error("feedback without an access key")]
    FeedbackKey,
    /// The memory limit is below what the process needs.
    #[error("not enough memory")]
    Memory(Shortage),
    /// A certificate of an authority cannot be used.
    #[error(transparent)]
    Certificate(#[from] TrustError),
    /// The trust store for the JVM cannot be written.
    #[error("cannot write {path}: {source}")]
    TrustStore {
        /// The store.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The query server's random key cannot be kept.
    #[error("cannot write {path}: {source}")]
    ServerKey {
        /// The file for it.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A worker is to start, and nobody says of which master.
    #[error("no master")]
    NoSparkMaster,
    /// A worker's master that is none.
    #[error("{0} is no master of a standalone cluster")]
    SparkMaster(String),
    /// Logs of events are to be shown, and nobody says where they are.
    #[error("no directory of event logs")]
    NoEventLog,
    /// A binding for Spark without its secret.
    #[error("no secret in the binding {name}")]
    SparkBinding {
        /// Its name.
        name: String,
    },
    /// A variable of Hadoop's that names no directory.
    #[error("{key} names no directory: {dir}")]
    HadoopConf {
        /// The variable.
        key: &'static str,
        /// What it names.
        dir: PathBuf,
    },
    /// The JVM does not start.
    #[error("cannot run {program}: {source}")]
    Exec {
        /// The JVM.
        program: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// What somebody asked to delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// In words, such as `the app shop with all of its events`.
    pub what: String,
    /// The name that confirms it.
    pub name: String,
    /// The command that asks nothing.
    pub command: String,
}

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// `true` or `false`.
    Flag,
    /// A TCP port from 1 to 65535.
    Port,
    /// A size such as `512m` or `2g`.
    Size,
    /// A number of seconds.
    Seconds,
    /// A number of 1 or more.
    Count,
}

impl LaunchError {
    /// The exit code of the launcher: the same table as the Java part's.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Declined(_) => 1,
            Self::OldCommand { .. }
            | Self::OldOption { .. }
            | Self::UnknownCommand { .. }
            | Self::PassThrough
            | Self::NotConfirmed(_) => 2,
            Self::Memory(_) => 4,
            Self::Facts { .. }
            | Self::NoEngine { .. }
            | Self::Variant { .. }
            | Self::VariantVariable { .. }
            | Self::VariantCopy { .. }
            | Self::WorkingDir { .. }
            | Self::Setting { .. }
            | Self::SparkMaster(_)
            | Self::NoSparkMaster
            | Self::NoEventLog
            | Self::SparkBinding { .. }
            | Self::HadoopConf { .. }
            | Self::Quotes { .. }
            | Self::SparkOption { .. }
            | Self::Database { .. }
            | Self::SeveralBindings { .. }
            | Self::Binding(_)
            | Self::StorageSource { .. }
            | Self::Service { .. }
            | Self::IncompleteBinding { .. }
            | Self::StorageMix { .. }
            | Self::StorageNotBuilt { .. }
            | Self::TwoDatabases { .. }
            | Self::SiteFile { .. }
            | Self::FeedbackKey
            | Self::Certificate(_)
            | Self::TrustStore { .. }
            | Self::ServerKey { .. }
            // Not 3: that is the JVM's own, for memory that ran out.
            | Self::Exec { .. } => 9,
        }
    }
}
