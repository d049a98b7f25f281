//! Bindings of services, as the [specification](https://servicebinding.io/spec/core/1.1.0/) lays them
//! out: one directory per binding, one file per entry. Build and launch read them alike.

use fs_err as fs;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The variable that names the directory of all bindings.
pub const SERVICE_BINDING_ROOT: &str = "SERVICE_BINDING_ROOT";

const TYPE: &str = "type";
const PROVIDER: &str = "provider";

/// Every binding below one root, sorted by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bindings(Vec<Binding>);

/// One binding: what kind of service it is, and the entries that describe it.
#[derive(Clone, PartialEq, Eq)]
pub struct Binding {
    /// The name of its directory.
    pub name: String,
    /// The content of the entry `type`, such as `postgresql`.
    pub kind: String,
    /// The content of the entry `provider`, if there is one.
    pub provider: Option<String>,
    /// Every other entry. The values may be secret: they never show in `Debug`.
    pub secrets: BTreeMap<String, Vec<u8>>,
    /// Its directory.
    pub path: PathBuf,
}

/// Why bindings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BindingError {
    /// A directory or an entry cannot be read.
    #[error("cannot read the binding at {path}: {source}")]
    Unreadable {
        /// The directory or the entry.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// An entry that must be text is not UTF-8.
    #[error("the entry at {path} is not text")]
    NotText {
        /// The entry.
        path: PathBuf,
    },
}

impl Bindings {
    /// The directory of all bindings at build: `$SERVICE_BINDING_ROOT`, else `<platform>/bindings`.
    pub fn root_at_build(env: impl Fn(&str) -> Option<OsString>, platform_dir: &Path) -> PathBuf {
        Self::root_at_launch(env).unwrap_or_else(|| platform_dir.join("bindings"))
    }

    /// The directory of all bindings at launch: `$SERVICE_BINDING_ROOT`, if it is set.
    pub fn root_at_launch(env: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
        env(SERVICE_BINDING_ROOT)
            .filter(|root| !root.is_empty())
            .map(PathBuf::from)
    }

    /// Reads every binding below `root`. A root that does not exist holds none.
    ///
    /// A directory without an entry `type` is not a binding and is passed over, as are hidden names:
    /// Kubernetes keeps its own `..data` among the entries.
    ///
    /// # Errors
    /// When a directory or an entry cannot be read, or `type` or `provider` is not text.
    pub fn read(root: &Path) -> Result<Self, BindingError> {
        let mut bindings = Vec::new();
        for (name, path) in visible_entries(root)? {
            if path.is_dir() {
                bindings.extend(Binding::read(name, path)?);
            }
        }
        Ok(Self(bindings))
    }

    /// The bindings of one type; upper and lower case are the same.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Binding> {
        self.0
            .iter()
            .filter(move |binding| binding.kind.eq_ignore_ascii_case(kind))
    }

    /// All bindings, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Binding> {
        self.0.iter()
    }
}

impl Binding {
    /// An entry as text without white space around it, if the entry is there.
    ///
    /// # Errors
    /// When the entry is not UTF-8.
    pub fn text(&self, key: &str) -> Result<Option<&str>, BindingError> {
        self.secrets
            .get(key)
            .map(|value| {
                std::str::from_utf8(value)
                    .map(str::trim)
                    .map_err(|_| BindingError::NotText {
                        path: self.path.join(key),
                    })
            })
            .transpose()
    }

    fn read(name: String, path: PathBuf) -> Result<Option<Self>, BindingError> {
        let mut secrets = BTreeMap::new();
        for (key, file) in visible_entries(&path)? {
            if file.is_file() {
                let value = fs::read(&file)
                    .map_err(|source| BindingError::Unreadable { path: file, source })?;
                secrets.insert(key, value);
            }
        }
        let mut take_text = |key: &str| {
            secrets
                .remove(key)
                .map(|value| String::from_utf8(value).map(|text| text.trim().to_owned()))
                .transpose()
                .map_err(|_| BindingError::NotText {
                    path: path.join(key),
                })
        };
        let kind = take_text(TYPE)?;
        let provider = take_text(PROVIDER)?;
        Ok(kind.map(|kind| Self {
            name,
            kind,
            provider,
            secrets,
            path,
        }))
    }
}

impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Binding")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("provider", &self.provider)
            .field("secrets", &self.secrets.keys().collect::<Vec<_>>())
            .field("path", &self.path)
            .finish()
    }
}

/// The entries of a directory whose names do not begin with a dot, sorted by name.
fn visible_entries(dir: &Path) -> Result<Vec<(String, PathBuf)>, BindingError> {
    let unreadable = |source| BindingError::Unreadable {
        path: dir.to_owned(),
        source,
    };
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let mut visible = Vec::new();
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            visible.push((name, entry.path()));
        }
    }
    visible.sort();
    Ok(visible)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn root(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        root
    }

    #[test]
    fn reads_type_provider_and_the_other_entries() {
        let root = root(&[
            ("db/type", b"PostgreSQL\n"),
            ("db/provider", b"example\n"),
            ("db/password", b"hunter2"),
            ("ca/type", b"ca-certificates"),
        ]);
        let bindings = Bindings::read(root.path()).unwrap();
        let names: Vec<_> = bindings.iter().map(|b| b.name.as_str()).collect();
        assert_eq!(names, ["ca", "db"]);
        let db = bindings.of_kind("postgresql").next().unwrap();
        assert_eq!(db.provider.as_deref(), Some("example"));
        assert_eq!(db.secrets.keys().collect::<Vec<_>>(), ["password"]);
        assert_eq!(db.text("password").unwrap(), Some("hunter2"));
        assert_eq!(db.text("username").unwrap(), None);
    }

    #[test]
    fn reads_what_kubernetes_mounts() {
        let root = root(&[
            ("db/..2026_01_01/type", b"postgresql"),
            ("db/..2026_01_01/host", b"db.example.com"),
        ]);
        let db = root.path().join("db");
        symlink("..2026_01_01", db.join("..data")).unwrap();
        symlink("..data/type", db.join("type")).unwrap();
        symlink("..data/host", db.join("host")).unwrap();
        let bindings = Bindings::read(root.path()).unwrap();
        let db = bindings.of_kind("postgresql").next().unwrap();
        assert_eq!(db.secrets.keys().collect::<Vec<_>>(), ["host"]);
    }

    #[test]
    fn passes_over_what_is_not_a_binding() {
        let root = root(&[("stray/file", b"x"), ("file", b"x")]);
        assert_eq!(Bindings::read(root.path()).unwrap(), Bindings::default());
        let missing = root.path().join("missing");
        assert_eq!(Bindings::read(&missing).unwrap(), Bindings::default());
    }

    #[test]
    fn refuses_a_type_that_is_not_text() {
        let root = root(&[("db/type", b"\xff")]);
        let error = Bindings::read(root.path()).unwrap_err();
        assert!(
            matches!(error, BindingError::NotText { path } if path == root.path().join("db/type"))
        );
    }

    #[test]
    fn debug_shows_no_value() {
        let root = root(&[("db/type", b"postgresql"), ("db/password", b"hunter2")]);
        let shown = format!("{:?}", Bindings::read(root.path()).unwrap());
        assert!(shown.contains("password"));
        assert!(!shown.contains("hunter2"));
        assert!(!shown.contains(&format!("{:?}", b"hunter2".to_vec())));
    }

    #[test]
    fn the_variable_wins_over_the_platform_directory() {
        let platform = Path::new("/platform");
        let set = |_: &str| Some(OsString::from("/bindings"));
        assert_eq!(
            Bindings::root_at_build(set, platform),
            Path::new("/bindings")
        );
        let empty = |_: &str| Some(OsString::new());
        assert_eq!(
            Bindings::root_at_build(empty, platform),
            Path::new("/platform/bindings")
        );
        assert_eq!(Bindings::root_at_launch(|_| None), None);
    }
}
