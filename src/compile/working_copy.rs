use super::error::FileError;
use super::source::{Content, SourceTree};
use fs_err as fs;
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// What brings a working copy in line with a tree.
#[derive(Debug, Default, PartialEq, Eq)]
struct Plan {
    write: Vec<PathBuf>,
    delete: Vec<PathBuf>,
}

/// Makes `copy` hold the tree's files and nothing else but what sbt made there. A file whose content
/// is right is not touched, so that sbt and zinc see what changed and no more.
///
/// # Errors
/// When a file cannot be read, written or deleted.
pub(super) fn synchronise(tree: &SourceTree, copy: &Path) -> Result<(), FileError> {
    fs::create_dir_all(copy).map_err(FileError::at(copy))?;
    let there = list(copy)?;
    let plan = plan(tree, &there, |path, content| {
        same(&copy.join(path), content)
    })?;
    for path in &plan.delete {
        delete(copy, path)?;
    }
    for path in &plan.write {
        if let Some(content) = tree.files().get(path) {
            write(&copy.join(path), content)?;
        }
    }
    Ok(())
}

/// Pure but for `same`, which is asked only about files that are on both sides.
fn plan(
    tree: &SourceTree,
    there: &BTreeSet<PathBuf>,
    mut same: impl FnMut(&Path, &Content) -> Result<bool, FileError>,
) -> Result<Plan, FileError> {
    let mut plan = Plan::default();
    for (path, content) in tree.files() {
        if !there.contains(path) || !same(path, content)? {
            plan.write.push(path.clone());
        }
    }
    plan.delete = there
        .iter()
        .filter(|path| !tree.files().contains_key(*path))
        .cloned()
        .collect();
    Ok(plan)
}

/// Files and links in the copy that are not sbt's own.
fn list(copy: &Path) -> Result<BTreeSet<PathBuf>, FileError> {
    let mut files = BTreeSet::new();
    let walk = WalkDir::new(copy)
        .into_iter()
        .filter_entry(|entry| !(entry.file_type().is_dir() && is_sbts(copy, entry.path())));
    for entry in walk {
        let entry = entry.map_err(|error| FileError {
            path: error.path().unwrap_or(copy).to_owned(),
            source: error.into(),
        })?;
        if !entry.file_type().is_dir() {
            let relative = entry.path().strip_prefix(copy).unwrap_or(entry.path());
            files.insert(relative.to_owned());
        }
    }
    Ok(files)
}

/// `target` directories, other than a package of that name.
fn is_sbts(copy: &Path, path: &Path) -> bool {
    let relative = path.strip_prefix(copy).unwrap_or(path);
    let below_src = relative.components().any(|part| part.as_os_str() == "src");
    relative.file_name().is_some_and(|name| name == "target") && !below_src
}

fn delete(copy: &Path, relative: &Path) -> Result<(), FileError> {
    let path = copy.join(relative);
    fs::remove_file(&path).map_err(FileError::at(&path))?;
    // Directories that are empty now go too; the first that is not ends it.
    for dir in relative.ancestors().skip(1) {
        if dir.as_os_str().is_empty() || fs::remove_dir(copy.join(dir)).is_err() {
            break;
        }
    }
    Ok(())
}

fn write(path: &Path, content: &Content) -> Result<(), FileError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(FileError::at(parent))?;
    }
    let mut file = fs::File::create(path).map_err(FileError::at(path))?;
    io::copy(&mut content.open()?, &mut file).map_err(FileError::at(path))?;
    // A build may run a script of the engine's.
    if let Content::File(source) = content {
        let mode = fs::metadata(source)
            .map_err(FileError::at(source))?
            .permissions();
        fs::set_permissions(path, mode).map_err(FileError::at(path))?;
    }
    Ok(())
}

fn same(path: &Path, content: &Content) -> Result<bool, FileError> {
    let there = fs::symlink_metadata(path).map_err(FileError::at(path))?;
    let length = match content {
        Content::Bytes(bytes) => bytes.len() as u64,
        Content::File(source) => fs::metadata(source).map_err(FileError::at(source))?.len(),
    };
    if !there.is_file() || there.len() != length {
        return Ok(false);
    }
    let file = fs::File::open(path).map_err(FileError::at(path))?;
    equal(io::BufReader::new(file), content.open()?).map_err(FileError::at(path))
}

fn equal(mut left: impl Read, mut right: impl Read) -> io::Result<bool> {
    let (mut a, mut b) = ([0_u8; 8192], [0_u8; 8192]);
    loop {
        let read = left.read(&mut a)?;
        if read == 0 {
            return Ok(right.read(&mut b[..1])? == 0);
        }
        match right.read_exact(&mut b[..read]) {
            Ok(()) if a[..read] == b[..read] => {}
            Ok(()) => return Ok(false),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> SourceTree {
        let mut tree = SourceTree::default();
        for (path, text) in files {
            tree.write(*path, *text);
        }
        tree
    }

    #[test]
    fn the_plan_names_what_differs() {
        let tree = tree(&[("a", "same"), ("b", "new"), ("c", "changed")]);
        let there = ["a", "c", "gone"].map(PathBuf::from).into();
        let plan = plan(&tree, &there, |path, _| Ok(path == Path::new("a"))).unwrap();
        assert_eq!(plan.write, [PathBuf::from("b"), PathBuf::from("c")]);
        assert_eq!(plan.delete, [PathBuf::from("gone")]);
    }

    #[test]
    fn a_copy_follows_its_tree_and_keeps_what_sbt_made() {
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path();
        synchronise(
            &tree(&[("src/a/A.scala", "1"), ("src/b/B.scala", "1")]),
            copy,
        )
        .unwrap();
        fs::create_dir_all(copy.join("project/target")).unwrap();
        fs::write(copy.join("project/target/made"), "").unwrap();
        let modified = || {
            fs::metadata(copy.join("src/a/A.scala"))
                .unwrap()
                .modified()
                .unwrap()
        };
        let before = modified();

        synchronise(
            &tree(&[("src/a/A.scala", "1"), ("src/target/C.scala", "2")]),
            copy,
        )
        .unwrap();
        assert_eq!(modified(), before);
        assert!(copy.join("project/target/made").is_file());
        assert!(!copy.join("src/b").exists());
        synchronise(&tree(&[("src/a/A.scala", "2")]), copy).unwrap();
        assert_eq!(fs::read_to_string(copy.join("src/a/A.scala")).unwrap(), "2");
        assert!(!copy.join("src/target").exists());
    }

    #[test]
    fn contents_are_compared_to_the_end() {
        let long = "x".repeat(10_000);
        for (left, right, expected) in [
            ("", "", true),
            ("a", "a", true),
            ("a", "b", false),
            ("a", "ab", false),
            ("ab", "a", false),
            (long.as_str(), long.as_str(), true),
            (long.as_str(), &long[1..], false),
        ] {
            assert_eq!(equal(left.as_bytes(), right.as_bytes()).unwrap(), expected);
        }
    }
}
