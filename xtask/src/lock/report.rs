use super::error::LockTaskError;
use predictionio_buildpack::install::Coordinates;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A jar that coursier found and fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FetchedJar {
    pub(super) coordinates: Coordinates,
    /// The file in coursier's cache.
    pub(super) file: PathBuf,
}

impl FetchedJar {
    /// What stays the same from version to version.
    pub(super) fn module(&self) -> (&str, &str, Option<&str>) {
        let Coordinates {
            group,
            artifact,
            version: _,
            classifier,
        } = &self.coordinates;
        (group, artifact, classifier.as_deref())
    }
}

#[derive(Deserialize)]
struct Report {
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    coord: String,
    /// Missing where a module has a POM and no jar.
    file: Option<PathBuf>,
}

/// Reads what `coursier fetch --json-output-file` wrote: each jar once, sorted. There, a module is listed once for
/// each way in which something excludes parts of what it needs.
pub(super) fn parse(json: &str) -> Result<Vec<FetchedJar>, LockTaskError> {
    let report: Report =
        serde_json::from_str(json).map_err(|error| LockTaskError::Report(error.to_string()))?;
    let mut jars = BTreeMap::new();
    for Dependency { coord, file } in report.dependencies {
        let Some(file) = file else { continue };
        let coordinates = coordinates(&coord)?;
        if !file.ends_with(coordinates.path()) {
            return Err(LockTaskError::OddPath {
                coordinates: coord,
                file: file.display().to_string(),
            });
        }
        jars.insert(coordinates.clone(), FetchedJar { coordinates, file });
    }
    Ok(jars.into_values().collect())
}

/// Coursier's order differs from ours: `group:artifact[:type[:classifier]]:version`.
fn coordinates(coord: &str) -> Result<Coordinates, LockTaskError> {
    let parts: Vec<_> = coord.split(':').collect();
    let text = match parts.as_slice() {
        [group, artifact, version] | [group, artifact, _, version] => {
            format!("{group}:{artifact}:{version}")
        }
        [group, artifact, _, classifier, version] => {
            format!("{group}:{artifact}:{version}:{classifier}")
        }
        _ => coord.to_owned(),
    };
    Ok(text.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(entries: &[(&str, &str)]) -> String {
        let dependencies: Vec<_> = entries
            .iter()
            .map(|(coord, file)| serde_json::json!({ "coord": coord, "file": file }))
            .collect();
        serde_json::json!({ "version": "0.1.0", "dependencies": dependencies }).to_string()
    }

    #[test]
    fn types_go_classifiers_stay_and_repetitions_are_one() {
        let jars = parse(&report(&[
            ("g:snappy:jar:1.1", "/c/g/snappy/1.1/snappy-1.1.jar"),
            (
                "g:avro:jar:hadoop2:1.7",
                "/c/g/avro/1.7/avro-1.7-hadoop2.jar",
            ),
            ("g:snappy:1.1", "/c/g/snappy/1.1/snappy-1.1.jar"),
        ]))
        .unwrap();
        let shown: Vec<_> = jars.iter().map(|jar| jar.coordinates.to_string()).collect();
        assert_eq!(shown, ["g:avro:1.7:hadoop2", "g:snappy:1.1"]);
    }

    #[test]
    fn a_module_without_a_jar_is_passed_over() {
        let json = r#"{ "dependencies": [{ "coord": "g:parent:1" }] }"#;
        assert_eq!(parse(json).unwrap(), []);
    }

    #[test]
    fn a_file_that_the_buildpack_would_not_find_is_refused() {
        let json = report(&[("g:native:so:1", "/c/g/native/1/native-1.so")]);
        assert!(matches!(parse(&json), Err(LockTaskError::OddPath { .. })));
    }

    #[test]
    fn what_is_not_a_report_is_refused() {
        assert!(matches!(parse("{}"), Err(LockTaskError::Report(_))));
    }
}
