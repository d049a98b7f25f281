//! One digest over everything that a kept thing was made from.

use crate::error::Error;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Collects inputs in the order they are given.
#[derive(Clone)]
pub(crate) struct Inputs(Sha256);

impl Inputs {
    pub(crate) fn new() -> Self {
        Self(Sha256::new())
    }

    /// A named value. Lengths go in too, so that no two lists of values can look alike.
    pub(crate) fn value(&mut self, name: &str, value: &[u8]) {
        for part in [name.as_bytes(), value] {
            self.0
                .update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            self.0.update(part);
        }
    }

    /// A file's name and content; where it lies does not count.
    pub(crate) fn file(&mut self, path: &Path) -> Result<(), Error> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.value(&name, &fs_err::read(path)?);
        Ok(())
    }

    /// Every file of a folder, in the order of their names; a folder that is not there counts as empty.
    pub(crate) fn folder(&mut self, path: &Path) -> Result<(), Error> {
        if path.exists() {
            for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
                let entry = entry.map_err(std::io::Error::from)?;
                if entry.file_type().is_file() {
                    self.file(entry.path())?;
                }
            }
        }
        Ok(())
    }

    /// The digest so far, as 64 hexadecimal digits.
    pub(crate) fn digest(&self) -> String {
        hex::encode(self.0.clone().finalize())
    }

    /// Enough of it for the name of a folder.
    pub(crate) fn short_digest(&self) -> String {
        self.digest()[..12].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest_of(values: &[(&str, &str)]) -> String {
        let mut inputs = Inputs::new();
        for (name, value) in values {
            inputs.value(name, value.as_bytes());
        }
        inputs.digest()
    }

    #[test]
    fn every_input_and_its_place_counts() {
        let digests = [
            digest_of(&[("a", "b")]),
            digest_of(&[("a", "c")]),
            digest_of(&[("ab", "")]),
            digest_of(&[("a", "b"), ("", "")]),
        ];
        for (index, digest) in digests.iter().enumerate() {
            assert!(!digests[..index].contains(digest), "{digests:?}");
        }
        assert_eq!(digest_of(&[("a", "b")]), digests[0]);
    }

    #[test]
    fn a_folder_counts_by_names_and_contents() {
        let dir = tempfile::tempdir().unwrap();
        let digest = |name: &str| {
            let mut inputs = Inputs::new();
            inputs.folder(&dir.path().join(name)).unwrap();
            inputs.digest()
        };
        assert_eq!(digest("missing"), Inputs::new().digest());
        for (folder, content) in [("one", "x"), ("same", "x"), ("other", "y")] {
            fs_err::create_dir(dir.path().join(folder)).unwrap();
            fs_err::write(dir.path().join(folder).join("f"), content).unwrap();
        }
        assert_eq!(digest("one"), digest("same"));
        assert_ne!(digest("one"), digest("other"));
    }
}
