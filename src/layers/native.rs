//! Native libraries of an engine's dependencies that find on current systems no longer what they were linked with.

use super::keyed::KeyedLayer;
use crate::Workshop;
use crate::build_error::BuildError;
use crate::plan::Plan;
use bullet_stream::global::print;
use predictionio_buildpack::compile::{Artifacts, Dependency};
use predictionio_buildpack::install::{
    Coordinates, InstallError, Lock, install_jars, jar_paths, take_member,
};

/// The jar with the Fortran runtime of jblas's time.
const FORTRAN: &str = include_str!("../../inventory/fortran.lock.toml");
const RUNTIME: &str = "libgfortran.so.3";
const RUNTIME_IN_JAR: &str = "org/bytedeco/javacpp/linux-x86_64/libgfortran.so.3";
/// jblas takes its library from a directory before it unpacks it into `/tmp`, where a container may forbid it to run.
const JBLAS: &str = "libjblas.so";
const JBLAS_IN_JAR: &str = "lib/static/Linux/amd64/sse3/libjblas.so";
/// A layer's directory of this name is on `LD_LIBRARY_PATH` at launch.
const LIB: &str = "lib";
/// The first version of jblas whose library was linked with a Fortran runtime that distributions have.
const MENDED: [u32; 3] = [1, 2, 5];

/// Gives an engine with an old jblas the library and its Fortran runtime; says of which pinned jar a part is in the layer.
pub(super) fn place(
    workshop: &Workshop,
    plan: &Plan,
    artifacts: &Artifacts,
    layer: &KeyedLayer,
) -> Result<Option<String>, BuildError> {
    let jblas = artifacts.dependencies.iter().find_map(old_jblas);
    let Some((version, jblas)) = jblas.filter(|_| workshop.context.target.arch == "amd64") else {
        return Ok(None);
    };
    let lib = layer.path().join(LIB);
    fs_err::create_dir_all(&lib)?;
    if !take_member(&jblas.path, JBLAS_IN_JAR, &lib.join(JBLAS))? {
        return Ok(None);
    }
    let lock = Lock::parse("fortran", FORTRAN).map_err(InstallError::from)?;
    let jars = lock.group("amd64").map_err(InstallError::from)?;
    let scratch = tempfile::tempdir()?;
    install_jars(
        workshop.http,
        &plan.repository,
        &jars,
        scratch.path(),
        &|_| {},
    )?;
    for jar in jar_paths(&jars, scratch.path()) {
        take_member(&jar, RUNTIME_IN_JAR, &lib.join(RUNTIME))?;
    }
    print::sub_bullet(format!(
        "jblas {version} was linked with {RUNTIME}, which no current system has: it goes into the image."
    ));
    Ok(jars
        .first()
        .map(|jar| format!("{RUNTIME}\t{}\t{}\n", jar.coordinates, jar.sha256)))
}

/// The dependency, with its version, if it is a jblas that wants the old runtime.
fn old_jblas(dependency: &Dependency) -> Option<(String, &Dependency)> {
    let module: Coordinates = dependency.coordinates.as_deref()?.parse().ok()?;
    let is_jblas = module.group == "org.jblas" && module.artifact == "jblas";
    (is_jblas && numbers(&module.version) < MENDED.to_vec()).then_some((module.version, dependency))
}

fn numbers(version: &str) -> Vec<u32> {
    version
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn an_old_jblas_is_known_by_its_coordinates() {
        let is_old = |coordinates: Option<&str>| {
            let dependency = Dependency {
                coordinates: coordinates.map(ToOwned::to_owned),
                path: PathBuf::from("jblas.jar"),
            };
            old_jblas(&dependency).is_some()
        };
        for old in ["1.2.3", "1.2.4", "1.1"] {
            assert!(is_old(Some(&format!("org.jblas:jblas:{old}"))), "{old}");
        }
        for other in [
            "org.jblas:jblas:1.2.5",
            "org.jblas:jblas:1.10.0",
            "org.jblas:more:1.2.4",
        ] {
            assert!(!is_old(Some(other)), "{other}");
        }
        assert!(!is_old(None));
    }

    #[test]
    fn the_runtime_is_pinned() {
        let lock = Lock::parse("fortran", FORTRAN).unwrap();
        assert_eq!(lock.group("amd64").unwrap().len(), 1);
    }
}
