//! What can go wrong in the project's tools, in words for the person at the terminal.

use std::path::PathBuf;
use std::process::ExitStatus;

/// An error of the project's tools; its `Display` says what happened and, where it is known, what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Io(#[from] std::io::Error),

    #[error(transparent)]
    Lock(#[from] Box<crate::lock::LockTaskError>),

    #[error("`{command}` could not be started: {source}")]
    Start {
        command: String,
        source: std::io::Error,
    },

    #[error("`{command}` failed ({status}){}", with_output(.output))]
    Failed {
        command: String,
        status: ExitStatus,
        output: String,
    },

    #[error(
        "Docker does not answer and cannot be started from here: {reason}.\n\
         The tests and the demo need a Docker engine. Either\n\
         - run this as root on Debian (also inside a container that may start one), which installs and starts everything, or\n\
         - start Docker, put `pack` on the PATH and name a builder that can be reached: PIO_STACK_BUILDER=<image> (or --builder <image>)."
    )]
    NoDocker { reason: String },

    #[error(
        "The test stack's own builder is made from Debian packages, as root on Debian, and this is not such a machine ({reason}).\n\
         Name a builder that can be reached instead: PIO_STACK_BUILDER=<image> (or --builder <image>), with `pack` on the PATH."
    )]
    NotDebian { reason: String },

    #[error(
        "`pack` is not on the PATH, and a given builder ({builder}) is used with the `pack` that is installed. \
         Install it (https://buildpacks.io/docs/install-pack/), or leave the builder away on Debian, as root."
    )]
    NoPack { builder: String },

    #[error("dockerd ended or did not answer within {seconds} s. Its log is {}:\n{reason}", .log.display())]
    DockerdDied {
        seconds: u64,
        log: PathBuf,
        reason: String,
    },

    #[error("The user's cache folder is not known: set HOME or XDG_CACHE_HOME.")]
    NoCacheFolder,

    #[error(
        "No Debian mirror is set in this machine's apt sources (`apt-get indextargets` lists none with the component main)."
    )]
    NoMirror,

    #[error(
        "No Debian archive keyring in /usr/share/keyrings. Install the package debian-archive-keyring."
    )]
    NoKeyring,

    #[error("The package {package} did not hold what was expected: {what} is missing.")]
    PackageContent { package: String, what: String },

    #[error("The version `{0}` of Debian's OpenJDK 8 could not be read.")]
    JdkVersion(String),

    #[error("{} could not be read: {reason}", .path.display())]
    Unreadable { path: PathBuf, reason: String },

    #[error("Packaging the buildpack failed: {0}")]
    Package(String),

    #[error(
        "{} is not a directory. Give the directory of an engine's source.", .0.display()
    )]
    NoApp(PathBuf),

    #[error("{step}: {reason}")]
    Demo { step: String, reason: String },

    #[error(
        "The servers for the tests of storage backends are made on the test stack's own images, and {builder} is another builder. \
         Run them as root on Debian without a builder of your own."
    )]
    NoStorageServers { builder: String },

    #[error("{} of the parts failed: {}", .0.len(), .0.join(", "))]
    Tests(Vec<String>),
}

/// Output is put below the sentence, and nothing where there was none.
fn with_output(output: &str) -> String {
    if output.trim().is_empty() {
        String::new()
    } else {
        format!(":\n{}", output.trim_end())
    }
}
