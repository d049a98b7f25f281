//! What an archive is packed with, told by its first bytes: its name may say anything.

use super::archive::ArchiveError;
use flate2::read::MultiGzDecoder;
use fs_err as fs;
use lzma_rust2::XzReader;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Where a tar has its mark, and the mark.
const TAR_MARK: (usize, &[u8]) = (257, b"ustar");
/// First bytes of what cannot be unpacked, and what a person calls it.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PK", "a zip"),
    (b"BZh", "a tar.bz2, or another file of bzip2"),
    (b"\x28\xB5\x2F\xFD", "a tar.zst, or another file of zstd"),
    (b"\x1F\x9D", "a tar.Z, or another file of compress"),
    (b"<", "a web page, or another text with tags"),
];

/// Opens an archive for reading as a tar: gzip, xz, or a tar as it is. `name` is what errors call it.
pub(super) fn open(archive: &Path, name: &Path) -> Result<Box<dyn Read>, ArchiveError> {
    let failed = |source: io::Error| ArchiveError::File {
        path: archive.to_owned(),
        source,
    };
    let mut input = fs::File::open(archive).map_err(failed)?;
    let mut first = Vec::new();
    let enough = TAR_MARK.0 + TAR_MARK.1.len();
    let mut begin = (&mut input).take(enough as u64);
    begin.read_to_end(&mut first).map_err(failed)?;
    input.seek(SeekFrom::Start(0)).map_err(failed)?;
    let input = BufReader::new(input);
    if first.starts_with(b"\xFD7zXZ\0") {
        return Ok(Box::new(XzReader::new(input, true)));
    }
    if first.get(TAR_MARK.0..) == Some(TAR_MARK.1) {
        return Ok(Box::new(input));
    }
    if let Some((_, kind)) = OTHERS.iter().find(|(begin, _)| first.starts_with(begin)) {
        return Err(ArchiveError::Kind {
            archive: name.to_owned(),
            kind,
        });
    }
    Ok(Box::new(MultiGzDecoder::new(input)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::install::archive::{Top, unpack};
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use lzma_rust2::{XzOptions, XzWriter};
    use std::io::Write;
    use tar::{Builder, Header};

    fn tar() -> Vec<u8> {
        let mut tar = Builder::new(Vec::new());
        let mut header = Header::new_gnu();
        header.set_mode(0o644);
        header.set_size(1);
        tar.append_data(&mut header, "top/file", &b"x"[..]).unwrap();
        tar.into_inner().unwrap()
    }

    fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, ArchiveError> {
        let dir = tempfile::tempdir().unwrap();
        let archive = dir.path().join("archive.tar.gz");
        fs::write(&archive, bytes).unwrap();
        let to = dir.path().join("to");
        unpack(&archive, &archive, &to, 1024 * 1024, Top::Dropped)?;
        Ok(fs::read(to.join("file")).unwrap())
    }

    #[test]
    fn gzip_xz_and_a_plain_tar_are_unpacked_whatever_the_name() {
        let gzip = |bytes: &[u8]| {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
            gzip.write_all(bytes).unwrap();
            gzip.finish().unwrap()
        };
        let tar = tar();
        let mut xz = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).unwrap();
        xz.write_all(&tar).unwrap();
        // Some compressors write a file in several parts.
        let parts = [gzip(&tar[..700]), gzip(&tar[700..])].concat();
        for archive in [gzip(&tar), parts, xz.finish().unwrap(), tar] {
            assert_eq!(unpacked(&archive).unwrap(), b"x");
        }
    }

    #[test]
    fn what_cannot_be_unpacked_is_named() {
        for (bytes, expected) in [
            (&b"PK\x03\x04"[..], "a zip"),
            (b"BZh91AY", "a tar.bz2, or another file of bzip2"),
            (b"<!DOCTYPE html>", "a web page, or another text with tags"),
        ] {
            match unpacked(bytes).unwrap_err() {
                ArchiveError::Kind { kind, .. } => assert_eq!(kind, expected),
                other => panic!("{other}"),
            }
        }
        assert!(matches!(unpacked(b""), Err(ArchiveError::Damaged { .. })));
    }
}
