use crate::launch::LaunchError;
use crate::transfer::TransferError;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why a release ended early.
#[derive(Debug, Error)]
pub enum ReleaseError {
    /// No app is named.
    #[error("no app")]
    NoApp,
    /// A hook of the engine's failed.
    #[error("{hook} ended with {code}")]
    Hook {
        /// The program, relative to the engine's directory.
        hook: &'static str,
        /// Its exit code, or 128 and the signal's number.
        code: u8,
    },
    /// A hook did not leave the file that it is for.
    #[error("{hook} made no {file}")]
    NoFile {
        /// The program.
        hook: &'static str,
        /// The file, relative to the engine's directory.
        file: &'static str,
    },
    /// A step ended early and has said why.
    #[error("a step ended with {0}")]
    Step(u8),
    /// Something could not be started or written.
    #[error("{what}: {source}")]
    System {
        /// The program or directory.
        what: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A setting of the launcher's makes no sense.
    #[error(transparent)]
    Launch(#[from] LaunchError),
    /// The database cannot be reached.
    #[error(transparent)]
    Database(#[from] TransferError),
}

impl ReleaseError {
    /// The launcher's exit code. 10 is that of a setting which is missing.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoApp => 10,
            Self::Hook { .. } | Self::NoFile { .. } => 1,
            Self::Step(code) => *code,
            Self::System { .. } => 9,
            Self::Launch(error) => error.exit_code(),
            Self::Database(error) => error.exit_code(),
        }
    }
}
