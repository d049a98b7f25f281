use super::Line;
use crate::backends::Backends;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The name of the facts file, in the launcher's layer beside `bin/`.
pub const FACTS_FILE: &str = "image.toml";

/// What the build knows and the launcher needs: written once per build, read at every start.
///
/// It holds places and names, never a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageFacts {
    /// The PIO version in the image, such as `0.10.0-incubating`.
    pub pio_version: String,
    /// The Spark version in the image, such as `1.6.3`.
    pub spark_version: String,
    /// The full Scala version that the engine was compiled with, such as `2.10.7`.
    pub scala_version: String,
    /// The version of the buildpack that made the image.
    pub buildpack_version: String,
    /// The Java home whose `bin/java` runs everything.
    pub java_home: PathBuf,
    /// A PEM file with the certificate authorities that the build trusted, if there were any.
    pub ca_certificates: Option<PathBuf>,
    /// The engine; absent in an image that is only an event server.
    pub engine: Option<EngineFacts>,
    /// PostgreSQL, in an image that can run everything in one container.
    pub postgresql: Option<PostgresqlFacts>,
    /// What a JVM needs on its class path.
    pub class_path: ClassPath,
    /// The storage backends in the image.
    pub storage: Backends,
    /// A directory with native code of the platform's jars, for where `/tmp` runs none.
    pub native: Option<PathBuf>,
}

impl ImageFacts {
    /// The line of the PIO in the image.
    #[must_use]
    pub fn line(&self) -> Line {
        // The build writes nothing else than the version of a line.
        Line::of_pio(&self.pio_version).unwrap_or(Line::V0_10)
    }
}

/// The PostgreSQL of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostgresqlFacts {
    /// The directory with its `bin`.
    pub home: PathBuf,
    /// Its version, such as `17.11.0`.
    pub version: String,
    /// A directory that every user may write, to mount a volume on.
    pub data: PathBuf,
}

/// What the build read from the engine's source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngineFacts {
    /// The top of the source, `/workspace`.
    pub top: PathBuf,
    /// The directory that holds the engine's own files: `/workspace` or a sub-directory of it.
    pub dir: PathBuf,
    /// The engine variant, relative to `dir`: `engine.json` unless the user said otherwise.
    pub variant: PathBuf,
    /// The `engineFactory` of the variant.
    pub factory: String,
}

/// The parts of the class path, in the order in which a JVM must see them: launcher, platform
/// (PIO and Spark), the engine's jar, the engine's own dependencies, storage backends. Another order breaks engines
/// that bring their own jackson or logback.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassPath {
    /// Configuration directory and the launcher's own jar.
    pub launcher: Vec<PathBuf>,
    /// PIO and Spark with all that they need.
    pub platform: Vec<PathBuf>,
    /// The engine's jar.
    pub engine: Vec<PathBuf>,
    /// The jars that the engine asks for and the platform does not have.
    pub dependencies: Vec<PathBuf>,
    /// Storage backends that come as assemblies of their own; they hold much that the others have too.
    pub storage: Vec<PathBuf>,
}
