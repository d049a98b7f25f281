use super::error::FileError;
use fs_err as fs;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Directories at the top that no compile reads: data for import, documentation.
const ASIDE: &[&str] = &["data", "docs", "doc"];

/// How much of a source matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What a compile can read.
    Compile,
    /// What tests can read too: data and whatever else lies beside the sources.
    Tests,
}

/// An engine's source as the compile sees it: every file that can influence it, by relative path.
///
/// Migrations change the tree, never the user's files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceTree {
    files: BTreeMap<PathBuf, Content>,
    /// Symbolic links that were passed over: they lead out of the source, or nowhere.
    pub links_out: Vec<PathBuf>,
}

/// What a file of the tree holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// The same as this file.
    File(PathBuf),
    /// These bytes, which a migration or the buildpack made.
    Bytes(Vec<u8>),
}

impl Content {
    pub(super) fn open(&self) -> Result<Box<dyn io::Read + '_>, FileError> {
        match self {
            Self::Bytes(bytes) => Ok(Box::new(bytes.as_slice())),
            Self::File(path) => fs::File::open(path)
                .map(|file| Box::new(io::BufReader::new(file)) as Box<dyn io::Read>)
                .map_err(FileError::at(path)),
        }
    }
}

impl SourceTree {
    /// Lists the files below `source`. Symbolic links are followed as long as they stay inside.
    ///
    /// # Errors
    /// When a directory or link cannot be read, or links run in a circle.
    pub fn read(source: &Path, extent: Extent) -> Result<Self, FileError> {
        let root = fs::canonicalize(source).map_err(FileError::at(source))?;
        let mut tree = Self::default();
        let mut walk = WalkDir::new(&root)
            .follow_links(true)
            .sort_by_file_name()
            .min_depth(1)
            .into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    tree.note_dead_link(&root, error)?;
                    continue;
                }
            };
            let relative = entry.path().strip_prefix(&root).unwrap_or(entry.path());
            let inside = stays_inside(&root, &entry)?;
            if !inside {
                tree.links_out.push(relative.to_owned());
            }
            if !inside || !matters(relative, entry.file_type().is_dir(), extent) {
                if entry.file_type().is_dir() {
                    walk.skip_current_dir();
                }
            } else if entry.file_type().is_file() {
                let content = Content::File(entry.path().to_owned());
                tree.files.insert(relative.to_owned(), content);
            }
        }
        Ok(tree)
    }

    /// A link that leads nowhere, or round in a circle, is passed over.
    fn note_dead_link(&mut self, root: &Path, error: walkdir::Error) -> Result<(), FileError> {
        let path = error.path().unwrap_or(root).to_owned();
        let is_link = fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink());
        if is_link {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            self.links_out.push(relative.to_owned());
            return Ok(());
        }
        let source = io::Error::other(error.to_string());
        let source = error.into_io_error().unwrap_or(source);
        Err(FileError { path, source })
    }

    /// The paths of all files, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> + Clone {
        self.files.keys().map(PathBuf::as_path)
    }

    /// A file's text; `None` when there is no such file or it is not UTF-8.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn text(&self, path: impl AsRef<Path>) -> Result<Option<String>, FileError> {
        Ok(self
            .bytes(path)?
            .and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// A file's bytes; `None` when there is no such file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn bytes(&self, path: impl AsRef<Path>) -> Result<Option<Vec<u8>>, FileError> {
        match self.files.get(path.as_ref()) {
            None => Ok(None),
            Some(Content::Bytes(bytes)) => Ok(Some(bytes.clone())),
            Some(Content::File(file)) => fs::read(file).map(Some).map_err(FileError::at(file)),
        }
    }

    /// Puts a file into the tree, in the place of one that may be there.
    pub fn write(&mut self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), Content::Bytes(bytes.into()));
    }

    /// Puts another file's content into the tree.
    pub(super) fn link(&mut self, path: impl Into<PathBuf>, file: PathBuf) {
        self.files.insert(path.into(), Content::File(file));
    }

    /// Takes a file out of the tree; whether it was there.
    pub fn remove(&mut self, path: impl AsRef<Path>) -> bool {
        self.files.remove(path.as_ref()).is_some()
    }

    pub(super) fn files(&self) -> &BTreeMap<PathBuf, Content> {
        &self.files
    }
}

/// One digest over every file of this extent, names and contents.
///
/// # Errors
/// When a file cannot be read.
pub fn source_fingerprint(source: &Path, extent: Extent) -> Result<String, FileError> {
    let mut whole = Sha256::new();
    for (path, content) in SourceTree::read(source, extent)?.files() {
        let mut one = Sha256::new();
        io::copy(&mut content.open()?, &mut one).map_err(FileError::at(path))?;
        // Fixed-length parts, so that no two trees give the same bytes.
        whole.update(Sha256::digest(path.as_os_str().as_encoded_bytes()));
        whole.update(one.finalize());
    }
    Ok(hex::encode(whole.finalize()))
}

fn stays_inside(root: &Path, entry: &DirEntry) -> Result<bool, FileError> {
    if !entry.path_is_symlink() {
        return Ok(true);
    }
    let target = fs::canonicalize(entry.path()).map_err(FileError::at(entry.path()))?;
    Ok(target.starts_with(root))
}

