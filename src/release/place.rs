//! Where hooks run: in the engine's directory, with a `data` that they can write into.

use super::data::{INITIAL, SYNC, Source};
use super::error::ReleaseError;
use crate::links::link_all;
use fs_err as fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// A directory with the engine's files.
pub(super) struct Place {
    /// Where the hooks run.
    pub(super) dir: PathBuf,
    /// Removed with it, where it is not the engine's own directory.
    _made: Option<tempfile::TempDir>,
}

impl Place {
    /// The engine's own directory where `data` can be written, else a directory of links to what is in it.
    pub(super) fn of(engine: &Path) -> Result<Self, ReleaseError> {
        if tempfile::tempfile_in(engine.join("data")).is_ok() {
            return Ok(Self {
                dir: engine.to_owned(),
                _made: None,
            });
        }
        let made = view(engine).map_err(|source| ReleaseError::System {
            what: std::env::temp_dir(),
            source,
        })?;
        Ok(Self {
            dir: made.path().to_owned(),
            _made: Some(made),
        })
    }

    /// Whether there is a program that can be run; one that lacks the permission is an error of its author that is told.
    pub(super) fn has_hook(&self, source: Source) -> bool {
        let path = self.dir.join(source.hook);
        let Ok(metadata) = fs::metadata(&path) else {
            return false;
        };
        let runs = metadata.is_file() && metadata.permissions().mode() & 0o111 != 0;
        if metadata.is_file() && !runs {
            eprintln!(
                "pio: {} is left out, for it is not executable (chmod +x, and for git: git update-index --chmod=+x).",
                source.hook
            );
        }
        runs
    }

    /// The file of a source, compressed or not.
    pub(super) fn file(&self, source: Source) -> Option<PathBuf> {
        let plain = self.dir.join(source.file);
        let zipped = self.dir.join(format!("{}.gz", source.file));
        [plain, zipped].into_iter().find(|path| path.is_file())
    }
}

fn view(engine: &Path) -> io::Result<tempfile::TempDir> {
    let view = tempfile::Builder::new().prefix("pio-release-").tempdir()?;
    link_all(engine, view.path(), &["data"])?;
    let data = view.path().join("data");
    fs::create_dir(&data)?;
    if engine.join("data").is_dir() {
        let hooked = |source: Source| engine.join(source.hook).exists();
        // A link to a file that cannot be written would be in the way of the hook that writes it anew.
        let written: Vec<&str> = [INITIAL, SYNC]
            .into_iter()
            .filter(|source| hooked(*source))
            .filter_map(|source| source.file.strip_prefix("data/"))
            .collect();
        link_all(&engine.join("data"), &data, &written)?;
    }
    Ok(view)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_has_all_files_and_room_for_what_hooks_write() {
        let engine = tempfile::tempdir().unwrap();
        let data = engine.path().join("data");
        fs::create_dir(&data).unwrap();
        for (file, text) in [
            ("engine.json", "{}"),
            ("data/other.csv", "1"),
            ("data/create-sync-events", "#!/bin/sh"),
            ("data/sync-events.json", "old"),
            ("data/initial-events.json.gz", "zipped"),
        ] {
            fs::write(engine.path().join(file), text).unwrap();
        }
        let view = view(engine.path()).unwrap();
        let read = |file: &str| fs::read_to_string(view.path().join(file)).ok();
        assert_eq!(read("engine.json").as_deref(), Some("{}"));
        assert_eq!(read("data/other.csv").as_deref(), Some("1"));
        assert_eq!(read("data/sync-events.json"), None);
        fs::write(view.path().join("data/sync-events.json"), "new").unwrap();
        assert_eq!(
            fs::read_to_string(data.join("sync-events.json")).unwrap(),
            "old"
        );

        let place = Place {
            dir: view.path().to_owned(),
            _made: None,
        };
        assert!(!place.has_hook(SYNC), "it is not executable");
        fs::set_permissions(
            data.join("create-sync-events"),
            PermissionsExt::from_mode(0o755),
        )
        .unwrap();
        assert!(place.has_hook(SYNC));
        assert!(!place.has_hook(INITIAL));
        assert!(
            place
                .file(INITIAL)
                .unwrap()
                .ends_with("data/initial-events.json.gz")
        );
    }
}
