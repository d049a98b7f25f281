//! The compilation of an engine: working copy, migrations, sbt.
//!
//! The source is read into a [`SourceTree`], the rules of [`migrate`] change the tree, the working
//! copy is brought in line with it, and sbt packages the engine there. The copy stays in a cached
//! layer at a fixed path, so that zinc compiles only what changed.

mod error;
mod foreign;
mod job;
mod migrate;
mod sbt;
mod source;
mod suite;
mod working_copy;

pub use error::{CompileError, FileError};
pub use job::{Artifacts, CompileJob, Dependency, Displaced, Note, PlatformJar, Report, compile};
pub use migrate::Applied;
pub use sbt::failure::{BuildFailure, Place, Reason, Unreachable, Unresolved};
pub use sbt::names::binary_version;
pub use sbt::prepare::prepare_sbt;
pub use source::{Extent, SourceTree, source_fingerprint};
pub use suite::{SuiteResults, TestFailure};
