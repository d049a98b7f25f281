use super::archive::{ArchiveError, Top, unpack_tar};
use super::error::InstallError;
use super::files::beside;
use super::http::{Expected, Http, Observer};
use super::lock::LockedJar;
use super::maven::MavenRepository;
use fs_err as fs;
use lzma_rust2::XzReader;
use std::borrow::Cow;
use std::path::Path;
use zip::ZipArchive;

/// Several times what PostgreSQL 17 unpacks to, in bytes.
const LARGEST: u64 = 512 * 1024 * 1024;
/// What the archive inside of the jar is called at its end.
const INNER: &str = ".txz";

/// Downloads and verifies the jar with PostgreSQL's programs, and unpacks the archive in it into the directory
/// `destination`, which must be empty. All of it is there afterwards, or nothing.
///
/// # Errors
/// When the download fails, or the archive is not one or not safe to unpack.
pub fn install_postgresql(
    http: &Http,
    repository: &MavenRepository,
    jar: &LockedJar,
    destination: &Path,
    observer: &dyn Observer,
) -> Result<(), InstallError> {
    let scratch = beside(destination)?;
    let file = scratch.path().join(jar.coordinates.file_name());
    let expected = Expected {
        sha256: jar.sha256,
        size: Some(jar.size),
    };
    let source = repository.url_of(&jar.coordinates);
    http.download(&source, &file, &expected, observer)?;
    Ok(unpack_inner(&file, destination)?)
}

/// Unpacks the one tar.xz that is in a zip.
fn unpack_inner(jar: &Path, destination: &Path) -> Result<(), ArchiveError> {
    let damaged = |reason: String| ArchiveError::Damaged {
        archive: jar.to_owned(),
        reason,
    };
    let file = fs::File::open(jar).map_err(|source| ArchiveError::File {
        path: jar.to_owned(),
        source,
    })?;
    let mut zip = ZipArchive::new(file).map_err(|error| damaged(error.to_string()))?;
    let name = zip
        .file_names()
        .filter_map(Result::ok)
        .find(|name| name.ends_with(INNER))
        .map(Cow::into_owned)
        .ok_or_else(|| damaged(format!("it holds no {INNER}")))?;
    let inner = zip
        .by_name(&name)
        .map_err(|error| damaged(error.to_string()))?;
    let tar = XzReader::new(inner, false);
    unpack_tar(tar, jar, destination, LARGEST, Top::Kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lzma_rust2::{XzOptions, XzWriter};
    use std::io::{Cursor, Write};
    use tar::{Builder, Header};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn tar_xz(path: &str, content: &[u8]) -> Vec<u8> {
        let mut tar = Builder::new(Vec::new());
        let mut header = Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_mode(0o755);
        header.set_size(content.len() as u64);
        header.set_cksum();
        tar.append(&header, content).unwrap();
        let mut xz = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).unwrap();
        xz.write_all(&tar.into_inner().unwrap()).unwrap();
        xz.finish().unwrap()
    }

    fn unpacked(name: &str, content: &[u8]) -> (tempfile::TempDir, Result<(), ArchiveError>) {
        let dir = tempfile::tempdir().unwrap();
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
        let jar = dir.path().join("a.jar");
        fs::write(&jar, zip.finish().unwrap().into_inner()).unwrap();
        let result = unpack_inner(&jar, &dir.path().join("layer"));
        (dir, result)
    }

    #[test]
    fn programs_are_unpacked_where_they_stand_in_the_archive() {
        let (dir, result) = unpacked("postgres-linux.txz", &tar_xz("bin/initdb", b"x"));
        result.unwrap();
        let program = dir.path().join("layer/bin/initdb");
        assert_eq!(fs::read(program).unwrap(), b"x");
    }

    #[test]
    fn what_leaves_the_layer_or_is_damaged_is_refused() {
        let (dir, result) = unpacked("a.txz", &tar_xz("../outside", b"x"));
        assert!(matches!(result, Err(ArchiveError::Unsafe { .. })));
        assert!(!dir.path().join("outside").exists());
        let whole = tar_xz("bin/initdb", b"x");
        for (name, content) in [
            ("a.txz", &whole[..whole.len() / 2]),
            ("a.txz", b"no xz"),
            ("other", &whole),
        ] {
            let (dir, result) = unpacked(name, content);
            assert!(
                matches!(result, Err(ArchiveError::Damaged { .. })),
                "{result:?}"
            );
            assert!(!dir.path().join("layer").exists());
        }
    }
}
