use predictionio_buildpack::install::{
    CoordinatesError, InstallError, LockError, ProxyError, SourceError,
};
use predictionio_buildpack::trust::TrustError;
use std::io;
use std::process::ExitStatus;

/// Why a jar set could not be locked, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LockTaskError {
    /// The text names the file: it comes from `fs_err` or `tempfile`.
    #[error(transparent)]
    File(#[from] io::Error),

    #[error("there is no jar set {name} in the inventory; there are {}", known.join(", "))]
    UnknownName { name: String, known: Vec<String> },

    #[error("inventory/{name}.spec.toml is not the specification of a jar set: {reason}")]
    Spec { name: String, reason: String },

    #[error(
        "No Java is here to run coursier with. Install any Java from 8 on, and put `java` on the PATH or set JAVA_HOME."
    )]
    NoJava,

    #[error("`{java}` could not be started: {source}")]
    Start { java: String, source: io::Error },

    #[error("coursier could not resolve the jars ({status}):\n{output}")]
    Resolve { status: ExitStatus, output: String },

    #[error("coursier's report cannot be read: {0}")]
    Report(String),

    #[error(
        "coursier fetched {file} for {coordinates}, which is not the jar's path in a Maven repository, so the buildpack \
         could not download it. Leave it out in the specification, or name another version."
    )]
    OddPath { coordinates: String, file: String },

    #[error(
        "the locks of {} are not what resolving gives today, see above. If that is wanted, run `scripts/lock` without --check.",
        names.join(" and ")
    )]
    Outdated { names: Vec<String> },

    #[error(transparent)]
    Coordinates(#[from] CoordinatesError),

    #[error(transparent)]
    Lock(#[from] LockError),

    #[error(transparent)]
    Install(#[from] InstallError),

    #[error("{0} (--repository or BP_PIO_MAVEN_REPOSITORY)")]
    Repository(#[from] SourceError),

    #[error(transparent)]
    Proxy(#[from] ProxyError),

    #[error(transparent)]
    Trust(#[from] TrustError),

    #[error("the lock cannot be written as TOML: {0}")]
    Render(#[from] toml::ser::Error),
}
