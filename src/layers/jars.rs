use super::keyed::{Key, Scope, Stale, by_version, changed, keyed};
use super::pio_archive::install_archive;
use crate::Workshop;
use crate::build_error::BuildError;
use crate::output::{Progress, megabytes};
use crate::plan::Plan;
use bullet_stream::global::print;
use libcnb::data::layer::LayerName;
use libcnb::data::layer_name;
use predictionio_buildpack::backends::Backends;
use predictionio_buildpack::compile::PlatformJar;
use predictionio_buildpack::install::{
    InstallReport, Lock, LockedJar, PioArchive, install_jars, jar_paths,
};
use predictionio_buildpack::sbom::Component;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

const SCHEMA: &str = "1";

/// PIO and Spark with all that they need.
pub(crate) struct Platform {
    /// What a compile sees, in class path order.
    pub(crate) jars: Vec<PlatformJar>,
    /// Classes that a JVM must see before those of the jars.
    pub(crate) adapted: Option<PathBuf>,
    /// What storage backends need beside the platform's jars, which go before it. Nothing is compiled with it: what the
    /// engine's source uses is among those.
    pub(crate) storage_jars: Vec<PathBuf>,
    /// Storage backends that a JVM must see last.
    pub(crate) storage: Vec<PathBuf>,
    /// Backends of the plan that the image does not have after all.
    pub(crate) absent: Backends,
    /// One digest over everything.
    pub(crate) digest: String,
}

impl Platform {
    /// Where the jars are that a JVM must see first, in class path order.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        let paths = self.jars.iter().map(|jar| jar.path.clone());
        let paths = paths.filter(|path| !self.storage.contains(path));
        let mut paths: Vec<_> = self.adapted.iter().cloned().chain(paths).collect();
        // One assembly stands for several modules.
        paths.dedup();
        paths
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
        let content = by_version(
            "its list of jars",
            (&restored.version, version),
            (&restored.jars, jars),
        );
        let layout = changed("the layer's layout", &restored.schema, schema);
        layout.into_iter().chain(content).collect()
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
    let mut platform = match &plan.pio.archive {
        Some(archive) => from_archive(workshop, plan, archive, spark)?,
        None => from_jars(workshop, plan, spark)?,
    };
    let storage = plan.storage.jars.iter().zip(storage_jars(workshop, plan)?);
    let (used, others): (Vec<_>, Vec<_>) = storage.partition(|(jar, _)| plan.storage.is_used(jar));
    platform.storage_jars = others.into_iter().map(|(_, path)| path).collect();
    if !used.is_empty() {
        let (jars, paths): (Vec<LockedJar>, Vec<_>) = used
            .into_iter()
            .map(|(jar, path)| (jar.clone(), path))
            .unzip();
        platform.digest = format!("{} {}", platform.digest, Lock::fingerprint(&jars));
        platform.jars.extend(with_paths(&jars, paths.into_iter()));
    }
    Ok(platform)
}

/// Only what the image asks for; nothing, and no layer, where PIO's own jars and Spark's do.
fn storage_jars(workshop: &Workshop, plan: &Plan) -> libcnb::Result<Vec<PathBuf>, BuildError> {
    let jars = &plan.storage.jars;
    if jars.is_empty() {
        return Ok(Vec::new());
    }
    let names = plan.storage.backends.iter();
    let needing = names.filter(|backend| jars.iter().any(|jar| jar.group == backend.name()));
    let needing: Vec<_> = needing.map(|backend| backend.name()).collect();
    let (name, version) = (layer_name!("storage"), needing.join(", "));
    jar_layer(workshop, plan, name, "Storage", &version, jars)
}

fn from_jars(
    workshop: &Workshop,
    plan: &Plan,
    spark: Vec<PathBuf>,
) -> libcnb::Result<Platform, BuildError> {
    let jars = &plan.pio.jars;
    let pio = jar_layer(
        workshop,
        plan,
        layer_name!("pio"),
        "PredictionIO",
        plan.line.pio(),
        jars,
    )?;
    let all: Vec<LockedJar> = plan.spark.iter().chain(jars).cloned().collect();
    Ok(Platform {
        jars: with_paths(&all, spark.into_iter().chain(pio)),
        adapted: None,
        storage_jars: Vec::new(),
        storage: Vec::new(),
        absent: Backends::new(),
        digest: Lock::fingerprint(&all).to_string(),
    })
}

/// The JDBC driver, json4s and Spark come before PIO's assembly, which holds an older kryo than Spark's.
fn from_archive(
    workshop: &Workshop,
    plan: &Plan,
    archive: &PioArchive,
    spark: Vec<PathBuf>,
) -> libcnb::Result<Platform, BuildError> {
    let installed = install_archive(workshop, plan, archive)?;
    let all: Vec<LockedJar> = plan.pio.jars.iter().chain(&plan.spark).cloned().collect();
    let mut jars = with_paths(&all, installed.drivers.into_iter().chain(spark));
    jars.extend(installed.modules);
    Ok(Platform {
        jars,
        adapted: installed.adapted,
        storage_jars: Vec::new(),
        storage: installed.storage,
        absent: installed.absent,
        digest: format!(
            "{} {} {}",
            Lock::fingerprint(&all),
            archive.sha256,
            plan.storage.modules().join(",")
        ),
    })
}

fn with_paths(jars: &[LockedJar], paths: impl Iterator<Item = PathBuf>) -> Vec<PlatformJar> {
    let jars = jars.iter().zip(paths).map(|(jar, path)| PlatformJar {
        coordinates: jar.coordinates.clone(),
        path,
    });
    jars.collect()
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
    layer.describe(&jars.iter().map(Component::from).collect::<Vec<_>>())?;
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
