//! What the test stack keeps, and where.

use crate::error::Error;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The test stack's folder in the user's cache.
#[derive(Debug, Clone)]
pub(crate) struct Cache {
    root: PathBuf,
}

impl Cache {
    /// The folder as the environment has it: `$XDG_CACHE_HOME`, else `~/.cache`.
    pub(crate) fn from_env() -> Result<Self, Error> {
        Self::at(env::var_os("XDG_CACHE_HOME"), env::var_os("HOME")).ok_or(Error::NoCacheFolder)
    }

    /// An empty variable counts as unset, and so does a relative `XDG_CACHE_HOME`, as the XDG specification has it.
    fn at(xdg_cache_home: Option<OsString>, home: Option<OsString>) -> Option<Self> {
        let xdg = xdg_cache_home
            .map(PathBuf::from)
            .filter(|path| path.is_absolute());
        let home = home
            .filter(|home| !home.is_empty())
            .map(|home| Path::new(&home).join(".cache"));
        xdg.or(home).map(|cache| Self {
            root: cache.join("predictionio-buildpack"),
        })
    }

    /// Static binaries that are built with Go, one folder per version of their sources.
    pub(crate) fn tools(&self, key: &str) -> PathBuf {
        self.root.join(format!("tools-{key}"))
    }

    /// Coursier, which resolves the jar sets, and what it downloads.
    pub(crate) fn coursier(&self) -> PathBuf {
        self.root.join("coursier")
    }

    /// Docker Compose out of Debian's packages.
    pub(crate) fn compose(&self) -> PathBuf {
        self.root.join("docker-compose")
    }

    /// The JDK's archive and its inventory.
    pub(crate) fn jdk(&self) -> PathBuf {
        self.root.join("jdk")
    }

    /// The base image's file system and its checksum.
    pub(crate) fn base(&self) -> PathBuf {
        self.root.join("base")
    }

    /// The super POM of a Maven that is not installed.
    pub(crate) fn super_pom(&self) -> PathBuf {
        self.root.join("maven-super-pom.xml")
    }

    /// Python's packages with a server for S3.
    pub(crate) fn s3(&self) -> PathBuf {
        self.root.join("s3")
    }

    /// `PACK_HOME`: what `pack` keeps, among it the key of its volumes' names.
    pub(crate) fn pack_home(&self) -> PathBuf {
        self.root.join("pack-home")
    }

    /// Process id and log of the `dockerd` that we started.
    pub(crate) fn dockerd(&self) -> PathBuf {
        self.root.join("dockerd")
    }

    /// A temporary folder on the cache's disk, gone with the returned value.
    /// Everyone may enter it: programs that give up root (apt, the Docker build) read from it.
    pub(crate) fn scratch(&self) -> Result<tempfile::TempDir, Error> {
        use std::os::unix::fs::PermissionsExt;
        fs_err::create_dir_all(&self.root)?;
        self.remove_abandoned()?;
        Ok(tempfile::Builder::new()
            .prefix(SCRATCH)
            .permissions(std::fs::Permissions::from_mode(0o755))
            .tempdir_in(&self.root)?)
    }

    /// Removes temporary folders of runs that were killed.
    fn remove_abandoned(&self) -> Result<(), Error> {
        for entry in fs_err::read_dir(&self.root)? {
            let entry = entry?;
            let age = entry.metadata()?.modified()?.elapsed();
            let is_old = age.is_ok_and(|age| age > ABANDONED_AFTER);
            if is_old && entry.file_name().to_string_lossy().starts_with(SCRATCH) {
                fs_err::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }
}

/// What temporary folders begin with.
const SCRATCH: &str = "tmp-";

/// Nothing here takes as long.
const ABANDONED_AFTER: Duration = Duration::from_hours(24);

/// The root of the working tree that these tools belong to.
pub(crate) fn workspace_root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    fn root(xdg: Option<&str>, home: Option<&str>) -> Option<PathBuf> {
        Cache::at(xdg.map(Into::into), home.map(Into::into)).map(|cache| cache.root)
    }

    #[test]
    fn only_old_temporary_folders_are_abandoned() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache {
            root: root.path().to_path_buf(),
        };
        let long_ago = SystemTime::now() - ABANDONED_AFTER * 2;
        for name in ["tmp-old", "tmp-new", "maven"] {
            let folder = root.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            if name != "tmp-new" {
                let folder = std::fs::File::open(&folder).unwrap();
                folder.set_modified(long_ago).unwrap();
            }
        }
        let scratch = cache.scratch().unwrap();
        assert!(scratch.path().exists());
        let left = |name| root.path().join(name).exists();
        assert_eq!(
            ["tmp-old", "tmp-new", "maven"].map(left),
            [false, true, true]
        );
    }

    #[test]
    fn the_cache_folder_follows_the_xdg_specification() {
        let in_home = Some(PathBuf::from("/home/u/.cache/predictionio-buildpack"));
        assert_eq!(
            root(Some("/c"), Some("/home/u")),
            Some("/c/predictionio-buildpack".into())
        );
        assert_eq!(root(None, Some("/home/u")), in_home);
        assert_eq!(root(Some(""), Some("/home/u")), in_home);
        assert_eq!(root(Some("relative"), Some("/home/u")), in_home);
        assert_eq!(root(None, None), None);
        assert_eq!(root(None, Some("")), None);
    }
}
