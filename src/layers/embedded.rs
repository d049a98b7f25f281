//! Folders of the repository that the buildpack carries in itself.

use crate::build_error::BuildError;
use include_dir::{Dir, DirEntry, File};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// One digest over names and contents of all files.
pub(super) fn digest_of(folders: &[&Dir]) -> String {
    let mut hash = Sha256::new();
    for file in folders.iter().flat_map(|folder| files_of(folder)) {
        hash.update(file.path().to_string_lossy().as_bytes());
        hash.update([0]);
        hash.update(file.contents());
        hash.update([0]);
    }
    hex::encode(hash.finalize())
}

/// Every file at any depth, by path.
pub(super) fn files_of<'a>(folder: &'a Dir<'a>) -> Vec<&'a File<'a>> {
    let mut files: Vec<_> = folder
        .entries()
        .iter()
        .flat_map(|entry| match entry {
            DirEntry::Dir(inner) => files_of(inner),
            DirEntry::File(file) => vec![file],
        })
        .collect();
    files.sort_by_key(|file| file.path());
    files
}

/// Writes all files below `to` and says where they are.
pub(super) fn write_all(folder: &Dir, to: &Path) -> Result<Vec<PathBuf>, BuildError> {
    files_of(folder)
        .into_iter()
        .map(|file| {
            let path = to.join(file.path());
            if let Some(parent) = path.parent() {
                fs_err::create_dir_all(parent)?;
            }
            fs_err::write(&path, file.contents())?;
            Ok(path)
        })
        .collect()
}
