use super::archive::Top;
use super::digest::Sha256Digest;
use super::error::InstallError;
use super::http::{Http, Observer};
use super::inventory_file::{InventoryFile, JavaEntry};
use super::pinned::Pinned;
use super::source::Source;
use semver::Version;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub use libherokubuildpack::inventory::artifact::{Arch, Os};

/// The setting that names an inventory of the user's own.
pub const INVENTORY: &str = "BP_PIO_INVENTORY";

/// The built-in inventory. It lists no JRE: those of other vendors that are within reach are a
/// security update behind the JDK, so the JDK's own `jre` goes into the image.
const BUILT_IN: &str = include_str!("../../inventory/jdk.toml");
const BUILT_IN_NAME: &str = "inventory/jdk.toml";

/// More than twice what a JDK 8 with its sources unpacks to, in bytes.
const LARGEST_JAVA: u64 = 1024 * 1024 * 1024;

/// What an artifact is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JavaKind {
    /// Has a compiler.
    Jdk,
    /// Runs programs only.
    Jre,
}

impl fmt::Display for JavaKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jdk => "JDK",
            Self::Jre => "JRE",
        })
    }
}

/// Why an inventory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    /// It cannot be read.
    #[error("the inventory {path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is not TOML, or an entry is not as it must be.
    #[error("the inventory {place}, line {line}, column {column}: {reason}")]
    Form {
        /// The file or URL.
        place: String,
        /// From 1; 0 when not known.
        line: usize,
        /// From 1; 0 when not known.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// A system that no inventory can name.
    #[error("unknown system {os}/{arch}")]
    NoSuchSystem {
        /// The system.
        os: String,
        /// The processor.
        arch: String,
    },
    /// It holds nothing for this system.
    #[error("no {kind} for {os}/{arch} in {places:?}")]
    NoArtifact {
        /// What was asked for.
        kind: JavaKind,
        /// The system.
        os: Os,
        /// The processor.
        arch: Arch,
        /// The inventories that were looked at.
        places: Vec<String>,
    },
}

/// The JDKs and JREs to choose from: the built-in ones, and those of `BP_PIO_INVENTORY`.
#[derive(Debug)]
pub struct JdkInventory {
    javas: Vec<Java>,
    places: Vec<String>,
}

/// A JDK or JRE to download: what it is, where it is and what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Java {
    /// JDK or JRE.
    pub kind: JavaKind,
    /// Java 8 update 504 is 8.0.504.
    pub version: Version,
    /// Who made it, such as `zulu`.
    pub vendor: String,
    /// The system.
    pub os: Os,
    /// The processor.
    pub arch: Arch,
    /// A tar.gz with one top directory.
    pub source: Source,
    /// The checksum of the tar.gz.
    pub sha256: Sha256Digest,
}

impl Java {
    /// Downloads and verifies the archive and unpacks it into `destination`, which must not exist
    /// or be empty. All of it is there afterwards, or nothing.
    ///
    /// # Errors
    /// When the download fails, or the archive is not safe to unpack.
    pub fn install(
        &self,
        http: &Http,
        destination: &Path,
        observer: &dyn Observer,
    ) -> Result<(), InstallError> {
        let archive = Pinned {
            source: &self.source,
            sha256: self.sha256,
            largest: LARGEST_JAVA,
            top: Top::Dropped,
        };
        archive.unpack(http, destination, observer)
    }

    fn new(artifact: JavaEntry, setting: Option<&'static str>) -> Result<Self, InstallError> {
        Ok(Self {
            kind: artifact.metadata.kind,
            version: artifact.version,
            vendor: artifact.metadata.vendor,
            os: artifact.os,
            arch: artifact.arch,
            source: Source::parse(&artifact.url, setting)?,
            sha256: artifact.checksum.value.as_slice().try_into()?,
        })
    }

    fn is_for(&self, kind: JavaKind, os: Os, arch: Arch) -> bool {
        self.kind == kind && self.os == os && self.arch == arch
    }
}

impl JdkInventory {
    /// The built-in inventory.
    ///
    /// # Errors
    /// Never, unless the buildpack is defective: a test reads it.
    pub fn built_in() -> Result<Self, InstallError> {
        Ok(Self {
            javas: javas(InventoryFile::parse(BUILT_IN_NAME, BUILT_IN)?, None)?,
            places: vec!["the built-in inventory".to_owned()],
        })
    }

    /// The built-in inventory with what `setting` names: a path (a relative one is below `app_dir`)
    /// or a URL of scheme https, http or file. An entry there stands in for every built-in one of
    /// its kind, system and processor.
    ///
    /// # Errors
    /// When the user's inventory cannot be read or is not of the form of one.
    pub fn load(setting: Option<&str>, app_dir: &Path, http: &Http) -> Result<Self, InstallError> {
        let mut inventory = Self::built_in()?;
        if let Some(place) = setting {
            let (own, shown) = InventoryFile::read(place, app_dir, http)?;
            inventory.replace_with(javas(own, Some(INVENTORY))?, shown);
        }
        Ok(inventory)
    }

    /// The newest of a kind for a system.
    ///
    /// # Errors
    /// When there is none.
    pub fn resolve(&self, kind: JavaKind, os: Os, arch: Arch) -> Result<&Java, InventoryError> {
        self.find(kind, os, arch)
            .ok_or_else(|| InventoryError::NoArtifact {
                kind,
                os,
                arch,
                places: self.places.clone(),
            })
    }

    /// The newest of a kind for a system, if there is one.
    #[must_use]
    pub fn find(&self, kind: JavaKind, os: Os, arch: Arch) -> Option<&Java> {
        self.javas
            .iter()
            .filter(|java| java.is_for(kind, os, arch))
            .max_by_key(|java| &java.version)
    }

    fn replace_with(&mut self, own: Vec<Java>, place: String) {
        self.javas.retain(|built_in| {
            !own.iter()
                .any(|own| built_in.is_for(own.kind, own.os, own.arch))
        });
        self.javas.extend(own);
        self.places.insert(0, place);
    }
}

fn javas(
    inventory: InventoryFile,
    setting: Option<&'static str>,
) -> Result<Vec<Java>, InstallError> {
    let entries = inventory.artifacts.into_iter();
    entries.map(|java| Java::new(java, setting)).collect()
}

#[cfg(test)]
#[path = "jdk_tests.rs"]
mod tests;
