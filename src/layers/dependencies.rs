//! The jars that only the engine asks for, in the layer `dependencies`.

use super::keyed::KeyedLayer;
use crate::build_error::BuildError;
use predictionio_buildpack::compile::Artifacts;
use predictionio_buildpack::install::Coordinates;
use predictionio_buildpack::sbom::Component;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

const DEPENDENCIES: &str = "jars";
/// Beside them: what each jar is, a line each of name, coordinates and sha256.
const LIST: &str = "jars.tsv";

/// Copies what sbt resolved into the layer. A number before each name keeps the order of the class path. `also` is one more
/// line of the list.
pub(super) fn place(
    artifacts: &Artifacts,
    dependencies: &KeyedLayer,
    also: Option<String>,
) -> Result<(), BuildError> {
    let dir = dependencies.path().join(DEPENDENCIES);
    if dir.exists() {
        fs_err::remove_dir_all(&dir)?;
    }
    fs_err::create_dir_all(&dir)?;
    let mut list = Vec::new();
    for (number, dependency) in artifacts.dependencies.iter().enumerate() {
        let name = dependency.path.file_name().unwrap_or_default();
        let name = format!("{number:03}-{}", name.to_string_lossy());
        let module = dependency.coordinates.as_deref().unwrap_or("-");
        let sha256 = hex::encode(Sha256::digest(fs_err::read(&dependency.path)?));
        list.push(format!("{name}\t{module}\t{sha256}\n"));
        fs_err::copy(&dependency.path, dir.join(name))?;
    }
    list.extend(also);
    fs_err::write(dependencies.path().join(LIST), list.concat())?;
    Ok(())
}

/// What lies in the layer, as its bill of materials names it.
pub(super) fn components(layer: &KeyedLayer) -> std::io::Result<Vec<Component>> {
    let list = fs_err::read_to_string(layer.path().join(LIST))?;
    Ok(list.lines().filter_map(component).collect())
}

/// The jars in class path order.
pub(super) fn class_path(layer: &KeyedLayer) -> std::io::Result<Vec<PathBuf>> {
    in_order(&layer.path().join(DEPENDENCIES))
}

/// What a line of the list says.
fn component(line: &str) -> Option<Component> {
    let [name, module, sha256] = line.split('\t').collect::<Vec<_>>()[..] else {
        return None;
    };
    Some(match module.parse::<Coordinates>() {
        Ok(module) => Component::maven(&module, Some(sha256.to_owned())),
        Err(_) => Component::file(name.split_once('-').map_or(name, |(_, name)| name), sha256),
    })
}

fn in_order(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs_err::read_dir(dir)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_list_is_a_part() {
        let sum = "ab".repeat(32);
        let of = |line: &str| component(&format!("{line}\t{sum}")).unwrap().purl;
        assert_eq!(
            of("000-lucene-core-4.10.4.jar\torg.apache.lucene:lucene-core:4.10.4"),
            "pkg:maven/org.apache.lucene/lucene-core@4.10.4"
        );
        assert_eq!(
            of("001-own.jar\t-"),
            format!("pkg:generic/own.jar@unknown?checksum=sha256:{sum}")
        );
        assert_eq!(component("nonsense"), None);
    }

    #[test]
    fn the_class_path_keeps_its_order() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["001-a.jar", "000-z.jar", "010-b.jar"] {
            fs_err::write(dir.path().join(name), "").unwrap();
        }
        let names: Vec<_> = in_order(dir.path())
            .unwrap()
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["000-z.jar", "001-a.jar", "010-b.jar"]);
    }
}
