//! Where things are in the sbt layer.

use crate::compile::error::{CompileError, FileError};
use fs_err as fs;
use std::path::{Path, PathBuf};

const LAUNCHER: &str = "sbt-launch-";

/// What [`super::prepare::prepare_sbt`] makes beside the groups of pinned jars.
pub(in crate::compile) const PREPARED: &str = "prepared";

/// The launcher's jar in its group.
pub(in crate::compile) fn launcher_jar(sbt: &Path) -> Result<PathBuf, CompileError> {
    jar(&sbt.join("launcher"), LAUNCHER)
}

/// The version of sbt in the layer.
pub(in crate::compile) fn sbt_version(sbt: &Path) -> Result<String, CompileError> {
    Ok(version_of(&launcher_jar(sbt)?, LAUNCHER))
}

/// The compiled bridge between zinc and the engine's compiler.
pub(in crate::compile) fn bridge_jar(sbt: &Path, binary: &str) -> Result<PathBuf, CompileError> {
    jar(&sbt.join("bridge"), &format!("compiler-bridge_{binary}-"))
}

pub(in crate::compile) fn boot(sbt: &Path) -> PathBuf {
    sbt.join(PREPARED).join("boot")
}

/// What sbt calls a Scala home: `lib/` with the compiler's jars, without versions in their names.
pub(in crate::compile) fn scala_home(sbt: &Path, binary: &str) -> PathBuf {
    sbt.join(PREPARED).join(format!("scala-{binary}"))
}

pub(in crate::compile) fn plugin_jar(sbt: &Path) -> PathBuf {
    sbt.join(PREPARED).join("predictionio-sbt.jar")
}

/// `2.10` of `2.10.7`.
#[must_use]
pub fn binary_version(scala_version: &str) -> &str {
    match scala_version.match_indices('.').nth(1) {
        Some((end, _)) => &scala_version[..end],
        None => scala_version,
    }
}

/// The version in the name of a jar that begins like `name`.
pub(in crate::compile) fn version_of(jar: &Path, name: &str) -> String {
    let stem = jar.file_stem().unwrap_or_default().to_string_lossy();
    stem.strip_prefix(name).unwrap_or(&stem).to_owned()
}

/// The jars of a directory, in order.
pub(in crate::compile) fn jars(dir: &Path) -> Result<Vec<PathBuf>, CompileError> {
    let mut jars = Vec::new();
    let read = |error| CompileError::Source(FileError::at(dir)(error));
    for entry in fs::read_dir(dir).map_err(read)? {
        let path = entry.map_err(read)?.path();
        if path.extension().is_some_and(|extension| extension == "jar") {
            jars.push(path);
        }
    }
    jars.sort();
    Ok(jars)
}

/// The jar of a directory whose name begins with `name`.
pub(in crate::compile) fn jar(dir: &Path, name: &str) -> Result<PathBuf, CompileError> {
    let begins = |path: &PathBuf| {
        let file = path.file_name().and_then(|text| text.to_str());
        file.is_some_and(|file| file.starts_with(name))
    };
    let found = jars(dir).unwrap_or_default().into_iter().find(begins);
    found.ok_or_else(|| CompileError::MissingJar {
        dir: dir.to_owned(),
        name: name.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_names() {
        assert_eq!(binary_version("2.10.7"), "2.10");
        assert_eq!(binary_version("2.10"), "2.10");
        let jar = Path::new("/x/sbt-launch-1.10.11.jar");
        assert_eq!(version_of(jar, "sbt-launch-"), "1.10.11");
    }

    #[test]
    fn a_missing_jar_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let error = launcher_jar(dir.path()).unwrap_err();
        assert!(
            error.to_string().ends_with("holds no sbt-launch-"),
            "{error}"
        );
        fs::create_dir(dir.path().join("launcher")).unwrap();
        let path = dir.path().join("launcher/sbt-launch-1.jar");
        fs::write(&path, "").unwrap();
        assert_eq!(launcher_jar(dir.path()).unwrap(), path);
    }
}
