use super::sbt::failure::BuildFailure;
use super::suite::SuiteResults;
use std::io;
use std::path::PathBuf;

/// A file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct FileError {
    /// The file or directory.
    pub path: PathBuf,
    /// What the operating system says.
    pub source: io::Error,
}

impl FileError {
    pub(super) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self { path, source }
    }
}

/// What keeps an engine from being compiled.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The engine's source cannot be read.
    #[error("the engine's source cannot be read: {0}")]
    Source(#[source] FileError),
    /// The working copy, or a file that sbt is given, cannot be written.
    #[error("cannot write what sbt needs: {0}")]
    Write(#[source] FileError),
    /// The sbt layer does not hold a jar that it should.
    #[error("{dir} holds no {name}", dir = dir.display())]
    MissingJar {
        /// The directory of the jars' group.
        dir: PathBuf,
        /// How the jar's name begins.
        name: String,
    },
    /// The plugin that the buildpack gives to sbt was not compiled: a defect of the buildpack.
    #[error("the buildpack's sbt plugin does not compile")]
    Plugin {
        /// What the compiler says.
        output: String,
    },
    /// A program of the JDK did not start.
    #[error("{program} does not start: {source}", program = program.display())]
    Start {
        /// The program.
        program: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// `SBT_OPTS` cannot be split into words.
    #[error("SBT_OPTS cannot be split into words")]
    SbtOpts,
    /// sbt ended without an engine.
    #[error("sbt ended with {exit}", exit = .0.exit)]
    Build(Box<BuildFailure>),
    /// The engine compiles, but its tests were asked for and do not pass.
    #[error("{failed} tests failed", failed = .0.failed + .0.errors)]
    Tests(Box<SuiteResults>),
    /// sbt ended well, but what it should have written is missing or not of the expected form.
    #[error("sbt's answer cannot be used: {reason}")]
    Answer {
        /// What is wrong with it.
        reason: String,
    },
}
