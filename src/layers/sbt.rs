use super::embedded::digest_of;
use super::jars::fill;
use super::java::Java;
use super::keyed::{Key, Scope, Stale, by_version, changed, keyed};
use crate::Workshop;
use crate::build_error::BuildError;
use crate::plan::{EnginePlan, Plan};
use bullet_stream::global::print;
use include_dir::{Dir, include_dir};
use libcnb::data::layer_name;
use predictionio_buildpack::compile::prepare_sbt;
use predictionio_buildpack::install::{InstallError, Lock, LockedJar};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the buildpack gives to sbt; compiled once, when the layer is made.
static PLUGIN: Dir = include_dir!("$CARGO_MANIFEST_DIR/jvm/sbt");

const SCHEMA: &str = "1";
/// The group of the lock that says which sbt this is.
const LAUNCHER: &str = "launcher";

/// sbt, ready to run.
pub(crate) struct Sbt {
    pub(crate) home: PathBuf,
    /// What tells this sbt and its plugin from others.
    pub(crate) identity: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SbtKey {
    schema: String,
    version: String,
    /// Digest over the names and checksums of its jars.
    jars: String,
    /// Digest of the sources of the plugin.
    plugin: String,
    /// The JDK that compiled the plugin.
    java: String,
}

impl Key for SbtKey {
    fn differences(&self, restored: &Self) -> Vec<String> {
        let Self {
            schema,
            version,
            jars,
            plugin,
            java,
        } = self;
        let content = by_version(
            "its list of jars",
            (&restored.version, version),
            (&restored.jars, jars),
        );
        [
            changed("the layer's layout", &restored.schema, schema),
            content,
            changed("the buildpack's plugin", &restored.plugin, plugin),
            changed("the JDK", &restored.java, java),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Brings sbt and the compilers that it drives, and compiles the buildpack's plugin for it.
pub(crate) fn install_sbt(
    workshop: &Workshop,
    plan: &Plan,
    engine: &EnginePlan,
    java: &Java,
) -> libcnb::Result<Sbt, BuildError> {
    let version = version_of(&engine.sbt).map_err(BuildError::from)?;
    let key = SbtKey {
        schema: SCHEMA.into(),
        version,
        jars: Lock::fingerprint(engine.sbt.jars()).to_string(),
        plugin: digest_of(&[&PLUGIN]),
        java: java.identity.clone(),
    };
    let layer = keyed(
        workshop.context,
        layer_name!("sbt"),
        Scope::Cache,
        Stale::Update,
        &key,
    )?;
    if layer.is_current() {
        workshop.reuse(format!("sbt {}", key.version));
    } else {
        print::bullet(format!(
            "sbt {}{}",
            key.version,
            layer.state.update_reason()
        ));
        bring_jars(workshop, plan, &engine.sbt, &layer.path())?;
        let timer = print::sub_start_timer("Compiling the buildpack's plugin for it");
        prepare_sbt(&layer.path(), &java.jdk).map_err(BuildError::from)?;
        timer.done();
        layer.seal(&key)?;
    }
    Ok(Sbt {
        home: layer.path(),
        identity: format!("{} {} {}", key.version, key.jars, key.plugin),
    })
}

/// Each group of the lock is a class path of its own, in a directory of its own.
fn bring_jars(workshop: &Workshop, plan: &Plan, sbt: &Lock, home: &Path) -> Result<(), BuildError> {
    let mut groups: BTreeMap<&str, Vec<LockedJar>> = BTreeMap::new();
    for jar in sbt.jars() {
        groups.entry(&jar.group).or_default().push(jar.clone());
    }
    let places: Vec<PathBuf> = groups.keys().map(|group| home.join(group)).collect();
    let sets: Vec<(&[LockedJar], &Path)> = groups
        .values()
        .zip(&places)
        .map(|(jars, place)| (jars.as_slice(), place.as_path()))
        .collect();
    fill(workshop, plan, &sets)
}

fn version_of(lock: &Lock) -> Result<String, InstallError> {
    let launcher = lock.group(LAUNCHER)?;
    Ok(launcher
        .first()
        .map(|jar: &LockedJar| jar.coordinates.version.clone())
        .unwrap_or_default())
}
