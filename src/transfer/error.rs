use crate::database::DatabaseError;
use crate::events::Fault;
use std::io;
use std::path::PathBuf;

/// Why events were not moved. The words are in [`crate::errors::events`].
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The database cannot be worked with.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// There is no app of this name.
    #[error("no app {name}")]
    NoApp {
        /// The name.
        name: String,
    },
    /// The app has no channel of this name.
    #[error("no channel {name}")]
    NoChannel {
        /// The app, by name or number.
        app: String,
        /// The channel.
        name: String,
    },
    /// The app, or its channel, has no table of events.
    #[error("no table {table}")]
    NoTable {
        /// The app, by name or number.
        app: String,
        /// The table.
        table: String,
    },
    /// What the names of PIO's tables begin with cannot begin the name of a table.
    #[error("the prefix {value}")]
    Prefix {
        /// The prefix.
        value: String,
    },
    /// The time zone may mean one place to Java and another to PostgreSQL.
    #[error("the zone {value}")]
    Zone {
        /// The zone.
        value: String,
    },
    /// The input cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file, or `-`.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The input is a directory without files of events.
    #[error("nothing in {path}")]
    NothingInside {
        /// The directory.
        path: PathBuf,
    },
    /// The output cannot be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// The file, or `-`.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The output is there already.
    #[error("{path} exists")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Lines of the input are no events.
    #[error("{count} bad lines")]
    BadLines {
        /// The first of them.
        first: Vec<BadLine>,
        /// How many there are.
        count: u64,
    },
}

/// A line that is no event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// The file, where the input has several.
    pub file: Option<PathBuf>,
    /// Its number, from 1.
    pub number: u64,
    /// What is wrong.
    pub fault: Fault,
}

impl TransferError {
    /// The exit code of the launcher: the same table as the Java part's.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Database(DatabaseError::Fault { .. }) => 5,
            Self::Database(DatabaseError::Launch(error)) => error.exit_code(),
            Self::Prefix { .. } | Self::Zone { .. } => 9,
            _ => 1,
        }
    }
}
