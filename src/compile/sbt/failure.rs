//! What is known of an sbt run that failed.

use std::path::PathBuf;

/// How sbt ended, and why as far as its output tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildFailure {
    /// The exit status in words, such as `exit status: 1`.
    pub exit: String,
    /// Why.
    pub reason: Reason,
    /// The sbt plugins that were set aside since no repository has them; `organization:name:version`.
    pub without: Vec<String>,
}

/// Why an sbt run failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The engine's sources do not compile; the compiler's own lines, relative to the source.
    Sources {
        /// `file:line:column: message` and what the compiler says to it.
        lines: Vec<String>,
        /// How many errors there are.
        errors: usize,
    },
    /// `build.sbt` or another part of the build's definition cannot be read.
    BuildFile {
        /// Where.
        place: Place,
        /// What the compiler of build files says.
        message: String,
    },
    /// No repository has these modules.
    Unresolved(Vec<Unresolved>),
    /// A repository could not be asked.
    Repository {
        /// What was asked for.
        url: String,
        /// What happened.
        why: Unreachable,
    },
    /// The JVM had too little memory; what of it was short, such as `Java heap space`.
    OutOfMemory(String),
    /// The process was killed, as happens when the container's memory is used up.
    Killed,
    /// None of these; the last lines that sbt marked as errors.
    Unknown(Vec<String>),
}

/// A line of a file, relative to the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
}

/// A module that no repository has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// `organization:name:version`.
    pub coordinates: String,
    /// Whether it is an sbt plugin.
    pub is_plugin: bool,
    /// Where the build names it, when it does so itself.
    pub declared: Option<Place>,
    /// The addresses that were asked and have it not.
    pub asked: Vec<String>,
    /// The addresses that gave no answer, and why.
    pub no_answer: Vec<(String, Unreachable)>,
    /// The closest versions that the configured repository has; none if nobody could look.
    pub nearest: Option<Vec<String>>,
}

/// Why a repository gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreachable {
    /// Its certificate is not trusted.
    Untrusted,
    /// It wants credentials, or other ones (401).
    Unauthorized,
    /// It refuses (403).
    Forbidden,
    /// It answers with this status.
    Status(u16),
    /// There is no connection; what Java says, such as `UnknownHostException (host)`.
    Connection(String),
}
