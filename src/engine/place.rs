use super::definition::{definition_text, has_project};
use super::source::{has_build, look_at};
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
    /// The build at the top of the source builds what is there.
    #[error("{dir} has no build of its own")]
    NoBuild {
        /// The path as given.
        dir: PathBuf,
        /// The variant in it, relative to the top.
        variant: PathBuf,
    },
}

/// The engine's directory: the top of the source, or the directory in it that the user names.
///
/// # Errors
/// When that leaves the source, is no directory, or is built by the build at the top. `variant` tells what makes a directory an engine's.
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
        let is_built_above = place != top && has_build(top) && !has_build(&place);
        if is_built_above && has_variant(&place, variant) {
            let variant = dir.join(variant_file(&place, variant));
            return Err(PlaceError::NoBuild {
                dir: dir.into(),
                variant,
            });
        }
        return Ok(place);
    }
    Err(PlaceError::Missing {
        dir: dir.into(),
        engines: engines_below(top, variant),
    })
}

/// The directories below `top`, relative to it, that hold an engine: a variant, an sbt build and sources.
#[must_use]
pub fn engines_below(top: &Path, variant: &Path) -> Vec<PathBuf> {
    with_variant(top, variant)
        .filter(|dir| {
            let found = look_at(&top.join(dir));
            found.sbt_build && found.languages().is_some()
        })
        .collect()
}

/// The directories below `top`, relative to it, that hold a variant of an engine which the build at the top builds: as
/// one of its projects, or since there is no other.
#[must_use]
pub fn engines_of_projects(top: &Path, variant: &Path) -> Vec<PathBuf> {
    if !has_build(top) {
        return Vec::new();
    }
    let definition = definition_text(top);
    with_variant(top, variant)
        .filter(|dir| has_project(&definition, dir) || !has_build(&top.join(dir)))
        .filter(|dir| names_factory(&top.join(dir), variant))
        .collect()
}

/// Whether a variant is PIO's: other programs have files of this name too.
fn names_factory(dir: &Path, variant: &Path) -> bool {
    fs_err::read_to_string(dir.join(variant_file(dir, variant)))
        .is_ok_and(|text| text.contains("\"engineFactory\""))
}

fn with_variant<'a>(top: &'a Path, variant: &'a Path) -> impl Iterator<Item = PathBuf> + 'a {
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
        .filter(move |entry| has_variant(entry.path(), variant))
        .filter_map(move |entry| Some(entry.path().strip_prefix(top).ok()?.to_owned()))
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
            "shop/src/main/scala/Engine.scala",
            "fetched/engine.json",
            "fetched/pio.sbt",
            "labs/plans/engine.json",
            "labs/plans/project/Build.scala",
            "labs/plans/Engine.java",
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
    fn engines_that_the_build_at_the_top_builds_are_told_from_others() {
        let top = repository();
        let of_projects = || engines_of_projects(top.path(), Path::new("engine.json"));
        assert!(of_projects().is_empty(), "there is no build at the top");
        let write = |file: &str, text: &str| fs_err::write(top.path().join(file), text).unwrap();
        write("build.sbt", "lazy val shop = project.dependsOn(names)");
        for dir in ["shop", "labs/plans", "labs/maven"] {
            write(&format!("{dir}/engine.json"), r#"{"engineFactory": "A"}"#);
        }
        assert_eq!(of_projects(), [Path::new("labs/maven"), Path::new("shop")]);
        let of = |dir| engine_dir(top.path(), Some(Path::new(dir)), Path::new("engine.json"));
        assert_eq!(
            of("labs/maven"),
            Err(PlaceError::NoBuild {
                dir: "labs/maven".into(),
                variant: "labs/maven/engine.json".into(),
            })
        );
        assert_eq!(of("shop").unwrap(), top.path().join("shop"));
        assert_eq!(of(".").unwrap(), top.path());
        write("labs/maven/engine.json", r#"{"cylinders": 4}"#);
        assert_eq!(of_projects(), [Path::new("shop")]);
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
