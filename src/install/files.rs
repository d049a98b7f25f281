//! Files that are installed: where they are made, and what the system says of them.

use super::error::InstallError;
use std::io;
use std::path::Path;
use tempfile::TempDir;

/// A directory on the disk of `destination`, so that what is made there needs only a rename; it goes with the value.
pub(super) fn beside(destination: &Path) -> Result<TempDir, InstallError> {
    let parent = destination.parent().unwrap_or(Path::new("."));
    tempfile::tempdir_in(parent).map_err(|error| file(parent, error))
}

/// The error of a file.
pub(super) fn file(path: &Path, source: io::Error) -> InstallError {
    InstallError::File {
        path: path.to_owned(),
        source,
    }
}
