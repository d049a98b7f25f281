use super::jars::fill;
use super::keyed::{Key, Scope, Stale, changed, keyed};
use crate::Workshop;
use crate::build_error::BuildError;
use crate::plan::Plan;
use bullet_stream::global::print;
use libcnb::data::layer_name;
use predictionio_buildpack::backends::Backends;
use predictionio_buildpack::compile::{PlatformJar, binary_version};
use predictionio_buildpack::engine::Line;
use predictionio_buildpack::install::{
    Coordinates, InstallError, Lock, PioArchive, PioJars, jar_paths,
};
use predictionio_buildpack::sbom::Component;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

const SCHEMA: &str = "3";
const PIO: &str = "org.apache.predictionio";
/// The modules of PIO that its assembly holds.
const MODULES: [&str; 5] = ["core", "data", "common", "e2", "tools"];
/// The backend whose assembly has a library that engines ask for as `provided`, under its own name (`storage/elasticsearch/build.sbt`
/// of PIO 0.14.0, where the clients beside it are renamed); and that library's group and version.
const ELASTICSEARCH: &str = "data-elasticsearch";
const BY_SPARK: (&str, &str) = ("org.elasticsearch", "5.6.9");

/// The layer `pio` of a line whose PIO comes as an archive.
pub(super) struct Installed {
    /// Storage backends that the archive need not have, and has not.
    pub(super) absent: Backends,
    /// What goes before Spark and PIO.
    pub(super) drivers: Vec<PathBuf>,
    /// The assemblies, PIO's own once for each module that it holds.
    pub(super) modules: Vec<PlatformJar>,
    pub(super) storage: Vec<PathBuf>,
    /// Classes that a JVM must see before those of the assemblies.
    pub(super) adapted: Option<PathBuf>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArchiveKey {
    schema: String,
    /// The checksum of the archive.
    archive: String,
    /// Digest over the names and checksums of the jars beside it.
    jars: String,
    /// The storage backends out of it.
    #[serde(default)]
    storage: String,
}

impl Key for ArchiveKey {
    fn differences(&self, restored: &Self) -> Vec<String> {
        let Self {
            schema,
            archive,
            jars,
            storage,
        } = self;
        [
            changed("the layer's layout", &restored.schema, schema),
            changed("the archive", &restored.archive, archive),
            changed("the jars beside it", &restored.jars, jars),
            changed("the storage backends", &restored.storage, storage),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Brings PIO out of its archive, and the drivers that this has not.
pub(super) fn install_archive(
    workshop: &Workshop,
    plan: &Plan,
    archive: &PioArchive,
) -> libcnb::Result<Installed, BuildError> {
    let drivers = &plan.pio.jars;
    let key = ArchiveKey {
        schema: SCHEMA.into(),
        archive: archive.sha256.to_string(),
        jars: Lock::fingerprint(drivers).to_string(),
        storage: plan.storage.modules().join(","),
    };
    let layer = keyed(
        workshop.context,
        layer_name!("pio"),
        Scope::BuildAndLaunch,
        Stale::Delete,
        &key,
    )?;
    let dir = layer.path().join("jars");
    let what = format!("PredictionIO {}", plan.line.pio());
    if layer.is_current() {
        workshop.reuse(what);
    } else {
        print::bullet(format!("{what}{}", layer.state.reason()));
        let timer = print::sub_start_timer(format!("Downloading and verifying {}", archive.source));
        archive
            .install(
                workshop.http,
                &layer.path(),
                &plan.storage.modules(),
                &plan.storage.optional_modules(),
                &(),
            )
            .map_err(BuildError::from)?;
        timer.done();
        fill(workshop, plan, &[(drivers, &dir)])?;
        layer.seal(&key)?;
    }
    let own = Component::archive(
        "apache-predictionio",
        plan.line.pio(),
        Some(archive.sha256.to_string()),
    );
    let parts: Vec<_> = std::iter::once(own)
        .chain(drivers.iter().map(Component::from))
        .collect();
    layer.describe(&parts)?;
    let jars = PioJars::below(&layer.path()).map_err(BuildError::from)?;
    let jars = jars.ok_or(BuildError::from(InstallError::NoPio))?;
    let optional = plan.storage.optional.iter();
    let absent: Backends = optional
        .filter(|backend| !jars.has(backend.kind()))
        .copied()
        .collect();
    for backend in &absent {
        print::sub_bullet(format!(
            "The archive has no storage of the kind {backend}: the image goes without it"
        ));
    }
    Ok(Installed {
        absent,
        drivers: jar_paths(drivers, &dir),
        modules: modules(plan.line, &jars),
        storage: jars.storage,
        adapted: jars.adapted,
    })
}

/// What stands in for the modules that a build may ask for.
fn modules(line: Line, jars: &PioJars) -> Vec<PlatformJar> {
    let scala = binary_version(line.scala());
    let stands_for = |group: &str, artifact: &str, version: &str, path: &Path| PlatformJar {
        coordinates: Coordinates {
            group: group.to_owned(),
            artifact: artifact.to_owned(),
            version: version.to_owned(),
            classifier: None,
        },
        path: path.to_owned(),
    };
    let of_pio = |module: &str, path: &Path| {
        let artifact = format!("apache-predictionio-{module}_{scala}");
        stands_for(PIO, &artifact, line.pio(), path)
    };
    let mut all: Vec<_> = MODULES.map(|module| of_pio(module, &jars.assembly)).into();
    for path in &jars.storage {
        let name = path.file_name().and_then(|name| name.to_str());
        let module = name.and_then(|name| name.strip_prefix("pio-")?.split_once("-assembly-"));
        let Some((module, _)) = module else { continue };
        all.push(of_pio(module, path));
        if module == ELASTICSEARCH {
            let (group, version) = BY_SPARK;
            let for_scala = format!("elasticsearch-spark-20_{scala}");
            let artifacts = [&for_scala, "elasticsearch-hadoop-mr"];
            all.extend(artifacts.map(|artifact| stands_for(group, artifact, version, path)));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assembly_stands_for_its_modules() {
        let jars = PioJars {
            assembly: "/l/lib/pio-assembly-0.14.0.jar".into(),
            storage: vec![
                "/l/lib/spark/pio-data-jdbc-assembly-0.14.0.jar".into(),
                "/l/lib/spark/other.jar".into(),
            ],
            adapted: None,
        };
        let found = modules(Line::V0_14, &jars);
        let named = |name: &str| {
            let jar = found.iter().find(|jar| jar.coordinates.to_string() == name);
            jar.map(|jar| jar.path.clone())
        };
        assert_eq!(
            named("org.apache.predictionio:apache-predictionio-core_2.11:0.14.0"),
            Some(jars.assembly.clone())
        );
        assert_eq!(
            named("org.apache.predictionio:apache-predictionio-data-jdbc_2.11:0.14.0").as_ref(),
            jars.storage.first()
        );
        assert_eq!(found.len(), MODULES.len() + 1);
        let elasticsearch = PioJars {
            storage: vec!["/l/lib/spark/pio-data-elasticsearch-assembly-0.14.0.jar".into()],
            ..jars
        };
        let found = modules(Line::V0_14, &elasticsearch);
        let of_storage = found[MODULES.len()..].iter();
        assert_eq!(
            of_storage
                .map(|jar| jar.coordinates.to_string())
                .collect::<Vec<_>>(),
            [
                "org.apache.predictionio:apache-predictionio-data-elasticsearch_2.11:0.14.0",
                "org.elasticsearch:elasticsearch-spark-20_2.11:5.6.9",
                "org.elasticsearch:elasticsearch-hadoop-mr:5.6.9",
            ]
        );
    }

    #[test]
    fn another_archive_is_named() {
        let key = |archive: &str| ArchiveKey {
            schema: SCHEMA.into(),
            archive: archive.into(),
            jars: "j".into(),
            storage: "jdbc".into(),
        };
        assert_eq!(key("b").differences(&key("a")), ["the archive changed"]);
        assert!(key("a").differences(&key("a")).is_empty());
    }
}
