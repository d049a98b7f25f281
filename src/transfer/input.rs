//! Where events are read from: a file, the parts of PIO's own export in a directory, or standard input.

use super::error::TransferError;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const BUFFER: usize = 256 << 10;

/// The name of standard input and output.
pub(super) const STANDARD: &str = "-";

/// One stream after the other.
pub(super) struct Input {
    given: PathBuf,
    parts: Vec<PathBuf>,
}

impl Input {
    /// Finds what `path` names.
    ///
    /// # Errors
    /// When it cannot be looked at, or is a directory without files.
    pub(super) fn find(path: &Path) -> Result<Self, TransferError> {
        let given = path.to_owned();
        let unreadable = |source| TransferError::Read {
            path: path.to_owned(),
            source,
        };
        if path == Path::new(STANDARD) {
            return Ok(Self {
                parts: vec![given.clone()],
                given,
            });
        }
        if !path.metadata().map_err(unreadable)?.is_dir() {
            return Ok(Self {
                parts: vec![given.clone()],
                given,
            });
        }
        let entries = path.read_dir().map_err(unreadable)?;
        let entries: io::Result<Vec<_>> = entries.collect();
        let paths = entries
            .map_err(unreadable)?
            .into_iter()
            .map(|entry| entry.path());
        let mut parts: Vec<_> = paths.filter(|path| is_part(path)).collect();
        if parts.is_empty() {
            return Err(TransferError::NothingInside { path: given });
        }
        parts.sort();
        Ok(Self { given, parts })
    }

    /// The streams, each with the name of its file where there are several.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&Path, Option<PathBuf>)> {
        let several = self.parts.len() > 1 || self.parts.first() != Some(&self.given);
        self.parts.iter().map(move |part| {
            let name = part.file_name().map(PathBuf::from);
            (part.as_path(), name.filter(|_| several))
        })
    }
}

/// Spark leaves `_SUCCESS` and hidden checksums beside the parts.
fn is_part(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with(['_', '.']) && path.is_file()
}

/// Opens a stream, compressed or not.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    if path == Path::new(STANDARD) {
        return unpacked(io::stdin());
    }
    unpacked(File::open(path)?)
}

fn unpacked(mut input: impl Read + 'static) -> io::Result<Box<dyn BufRead>> {
    let mut first = Vec::new();
    input.by_ref().take(2).read_to_end(&mut first)?;
    let is_gzip = first == GZIP_MAGIC;
    let whole = BufReader::with_capacity(BUFFER, Cursor::new(first).chain(input));
    Ok(if is_gzip {
        Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(whole)))
    } else {
        Box::new(whole)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use fs_err as fs;
    use std::io::Write;

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn text(path: &Path) -> io::Result<String> {
        let mut text = String::new();
        open(path)?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn what_is_compressed_is_known_by_its_beginning() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("events");
        // Two files packed one by one and put together, as `cat` does it.
        let packed = [gzip("a\n"), gzip("b\n")].concat();
        for (content, expected) in [
            (&b"plain"[..], "plain"),
            (b"", ""),
            (b"x", "x"),
            (&packed, "a\nb\n"),
        ] {
            fs::write(&file, content).unwrap();
            assert_eq!(text(&file).unwrap(), expected);
        }
        fs::write(&file, &packed[..packed.len() - 3]).unwrap();
        assert!(text(&file).is_err());
    }

    #[test]
    fn a_directory_is_the_parts_of_an_export() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["part-00001", "part-00000", "_SUCCESS", ".part-00000.crc"] {
            fs::write(dir.path().join(name), name).unwrap();
        }
        let input = Input::find(dir.path()).unwrap();
        let names: Vec<_> = input.parts().map(|(_, name)| name.unwrap()).collect();
        assert_eq!(names, [Path::new("part-00000"), Path::new("part-00001")]);
        let file = dir.path().join("part-00000");
        let input = Input::find(&file).unwrap();
        assert_eq!(input.parts().collect::<Vec<_>>(), [(&*file, None)]);
    }

    #[test]
    fn what_is_not_there_or_empty_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let found = |path: &Path| Input::find(path).err();
        assert!(matches!(
            found(dir.path()),
            Some(TransferError::NothingInside { .. })
        ));
        let missing = dir.path().join("missing");
        assert!(
            matches!(found(&missing), Some(TransferError::Read { path, .. }) if path == missing)
        );
    }
}
