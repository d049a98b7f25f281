//! Directories of links, in the place of those that cannot be written.

use fs_err as fs;
use std::ffi::OsStr;
use std::io;
use std::path::Path;

/// Links everything in a directory into another one, but for what has one of these names.
///
/// # Errors
/// When a directory cannot be read or a link not be made.
pub fn link_all(from: &Path, to: &Path, without: &[impl AsRef<OsStr>]) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if !without.iter().any(|other| name == other.as_ref()) {
            fs::os::unix::fs::symlink(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}
