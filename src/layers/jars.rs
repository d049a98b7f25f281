use super::keyed::{Key, Scope, Stale, changed, difference, keyed};
use crate::Workshop;
use crate::build_error::BuildError;
use crate::output::{Progress, megabytes};
use crate::plan::Plan;
use bullet_stream::global::print;
use libcnb::data::layer::LayerName;
use libcnb::data::layer_name;
use predictionio_buildpack::compile::PlatformJar;
use predictionio_buildpack::install::{InstallReport, Lock, LockedJar, install_jars, jar_paths};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

const SCHEMA: &str = "1";

/// PIO and Spark with all that they need.
pub(crate) struct Platform {
    /// Every jar, in class path order.
    pub(crate) jars: Vec<PlatformJar>,
    /// One digest over all of them.
    pub(crate) digest: String,
}

impl Platform {
    /// Where the jars are, in class path order.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.jars.iter().map(|jar| jar.path.clone()).collect()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JarsKey {
    schema: String,
    version: String,
    /// Digest over the names and checksums of the jars.
    jars: String,
}

impl Key for JarsKey {
    fn differences(&self, restored: &Self) -> Vec<String> {
        let Self {
            schema,
            version,
            jars,
        } = self;
        let by_version = difference("the version", &restored.version, version);
        let by_jars =
            changed("its list of jars", &restored.jars, jars).filter(|_| by_version.is_none());
        [
            changed("the layer's layout", &restored.schema, schema),
            by_version,
            by_jars,
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl JarsKey {
    pub(super) fn new(version: &str, jars: &[LockedJar]) -> Self {
        Self {
            schema: SCHEMA.into(),
            version: version.to_owned(),
            jars: Lock::fingerprint(jars).to_string(),
        }
    }
}

/// Brings Spark's jars and PIO's, each into a layer of its own.
pub(crate) fn install_platform(
    workshop: &Workshop,
    plan: &Plan,
) -> libcnb::Result<Platform, BuildError> {
    let spark = jar_layer(
        workshop,
        plan,
        layer_name!("spark"),
        "Spark",
        plan.line.spark(),
        &plan.spark,
    )?;
    let pio = jar_layer(
        workshop,
        plan,
        layer_name!("pio"),
        "PredictionIO",
        plan.line.pio(),
        &plan.pio,
    )?;
    let all: Vec<LockedJar> = plan.spark.iter().chain(&plan.pio).cloned().collect();
    let paths = spark.into_iter().chain(pio);
    let jars = all.iter().zip(paths).map(|(jar, path)| PlatformJar {
        coordinates: jar.coordinates.clone(),
        path,
    });
    Ok(Platform {
        jars: jars.collect(),
        digest: Lock::fingerprint(&all).to_string(),
    })
}

fn jar_layer(
    workshop: &Workshop,
    plan: &Plan,
    name: LayerName,
    what: &str,
    version: &str,
    jars: &[LockedJar],
) -> libcnb::Result<Vec<PathBuf>, BuildError> {
    let key = JarsKey::new(version, jars);
    // A changed list keeps what it has in common with the old one.
    let layer = keyed(
        workshop.context,
        name,
        Scope::BuildAndLaunch,
        Stale::Update,
        &key,
    )?;
    let dir = layer.path().join("jars");
    if layer.is_current() {
        workshop.reuse(format!("{what} {version}"));
    } else {
        print::bullet(format!("{what} {version}{}", layer.state.update_reason()));
        fill(workshop, plan, &[(jars, &dir)])?;
        layer.seal(&key)?;
    }
    Ok(jar_paths(jars, &dir))
}

/// Makes each directory hold its jars, and tells those who wait how far it is.
pub(super) fn fill(
    workshop: &Workshop,
    plan: &Plan,
    sets: &[(&[LockedJar], &Path)],
) -> Result<(), BuildError> {
    let count: usize = sets.iter().map(|(jars, _)| jars.len()).sum();
    print::sub_bullet(format!("{count} jars from {}", plan.repository));
    let progress = Progress::new();
    let mut total = InstallReport::default();
    for (jars, dir) in sets {
        let show = |now| progress.show(&now);
        let report = install_jars(workshop.http, &plan.repository, jars, dir, &show)?;
        total.downloaded += report.downloaded;
        total.reused += report.reused;
        total.bytes += report.bytes;
    }
    print::sub_bullet(format!(
        "{} downloaded ({}), {} kept, every sha256 right {}",
        total.downloaded,
        megabytes(total.bytes),
        total.reused,
        progress.elapsed(),
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_list_names_itself() {
        let key = |version: &str, jars: &str| JarsKey {
            schema: SCHEMA.into(),
            version: version.into(),
            jars: jars.into(),
        };
        assert_eq!(
            key("1.6.3", "b").differences(&key("1.6.3", "a")),
            ["its list of jars changed"]
        );
        assert_eq!(
            key("2.4.8", "b").differences(&key("1.6.3", "a")),
            ["the version changed from 1.6.3 to 2.4.8"]
        );
        assert!(key("1", "a").differences(&key("1", "a")).is_empty());
    }
}
