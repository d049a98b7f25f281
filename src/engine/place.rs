use super::source::look_at;
use super::variant::variant_file;
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;

/// How deep engines are looked for below the top of a repository.
const DEPTH: usize = 3;

/// Why there is no engine where the user says that it is.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PlaceError {
    /// The path leaves the source.
    #[error("{dir} is not inside the source")]
    Outside {
        /// The path as given.
        dir: PathBuf,
    },
    /// There is no such directory.
    #[error("{dir} is not a directory of the source")]
    Missing {
        /// The path as given.
        dir: PathBuf,
        /// Directories that hold an engine.
        engines: Vec<PathBuf>,
    },
}

/// The engine's directory: the top of the source, or the directory in it that the user names.
///
/// # Errors
/// When that leaves the source or is no directory. `variant` tells what makes a directory an engine's.
pub fn engine_dir(top: &Path, dir: Option<&Path>, variant: &Path) -> Result<PathBuf, PlaceError> {
    let Some(dir) = dir else {
        return Ok(top.to_owned());
    };
    let mut place = top.to_owned();
    for part in dir.components() {
        match part {
            Component::Normal(name) => place.push(name),
            Component::CurDir => {}
            _ => return Err(PlaceError::Outside { dir: dir.into() }),
        }
    }
    if place.is_dir() {
        return Ok(place);
    }
    Err(PlaceError::Missing {
        dir: dir.into(),
        engines: engines_below(top, variant),
    })
}

/// The directories below `top`, relative to it, that hold an engine: a variant and an sbt build.
#[must_use]
pub fn engines_below(top: &Path, variant: &Path) -> Vec<PathBuf> {
    WalkDir::new(top)
        .min_depth(1)
        .max_depth(DEPTH)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            entry.file_type().is_dir()
                && !name.starts_with('.')
                && !matches!(&*name, "target" | "node_modules")
        })
        .flatten()
        .filter(|entry| has_variant(entry.path(), variant) && look_at(entry.path()).sbt_build)
        .filter_map(|entry| Some(entry.path().strip_prefix(top).ok()?.to_owned()))
        .collect()
}

/// Whether `dir` has the variant `wanted`, or the file from which it is to be made.
#[must_use]
pub fn has_variant(dir: &Path, wanted: &Path) -> bool {
    dir.join(variant_file(dir, wanted)).is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository() -> tempfile::TempDir {
        let top = tempfile::tempdir().unwrap();
        for file in [
            "shop/engine.json",
            "shop/build.sbt",
            "labs/plans/engine.json",
            "labs/plans/project/Build.scala",
            "labs/maven/engine.json",
            ".hidden/engine.json",
            ".hidden/build.sbt",
            "notes/build.sbt",
        ] {
            let path = top.path().join(file);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, "").unwrap();
        }
        top
    }

    #[test]
    fn engines_in_a_repository_are_found() {
        let found = engines_below(repository().path(), Path::new("engine.json"));
        assert_eq!(found, [Path::new("labs/plans"), Path::new("shop")]);
    }

    #[test]
    fn the_users_word_counts_as_long_as_it_stays_inside() {
        let top = repository();
        let of = |dir| engine_dir(top.path(), Some(Path::new(dir)), Path::new("engine.json"));
        assert_eq!(of("./labs/plans/").unwrap(), top.path().join("labs/plans"));
        for dir in ["../other", "/etc", "shop/../.."] {
            assert_eq!(of(dir), Err(PlaceError::Outside { dir: dir.into() }));
        }
        assert_eq!(
            of("shopp"),
            Err(PlaceError::Missing {
                dir: "shopp".into(),
                engines: vec!["labs/plans".into(), "shop".into()],
            })
        );
        let default = engine_dir(top.path(), None, Path::new("engine.json"));
        assert_eq!(default.unwrap(), top.path());
    }
}
