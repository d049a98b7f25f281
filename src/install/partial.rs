use super::digest::Sha256Digest;
use super::error::Cause;
use super::http::Expected;
use sha2::{Digest, Sha256};
use std::fs::Permissions;
use std::io::{self, Seek, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file on its way: a temporary file beside the destination, hashed while it is written. It goes
/// away with this value unless it is finished.
pub(super) struct Partial {
    destination: PathBuf,
    file: NamedTempFile,
    hasher: Sha256,
    received: u64,
}

impl Partial {
    pub(super) fn create(destination: &Path) -> Result<Self, Cause> {
        let dir = destination.parent().unwrap_or(Path::new("."));
        let file = tempfile::Builder::new()
            .prefix(".download-")
            .permissions(Permissions::from_mode(0o644))
            .tempfile_in(dir)
            .map_err(|source| file_error(dir, source))?;
        Ok(Self {
            destination: destination.to_owned(),
            file,
            hasher: Sha256::new(),
            received: 0,
        })
    }

    /// How many bytes are there.
    pub(super) fn received(&self) -> u64 {
        self.received
    }

    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), Cause> {
        self.file
            .write_all(bytes)
            .map_err(|source| file_error(&self.destination, source))?;
        self.hasher.update(bytes);
        self.received += bytes.len() as u64;
        Ok(())
    }

    /// Begins again.
    pub(super) fn clear(&mut self) -> Result<(), Cause> {
        let file = self.file.as_file_mut();
        file.set_len(0)
            .and_then(|()| file.rewind())
            .map_err(|source| file_error(&self.destination, source))?;
        self.hasher = Sha256::new();
        self.received = 0;
        Ok(())
    }

    /// Whether the bytes that are there are those expected.
    pub(super) fn verify(&self, expected: &Expected) -> Result<(), Cause> {
        let actual = Sha256Digest::from(<[u8; 32]>::from(self.hasher.clone().finalize()));
        if actual == expected.sha256 {
            return Ok(());
        }
        match expected.size {
            Some(size) if size != self.received => Err(Cause::Size {
                expected: size,
                actual: self.received,
            }),
            _ => Err(Cause::Checksum {
                expected: expected.sha256,
                actual,
            }),
        }
    }

    /// Puts the file where it belongs and returns its size.
    pub(super) fn finish(self) -> Result<u64, Cause> {
        self.file
            .persist(&self.destination)
            .map_err(|error| file_error(&self.destination, error.error))?;
        Ok(self.received)
    }
}

fn file_error(path: &Path, source: io::Error) -> Cause {
    Cause::File {
        path: path.to_owned(),
        source,
    }
}
