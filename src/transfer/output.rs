//! Where events are written to: a file that appears when it is whole, or standard output.

use super::error::TransferError;
use super::input::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::Permissions;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

const BUFFER: usize = 256 << 10;

/// A stream that is written from beginning to end.
pub(super) struct Output {
    path: PathBuf,
    stream: Stream,
    /// The file under the name that it has until it is whole.
    unfinished: Option<TempPath>,
}

enum Stream {
    Plain(BufWriter<Box<dyn Write>>),
    Packed(Box<GzEncoder<BufWriter<Box<dyn Write>>>>),
}

impl Output {
    /// Begins a file, compressed if its name ends with `.gz`, or standard output.
    ///
    /// # Errors
    /// When the file is there already, or none can be made there.
    pub(super) fn create(path: &Path) -> Result<Self, TransferError> {
        if path == Path::new(STANDARD) {
            return Ok(Self {
                path: path.to_owned(),
                stream: Stream::Plain(buffered(io::stdout())),
                unfinished: None,
            });
        }
        if path.symlink_metadata().is_ok() {
            return Err(TransferError::Exists {
                path: path.to_owned(),
            });
        }
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
        let file = tempfile::Builder::new()
            .prefix(".pio-export-")
            // As for any new file: the user's mask takes away from it.
            .permissions(Permissions::from_mode(0o666))
            .tempfile_in(dir.unwrap_or(Path::new(".")));
        let (file, unfinished) = file
            .map(NamedTempFile::into_parts)
            .map_err(|source| failed(path, source))?;
        let packed = path.extension().is_some_and(|extension| extension == "gz");
        Ok(Self {
            path: path.to_owned(),
            stream: if packed {
                Stream::Packed(Box::new(GzEncoder::new(
                    buffered(file),
                    Compression::default(),
                )))
            } else {
                Stream::Plain(buffered(file))
            },
            unfinished: Some(unfinished),
        })
    }

    /// The file that must go when the process is made to end before its time.
    #[must_use]
    pub(super) fn unfinished(&self) -> Option<PathBuf> {
        self.unfinished.as_ref().map(|path| path.to_path_buf())
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), TransferError> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.write_all(bytes),
            Stream::Packed(stream) => stream.write_all(bytes),
        }
        .map_err(|source| failed(&self.path, source))
    }

    /// Writes out what is left; a file gets its name.
    pub(super) fn finish(self) -> Result<(), TransferError> {
        let flushed = match self.stream {
            Stream::Plain(mut stream) => stream.flush(),
            Stream::Packed(stream) => stream.finish().and_then(|mut stream| stream.flush()),
        };
        flushed.map_err(|source| failed(&self.path, source))?;
        let Some(unfinished) = self.unfinished else {
            return Ok(());
        };
        unfinished
            .persist_noclobber(&self.path)
            .map_err(|error| failed(&self.path, error.error))
    }
}

fn buffered(stream: impl Write + 'static) -> BufWriter<Box<dyn Write>> {
    BufWriter::with_capacity(BUFFER, Box::new(stream))
}

fn failed(path: &Path, source: io::Error) -> TransferError {
    TransferError::Write {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::open;
    use super::*;
    use std::io::Read;

    #[test]
    fn a_file_appears_when_it_is_whole_and_packed_if_its_name_says_so() {
        let dir = tempfile::tempdir().unwrap();
        for (name, is_packed) in [("events.json", false), ("events.json.gz", true)] {
            let path = dir.path().join(name);
            let mut output = Output::create(&path).unwrap();
            output.write(b"a\n").unwrap();
            assert!(!path.exists() && output.unfinished().unwrap().exists());
            output.finish().unwrap();
            let bytes = fs_err::read(&path).unwrap();
            assert_eq!(bytes != b"a\n", is_packed);
            let mut text = String::new();
            open(&path).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "a\n");
            assert!(matches!(
                Output::create(&path),
                Err(TransferError::Exists { .. })
            ));
        }
        assert_eq!(dir.path().read_dir().unwrap().count(), 2);
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut output = Output::create(&dir.path().join("events.json")).unwrap();
        output.write(b"a\n").unwrap();
        drop(output);
        assert_eq!(dir.path().read_dir().unwrap().count(), 0);
    }
}
