use super::archive::{Top, unpack};
use super::digest::Sha256Digest;
use super::error::InstallError;
use super::files::beside;
use super::http::{Expected, Http, Observer};
use super::source::Source;
use std::path::Path;

/// A pinned archive.
pub(super) struct Pinned<'a> {
    pub(super) source: &'a Source,
    pub(super) sha256: Sha256Digest,
    /// What it may unpack to, in bytes.
    pub(super) largest: u64,
    pub(super) top: Top,
}

impl Pinned<'_> {
    /// Downloads and verifies it beside `destination`, which must not exist or be empty, and unpacks it there. All of it
    /// is there afterwards, or nothing.
    pub(super) fn unpack(
        &self,
        http: &Http,
        destination: &Path,
        observer: &dyn Observer,
    ) -> Result<(), InstallError> {
        let scratch = beside(destination)?;
        let archive = scratch.path().join("archive");
        let expected = Expected {
            sha256: self.sha256,
            size: None,
        };
        http.download(self.source, &archive, &expected, observer)?;
        // What the user named, not where it was put.
        let name = self.source.to_string();
        unpack(
            &archive,
            Path::new(&name),
            destination,
            self.largest,
            self.top,
        )?;
        Ok(())
    }
}