/// Whether a file, or anything in a directory, is of this extent. What is below `src` or
/// `project` always can, except what sbt makes itself.
fn matters(relative: &Path, is_dir: bool, extent: Extent) -> bool {
    let names: Vec<_> = relative
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    let Some((name, above)) = names.split_last() else {
        return true;
    };
    if above.contains(&"src") {
        return true;
    }
    if is_dir {
        let aside = extent == Extent::Compile && above.is_empty() && ASIDE.contains(name);
        return !(aside || *name == "target" || name.starts_with('.'));
    }
    let aside = extent == Extent::Compile && above.is_empty() && is_prose_or_variant(name);
    !(aside || name.starts_with(".git"))
}

/// Files at the top that are for people, platforms or PIO: no compile reads them.
fn is_prose_or_variant(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|text| text.to_str());
    extension.is_some_and(|text| matches!(text, "md" | "json" | "toml" | "yml" | "yaml"))
        || matches!(name, "LICENSE" | "NOTICE" | "README" | "Procfile")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn engine(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        dir
    }

    fn paths(dir: &Path) -> Vec<String> {
        let tree = SourceTree::read(dir, Extent::Compile).unwrap();
        tree.paths()
            .map(|path| path.display().to_string())
            .collect()
    }

    #[test]
    fn what_a_compile_can_read_is_in_the_tree() {
        let dir = engine(&[
            ("build.sbt", ""),
            ("version.sbt", ""),
            ("version.txt", ""),
            ("project/assembly.sbt", ""),
            ("project/target/x.class", ""),
            ("project/project/target/x.class", ""),
            ("target/x.class", ""),
            ("lib/own.jar", ""),
            (".git/config", ""),
            (".gitignore", ""),
            (".scalafmt.conf", ""),
            ("data/events.json", ""),
            ("docs/a.md", ""),
            ("README.md", ""),
            ("engine.json", ""),
            ("template.json", ""),
            ("src/main/resources/words.txt", ""),
            ("src/main/resources/.hidden", ""),
            ("src/main/scala/target/data/Engine.scala", ""),
            ("sub/src/main/scala/A.scala", ""),
            ("sub/target/A.class", ""),
        ]);
        assert_eq!(
            paths(dir.path()),
            [
                ".scalafmt.conf",
                "build.sbt",
                "lib/own.jar",
                "project/assembly.sbt",
                "src/main/resources/.hidden",
                "src/main/resources/words.txt",
                "src/main/scala/target/data/Engine.scala",
                "sub/src/main/scala/A.scala",
                "version.sbt",
                "version.txt",
            ]
        );
    }

    #[test]
    fn tests_see_data_and_variants_too() {
        let dir = engine(&[
            ("build.sbt", ""),
            ("data/events.json", ""),
            ("engine.json", ""),
            ("target/x.class", ""),
            (".git/config", ""),
        ]);
        let tree = SourceTree::read(dir.path(), Extent::Tests).unwrap();
        let expected = ["build.sbt", "data/events.json", "engine.json"];
        assert!(tree.paths().eq(expected.map(Path::new)));
        let data = |text| {
            fs::write(dir.path().join("data/events.json"), text).unwrap();
            source_fingerprint(dir.path(), Extent::Tests).unwrap()
        };
        assert_ne!(data("a"), data("b"));
    }

    #[test]
    fn links_are_followed_only_inside() {
        let outside = engine(&[("secret.scala", "no")]);
        let dir = engine(&[("shared/A.scala", "a"), ("src/main/scala/B.scala", "b")]);
        let scala = dir.path().join("src/main/scala");
        symlink("../../../shared/A.scala", scala.join("A.scala")).unwrap();
        symlink(outside.path(), scala.join("dir")).unwrap();
        symlink(outside.path().join("secret.scala"), scala.join("C.scala")).unwrap();
        symlink("nowhere", scala.join("D.scala")).unwrap();
        let tree = SourceTree::read(dir.path(), Extent::Compile).unwrap();
        assert_eq!(
            tree.text("src/main/scala/A.scala").unwrap().as_deref(),
            Some("a")
        );
        assert_eq!(tree.paths().count(), 3);
        let mut out = tree.links_out.clone();
        out.sort();
        let expected =
            ["C.scala", "D.scala", "dir"].map(|name| Path::new("src/main/scala").join(name));
        assert_eq!(out, expected);
    }

    #[test]
    fn a_circle_of_links_is_passed_over() {
        let dir = engine(&[("src/a/A.scala", "")]);
        symlink("..", dir.path().join("src/a/up")).unwrap();
        symlink(".", dir.path().join("self")).unwrap();
        let mut tree = SourceTree::read(dir.path(), Extent::Compile).unwrap();
        tree.links_out.sort();
        assert_eq!(tree.links_out, ["self", "src/a/up"].map(PathBuf::from));
        assert_eq!(paths(dir.path()), ["src/a/A.scala"]);
    }

    #[test]
    fn the_fingerprint_knows_names_and_contents_and_nothing_else() {
        let one = engine(&[("build.sbt", "a"), ("src/A.scala", "b"), ("data/x", "1")]);
        let same = engine(&[
            ("build.sbt", "a"),
            ("src/A.scala", "b"),
            ("data/x", "2"),
            ("engine.json", "{}"),
        ]);
        let content = engine(&[("build.sbt", "a"), ("src/A.scala", "c")]);
        let name = engine(&[("build.sbt", "a"), ("src/B.scala", "b")]);
        let of = |dir: &tempfile::TempDir| source_fingerprint(dir.path(), Extent::Compile).unwrap();
        assert_eq!(of(&one), of(&same));
        assert_ne!(of(&one), of(&content));
        assert_ne!(of(&one), of(&name));
    }
}
