use super::archive::ArchiveError;
use super::digest::{DigestError, Sha256Digest};
use super::jdk::InventoryError;
use super::lock::LockError;
use super::proxy::ProxyError;
use super::source::SourceError;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Why something could not be installed.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// A download failed.
    #[error(transparent)]
    Download(#[from] Box<DownloadError>),
    /// An archive was not unpacked.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The inventory of JDKs cannot be used.
    #[error(transparent)]
    Inventory(#[from] InventoryError),
    /// An archive that should hold PIO holds something else.
    #[error("{archive} has no {missing}")]
    NotPio {
        /// Its URL without credentials.
        archive: String,
        /// What is not there.
        missing: String,
        /// The names of the jars that are.
        jars: Vec<String>,
    },
    /// The built-in inventory names no archive of PIO.
    #[error("the built-in inventory names no archive of PIO")]
    NoPio,
    /// A checksum of the inventory is not a sha256.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// A lock cannot be used.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A setting does not hold a URL.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A variable does not hold a proxy.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// A file or directory cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// A download that was given up.
#[derive(Debug, thiserror::Error)]
#[error("{url}: {cause} (tries: {tries})")]
pub struct DownloadError {
    /// The URL without credentials and query.
    pub url: String,
    /// The setting that names the source, if one does.
    pub setting: Option<&'static str>,
    /// The proxy on the way, without credentials, and the variable that names it.
    pub proxy: Option<(String, &'static str)>,
    /// How often it was tried.
    pub tries: u32,
    /// What happened the last time.
    pub cause: Cause,
}

/// What ended one try of a download.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// The server answered with another status than success.
    #[error("the server answered {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// The host has no address.
    #[error("the host is not known")]
    HostNotFound,
    /// No connection, or it broke before the body.
    #[error("the connection failed: {reason}")]
    Connection {
        /// What the system says.
        reason: String,
    },
    /// The server's certificate is not trusted.
    #[error("the server's certificate is not accepted: {reason}")]
    Certificate {
        /// What the TLS library says.
        reason: String,
    },
    /// The proxy did not let the connection through.
    #[error("the proxy refused: {reason}")]
    Proxy {
        /// The HTTP status of its answer, if there was one.
        status: Option<u16>,
        /// What the HTTP library says.
        reason: String,
    },
    /// No answer, or no further byte, for too long.
    #[error("nothing arrived for too long")]
    Timeout,
    /// The body ended early.
    #[error("the connection broke off after {received} bytes")]
    Truncated {
        /// How many bytes had arrived.
        received: u64,
    },
    /// A redirect that is not followed.
    #[error("redirected to {to}: {reason}")]
    Redirect {
        /// The redirect's target, without credentials.
        to: String,
        /// Why it is not followed.
        reason: &'static str,
    },
    /// The content is not what was pinned.
    #[error("the checksum is {actual} instead of {expected}")]
    Checksum {
        /// What was pinned.
        expected: Sha256Digest,
        /// What arrived.
        actual: Sha256Digest,
    },
    /// The content is larger or smaller than what was pinned.
    #[error("the size is {actual} bytes instead of {expected}")]
    Size {
        /// What was pinned, in bytes.
        expected: u64,
        /// What arrived, in bytes.
        actual: u64,
    },
    /// The content is larger than anything of its kind.
    #[error("larger than {largest} bytes")]
    TooLarge {
        /// What is taken, in bytes.
        largest: u64,
    },
    /// A local file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Somebody else's failure made this download pointless.
    #[error("stopped")]
    Stopped,
    /// Anything else that the HTTP library refuses.
    #[error("{reason}")]
    Other {
        /// What the library says.
        reason: String,
    },
}
