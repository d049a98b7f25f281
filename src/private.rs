//! Files that nobody else can read or write.

use std::fs::DirBuilder;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::Path;

/// Writes a file that nobody else can write, in a directory that nobody else can write, in one step:
/// another process of the container may be reading it.
///
/// # Errors
/// When the directory belongs to another user, or the system does not allow it.
pub fn write(path: &Path, uid: u32, content: &[u8]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("/tmp"));
    match DirBuilder::new().mode(0o700).create(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let made = fs_err::symlink_metadata(dir)?;
    if !made.is_dir() || made.uid() != uid {
        return Err(io::Error::other("its directory belongs to another user"));
    }
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(content)?;
    file.persist(path)?;
    Ok(())
}
