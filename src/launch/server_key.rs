//! The key with which a query server takes `/reload` and `/stop`, where the user set none.

use rand::random;
use std::fmt;
use std::path::PathBuf;

/// The variable with a key of the user's own; the ancestor's name.
pub const SERVER_KEY: &str = "PIO_SERVER_ACCESS_KEY";
/// How the Java part gets a random key: it counts where the engine's own `server.conf` has none either.
pub const RANDOM_KEY: &str = "PIO_LAUNCH_SERVER_KEY";
/// Where that key is kept, for the log.
pub const RANDOM_KEY_FILE: &str = "PIO_LAUNCH_SERVER_KEY_FILE";

/// A random key, and the file in which commands of the same container find it.
#[derive(Clone, PartialEq, Eq)]
pub struct RandomKey {
    /// The key: 192 bits as text that needs no quotes.
    pub key: String,
    /// The file.
    pub file: PathBuf,
}

impl RandomKey {
    /// Makes a key for the server of a user on a port.
    #[must_use]
    pub fn new(uid: u32, port: u16) -> Self {
        Self {
            key: hex::encode(random::<[u8; 24]>()),
            file: file(uid, port),
        }
    }
}

impl fmt::Debug for RandomKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RandomKey")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// Where the key of a server lies: in a container there may be several servers, but one on each port.
#[must_use]
pub fn file(uid: u32, port: u16) -> PathBuf {
    PathBuf::from(format!("/tmp/pio-{uid}/server-key-{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_servers_have_one_key_and_none_shows_it() {
        let (one, other) = (RandomKey::new(7, 8000), RandomKey::new(7, 8000));
        assert_eq!(one.file, PathBuf::from("/tmp/pio-7/server-key-8000"));
        assert_eq!(one.key.len(), 48);
        assert_ne!(one.key, other.key);
        assert!(!format!("{one:?}").contains(&one.key));
    }
}
