//! Where the data are kept.

use super::error::DevError;
use fs_err as fs;
use rand::RngExt;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Where a user who thinks of no other place mounts a volume.
const USUAL: &str = "/data";
const DATABASE: &str = "postgresql";
const ACCESS_KEY: &str = "access-key";
const LOCK: &str = "lock";

/// The directory with everything that must outlive a container.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    /// Whether it goes with the container.
    passing: bool,
    /// Held as long as this process lives.
    _lock: File,
}

impl DataDir {
    /// Takes the directory that is named; else a volume at `/data` or at `volume`, which the image has for it; else a
    /// place that goes with the container: `volume` itself, or `temporary` where the image cannot be written.
    ///
    /// # Errors
    /// When what is named or mounted cannot be written, or another container works on it.
    pub fn take(
        named: Option<&Path>,
        volume: &Path,
        temporary: &Path,
        uid: u32,
    ) -> Result<Self, DevError> {
        let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let mounted = [Path::new(USUAL), volume]
            .into_iter()
            .find(|path| is_mounted(&mounts, path));
        let (path, passing) = match (named.or(mounted), is_writable(volume)) {
            (Some(path), _) => (path, false),
            (None, true) => (volume, true),
            (None, false) => (temporary, true),
        };
        let unusable = |source| DevError::Data {
            path: path.to_owned(),
            uid,
            volume: volume.to_owned(),
            source,
        };
        fs::create_dir_all(path).map_err(unusable)?;
        let lock = private(&path.join(LOCK)).map_err(unusable)?;
        // A second PostgreSQL on the same files would destroy them, and cannot see the first across containers.
        lock.try_lock().map_err(|_| DevError::InUse {
            path: path.to_owned(),
        })?;
        Ok(Self {
            path: path.to_owned(),
            passing,
            _lock: lock,
        })
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the data go with the container.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        self.passing
    }

    /// The directory of PostgreSQL's own.
    pub(super) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// The file with the access key.
    pub(super) fn access_key_file(&self) -> PathBuf {
        self.path.join(ACCESS_KEY)
    }

    /// The access key that is kept here, and whether it was made just now.
    pub(super) fn access_key(&self) -> io::Result<(String, bool)> {
        let path = self.access_key_file();
        let kept = fs::read_to_string(&path).unwrap_or_default();
        if !kept.trim().is_empty() {
            return Ok((kept.trim().to_owned(), false));
        }
        let key = secret();
        private(&path)?.write_all(key.as_bytes())?;
        Ok((key, true))
    }
}

/// A key that nobody guesses.
pub(super) fn secret() -> String {
    hex::encode(rand::rng().random::<[u8; 24]>())
}

/// Opens a file that others cannot read.
fn private(path: &Path) -> io::Result<File> {
    std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}

fn is_writable(dir: &Path) -> bool {
    tempfile::tempfile_in(dir).is_ok()
}

/// Whether something is mounted there, by the content of `/proc/self/mountinfo`.
fn is_mounted(mounts: &str, path: &Path) -> bool {
    let mut places = mounts.lines().filter_map(|line| line.split(' ').nth(4));
    places.any(|place| Path::new(place) == path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn take(named: Option<&Path>, volume: &Path, temporary: &Path) -> Result<DataDir, DevError> {
        DataDir::take(named, volume, temporary, 1000)
    }

    #[test]
    fn what_is_mounted_is_read_from_the_kernel() {
        let mounts = "36 35 98:0 / / rw - overlay overlay rw\n\
            37 36 8:1 /volumes/pio/_data /data rw,relatime - ext4 /dev/sda1 rw\n";
        assert!(is_mounted(mounts, Path::new("/data")));
        assert!(!is_mounted(mounts, Path::new("/volumes/pio/_data")));
        assert!(!is_mounted("", Path::new("/data")));
    }

    #[test]
    fn without_a_volume_the_data_go_with_the_container() {
        let dir = tempfile::tempdir().unwrap();
        let (volume, temporary) = (dir.path().join("volume"), dir.path().join("tmp/data"));
        let data = take(None, &volume, &temporary).unwrap();
        assert_eq!(data.path(), temporary);
        assert!(data.is_passing());
        fs::create_dir(&volume).unwrap();
        let data = take(None, &volume, &temporary).unwrap();
        assert_eq!(data.path(), volume);
        assert!(data.is_passing());
        let named = dir.path().join("named");
        let data = take(Some(&named), &volume, &temporary).unwrap();
        assert_eq!(data.path(), named);
        assert!(!data.is_passing());
    }

    #[test]
    fn two_never_share_the_data() {
        let dir = tempfile::tempdir().unwrap();
        let first = take(Some(dir.path()), dir.path(), dir.path()).unwrap();
        let second = take(Some(dir.path()), dir.path(), dir.path());
        assert!(matches!(second, Err(DevError::InUse { .. })));
        drop(first);
        take(Some(dir.path()), dir.path(), dir.path()).unwrap();
    }

    #[test]
    fn a_directory_that_cannot_be_used_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let error = take(Some(&file), dir.path(), dir.path()).unwrap_err();
        assert!(matches!(error, DevError::Data { path, uid: 1000, .. } if path == file));
    }

    #[test]
    fn the_access_key_stays_and_nobody_else_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let data = take(Some(dir.path()), dir.path(), dir.path()).unwrap();
        let (key, made) = data.access_key().unwrap();
        assert!(made && key.len() == 48);
        assert_eq!(data.access_key().unwrap(), (key, false));
        let file = fs::metadata(data.access_key_file()).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
}
