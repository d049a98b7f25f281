use super::shares::Shortage;
use crate::launch::LaunchError;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why `pio dev` ends without having been told to. The words are in [`crate::errors::dev`].
#[derive(Debug, Error)]
pub enum DevError {
    /// The image was built without it.
    #[error("no PostgreSQL in this image")]
    NotBuilt,
    /// A database is named, but this command has its own.
    #[error("DATABASE_URL is set")]
    OtherDatabase,
    /// PostgreSQL does not run as root.
    #[error("user 0")]
    Root,
    /// PostgreSQL makes no database for a user without a name.
    #[error("user {uid} has no name")]
    NoUserName {
        /// The user's id.
        uid: u32,
    },
    /// All processes together need more than there is.
    #[error("not enough memory")]
    Memory(Shortage),
    /// The directory for the data cannot be used.
    #[error("{path}: {source}")]
    Data {
        /// The directory.
        path: PathBuf,
        /// The user's id.
        uid: u32,
        /// Where a volume can be mounted that this user may write.
        volume: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another container works on the data.
    #[error("{path} is in use")]
    InUse {
        /// The directory.
        path: PathBuf,
    },
    /// The data are those of another PostgreSQL.
    #[error("{path} is of PostgreSQL {found}, not {major}")]
    Version {
        /// The directory.
        path: PathBuf,
        /// The version of the data.
        found: String,
        /// The version of the image.
        major: String,
    },
    /// A step ended early and has said why.
    #[error("{name} ended with {code}")]
    Ended {
        /// Its name in the log.
        name: &'static str,
        /// Its exit code, or 128 and the signal's number.
        code: u8,
    },
    /// PostgreSQL refused something.
    #[error("PostgreSQL: {reason}")]
    Database {
        /// What it says.
        reason: String,
    },
    /// Something could not be started, read or written.
    #[error("{what}: {source}")]
    System {
        /// The program or file.
        what: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It was told to end.
    #[error("signal {0}")]
    Told(u8),
    /// A setting of the launcher's makes no sense.
    #[error(transparent)]
    Launch(#[from] LaunchError),
}

impl DevError {
    /// The launcher's exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Memory(_) => 4,
            Self::Database { .. } => 5,
            Self::NotBuilt
            | Self::OtherDatabase
            | Self::Root
            | Self::NoUserName { .. }
            | Self::Data { .. }
            | Self::InUse { .. }
            | Self::Version { .. }
            | Self::System { .. } => 9,
            // A server that ends by itself has failed, whatever it says.
            Self::Ended { code, .. } => (*code).max(1),
            Self::Told(signal) => crate::children::SIGNALLED.saturating_add(*signal),
            Self::Launch(error) => error.exit_code(),
        }
    }
}
