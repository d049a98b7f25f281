//! Single files out of jars.

use super::error::InstallError;
use super::files::file;
use fs_err as fs;
use std::io;
use std::path::Path;
use zip::ZipArchive;
use zip::result::ZipError;

/// Writes the jar's member `name` to `to`, and says whether the jar has it.
///
/// # Errors
/// When the jar cannot be read, or the file not be written.
pub fn take_member(jar: &Path, name: &str, to: &Path) -> Result<bool, InstallError> {
    let failed = |error: io::Error| file(jar, error);
    let opened = fs::File::open(jar).map_err(failed)?;
    let mut zip = ZipArchive::new(io::BufReader::new(opened)).map_err(|e| failed(e.into()))?;
    let mut member = match zip.by_name(name) {
        Ok(member) => member,
        Err(ZipError::FileNotFound) => return Ok(false),
        Err(error) => return Err(failed(error.into())),
    };
    let mut out = fs::File::create(to).map_err(|error| file(to, error))?;
    io::copy(&mut member, &mut out).map_err(failed)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    #[test]
    fn a_member_is_taken_out_or_not_there() {
        let dir = tempfile::tempdir().unwrap();
        let jar = dir.path().join("a.jar");
        let mut zip = ZipWriter::new(std::fs::File::create(&jar).unwrap());
        zip.start_file("lib/a.so", SimpleFileOptions::default())
            .unwrap();
        zip.write_all(b"native").unwrap();
        zip.finish().unwrap();

        let to = dir.path().join("a.so");
        assert!(!take_member(&jar, "lib/b.so", &to).unwrap());
        assert!(!to.exists());
        assert!(take_member(&jar, "lib/a.so", &to).unwrap());
        assert_eq!(std::fs::read(&to).unwrap(), b"native");
    }

    #[test]
    fn what_is_no_jar_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let jar = dir.path().join("a.jar");
        std::fs::write(&jar, "text").unwrap();
        let error = take_member(&jar, "a", &dir.path().join("b")).unwrap_err();
        assert!(matches!(error, InstallError::File { path, .. } if path == jar));
    }
}
