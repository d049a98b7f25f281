//! How `pio` commands in the same container (`docker exec CONTAINER train`) find the database.

use crate::launch::Environment;
use crate::launch::storage::DATABASE_URL;
use crate::private;
use fs_err as fs;
use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The variables for them, in a file that only their user can read.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Session(pub(super) BTreeMap<String, String>);

/// The rights of everybody but the owner.
const OTHERS: u32 = 0o077;

impl Session {
    /// Where the file of a user is.
    #[must_use]
    pub fn path(uid: u32) -> PathBuf {
        PathBuf::from(format!("/tmp/pio-{uid}/dev.toml"))
    }

    /// Reads the file; nothing where there is none, or where somebody else wrote it.
    #[must_use]
    pub fn read(path: &Path, uid: u32) -> Option<Self> {
        let found = fs::symlink_metadata(path).ok()?;
        let own = found.is_file() && found.uid() == uid && found.mode() & OTHERS == 0;
        let text = own.then(|| fs::read_to_string(path).ok()).flatten()?;
        toml::from_str(&text).ok().map(Self)
    }

    pub(super) fn write(&self, path: &Path, uid: u32) -> io::Result<()> {
        let text = toml::to_string(&self.0).map_err(io::Error::other)?;
        private::write(path, uid, text.as_bytes())
    }

    /// The environment of a command beside it, unless that names a database itself.
    #[must_use]
    pub fn join(&self, env: Environment) -> Environment {
        if env.get(DATABASE_URL).is_some() {
            return env;
        }
        env.with(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        let variables = [
            (DATABASE_URL, "postgres://a@b/c"),
            ("PIO_MEMORY_LIMIT", "700m"),
        ];
        Session(
            variables
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
        )
    }

    #[test]
    fn the_file_comes_back_to_its_own_user() {
        let dir = tempfile::tempdir().unwrap();
        let uid = fs::metadata(dir.path()).unwrap().uid();
        let path = dir.path().join("own/dev.toml");
        assert!(Session::read(&path, uid).is_none());
        session().write(&path, uid).unwrap();
        assert!(Session::read(&path, uid).is_some_and(|read| read == session()));
        assert!(Session::read(&path, uid + 1).is_none());
    }

    #[test]
    fn commands_beside_it_get_its_database_and_their_share_of_memory() {
        let whole = Environment::from_iter([("PIO_MEMORY_LIMIT", "2g")]);
        let env = session().join(whole);
        assert_eq!(env.get(DATABASE_URL), Some("postgres://a@b/c"));
        assert_eq!(env.get("PIO_MEMORY_LIMIT"), Some("700m"));
        assert!(
            env.below().contains_key(DATABASE_URL),
            "the JVM gets it too"
        );
        let other = Environment::from_iter([(DATABASE_URL, "postgres://x@y/z")]);
        assert_eq!(
            session().join(other).get(DATABASE_URL),
            Some("postgres://x@y/z")
        );
    }
}
