//! Pinned artifacts: inventory, download, verification, unpacking.
//!
//! Nothing is placed before it is verified: a download goes to a temporary file beside its
//! destination and is renamed when its checksum is right; an archive is unpacked beside its
//! destination and renamed when it is whole.

mod archive;
mod attempt;
mod compression;
mod coordinates;
mod digest;
mod error;
mod files;
mod http;
mod inventory_file;
mod jars;
mod jdk;
mod json4s;
mod lock;
mod maven;
mod member;
mod partial;
mod pinned;
mod pio;
mod postgresql;
mod provided;
mod proxy;
mod retry;
mod source;
#[cfg(test)]
mod test_server;
mod versions;

pub use archive::ArchiveError;
pub use coordinates::{Coordinates, CoordinatesError};
pub use digest::{DigestError, Sha256Digest};
pub use error::{Cause, DownloadError, InstallError};
pub use http::{Expected, Http, Observer, Timeouts};
pub use jars::{InstallReport, JarProgress, install_jars, jar_paths};
pub use jdk::{Arch, INVENTORY, InventoryError, Java, JavaKind, JdkInventory, Os};
pub use lock::{Lock, LockError, LockedJar};
pub use maven::{DEFAULT_MAVEN_REPOSITORY, MAVEN_REPOSITORY, MavenRepository};
pub use member::take_member;
pub use pio::{PioArchive, PioJars};
pub use postgresql::install_postgresql;
pub use provided::{JavaHome, ProvidedJava, provided_java};
pub use proxy::{Proxies, ProxyError, ProxyServer};
pub use retry::RetryPolicy;
pub use source::{Credentials, Source, SourceError};
pub use versions::{closest_version, nearest_versions};
