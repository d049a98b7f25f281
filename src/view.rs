//! A directory that a program may write into, in the place of one that cannot be written.

use crate::links::link_all;
use fs_err as fs;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// A larger file is linked and can only be read: where `/tmp` is in memory, a copy takes memory.
const LARGEST_COPY: u64 = 1 << 20;
/// All copies together.
const ALL_COPIES: u64 = 8 << 20;
/// What an engine is compiled from, at its top; no engine writes there, and it is linked whole. So is what is hidden.
const OF_THE_BUILD: [&str; 3] = ["project", "src", "target"];

/// Makes a place for what `dir` holds, as deep in the empty directory `to` as `dir` is below `top`, with links to what is
/// around it: an engine in a repository of several may read `../data`.
///
/// # Errors
/// When a directory cannot be read, or something not be made.
pub fn surround(top: &Path, dir: &Path, to: &Path) -> io::Result<PathBuf> {
    let (mut from, mut place) = (top.to_owned(), to.to_owned());
    for name in dir.strip_prefix(top).unwrap_or(Path::new("")) {
        link_all(&from, &place, &[name])?;
        from.push(name);
        place.push(name);
        fs::create_dir(&place)?;
    }
    Ok(place)
}

/// Fills the empty directory `to` with what is in `from`: its directories are made anew and its small files are copied,
/// so that both can be written; the rest is linked.
///
/// # Errors
/// When a directory cannot be read, or something not be made.
pub fn fill(from: &Path, to: &Path) -> io::Result<()> {
    let mut left = ALL_COPIES;
    fill_below(from, to, &OF_THE_BUILD, &mut left)
}

fn fill_below(from: &Path, to: &Path, linked: &[&str], left: &mut u64) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let place = to.join(&name);
        let kind = entry.file_type()?;
        if kind.is_dir() && !is_hidden(&name) && !linked.iter().any(|one| name == *one) {
            fs::create_dir(&place)?;
            fill_below(&path, &place, &[], left)?;
        } else if !(kind.is_file() && copied(&path, &place, left)) {
            fs::os::unix::fs::symlink(&path, &place)?;
        }
    }
    Ok(())
}

/// Whether the file was copied; one that is too large or cannot be read is not.
fn copied(path: &Path, place: &Path, left: &mut u64) -> bool {
    let Ok(content) = fs::metadata(path).map(|file| file.len()).and_then(|size| {
        let fits = size <= LARGEST_COPY && size <= *left;
        fits.then(|| fs::read(path)).transpose()
    }) else {
        return false;
    };
    // Written anew rather than copied with its mode: the file may be one that nobody is to write.
    let Some(content) = content else { return false };
    *left = left.saturating_sub(content.len() as u64);
    fs::write(place, content).is_ok()
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn engine() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["data/more", "src/main", ".git"] {
            fs::create_dir_all(dir.path().join(folder)).unwrap();
        }
        for (file, size) in [
            ("engine.json", 2),
            ("data/tree.json", 10),
            ("data/more/words.txt", 3),
            ("data/large.bin", usize::try_from(LARGEST_COPY).unwrap() + 1),
            ("src/main/A.scala", 5),
        ] {
            fs::write(dir.path().join(file), vec![b'a'; size]).unwrap();
        }
        dir
    }

    #[test]
    fn what_is_small_can_be_written_and_the_rest_is_linked() {
        let (from, to) = (engine(), tempfile::tempdir().unwrap());
        let tree = from.path().join("data/tree.json");
        fs::set_permissions(&tree, PermissionsExt::from_mode(0o444)).unwrap();
        fill(from.path(), to.path()).unwrap();
        let is_link = |name: &str| to.path().join(name).is_symlink();
        assert!(is_link("src") && is_link(".git") && is_link("data/large.bin"));
        assert!(!is_link("data") && !is_link("data/more") && !is_link("engine.json"));

        fs::write(to.path().join("data/tree.json"), "new").unwrap();
        fs::write(to.path().join("data/more/best.json"), "new").unwrap();
        assert_eq!(fs::read(&tree).unwrap(), [b'a'; 10]);
        assert!(!from.path().join("data/more/best.json").exists());
    }

    #[test]
    fn what_is_around_the_directory_can_be_read_from_it() {
        let (top, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let dir = top.path().join("engines/one");
        for folder in [&dir, &top.path().join("engines/data")] {
            fs::create_dir_all(folder).unwrap();
        }
        fs::write(top.path().join("README.md"), "all").unwrap();
        fs::write(top.path().join("engines/data/lr.txt"), "some").unwrap();

        let place = surround(top.path(), &dir, to.path()).unwrap();
        assert_eq!(place, to.path().join("engines/one"));
        let read = |path: &str| fs::read_to_string(place.join(path)).unwrap();
        assert_eq!(read("../data/lr.txt"), "some");
        assert_eq!(read("../../README.md"), "all");
        assert_eq!(fs::read_dir(&place).unwrap().count(), 0);

        let elsewhere = surround(&dir, top.path(), to.path()).unwrap();
        assert_eq!(elsewhere, to.path());
    }

    #[test]
    fn all_copies_together_have_a_limit() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for number in 0..10 {
            let name = format!("{number}.bin");
            fs::write(
                from.path().join(name),
                vec![0; usize::try_from(LARGEST_COPY).unwrap()],
            )
            .unwrap();
        }
        fill(from.path(), to.path()).unwrap();
        let links = fs::read_dir(to.path())
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().is_symlink());
        assert_eq!(links.count(), 2);
    }
}
