use super::keyed::{Key, Scope, Stale, by_version, changed, difference, keyed};
use crate::Workshop;
use crate::build_error::BuildError;
use crate::plan::{JavaSource, Plan};
use bullet_stream::global::print;
use libcnb::data::layer::LayerName;
use libcnb::data::layer_name;
use libcnb::layer_env::{LayerEnv, ModificationBehavior, Scope as EnvScope};
use predictionio_buildpack::install::Java as PinnedJava;
use predictionio_buildpack::sbom::Component;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

const SCHEMA: &str = "1";
/// What of a JRE serves people and not programs.
const NOT_FOR_SERVERS: [&str; 3] = ["man", "plugin", "LICENSE_html"];

/// The Java of a build, and that of the image.
pub(crate) struct Java {
    /// The JDK that compiles.
    pub(crate) jdk: PathBuf,
    /// What tells this JDK from others: checksum, or version and place.
    pub(crate) identity: String,
    /// The JRE in the image.
    pub(crate) runtime: PathBuf,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JavaKey {
    schema: String,
    version: String,
    /// Checksum of the archive, or place of a JDK that an earlier buildpack provides.
    identity: String,
    arch: String,
}

impl JavaKey {
    fn new(workshop: &Workshop, version: String, identity: String) -> Self {
        Self {
            schema: SCHEMA.into(),
            version,
            identity,
            arch: workshop.context.target.arch.clone(),
        }
    }
}

impl Key for JavaKey {
    fn differences(&self, restored: &Self) -> Vec<String> {
        let Self {
            schema,
            version,
            identity,
            arch,
        } = self;
        let content = by_version(
            "the archive",
            (&restored.version, version),
            (&restored.identity, identity),
        );
        [
            changed("the layer's layout", &restored.schema, schema),
            content,
            difference("the architecture", &restored.arch, arch),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Brings the JDK for the build, unless an earlier buildpack did, and the JRE for the image.
pub(crate) fn install_java(workshop: &Workshop, plan: &Plan) -> libcnb::Result<Java, BuildError> {
    match &plan.java {
        JavaSource::Provided(java) => {
            let identity = format!("{} at {}", java.version, java.home.display());
            let runtime = runtime_from_jdk(workshop, &java.home, &java.version, &identity)?;
            Ok(Java {
                jdk: java.home.clone(),
                identity,
                runtime,
            })
        }
        JavaSource::Inventory { jdk, jre } => {
            let home = jdk_from_inventory(workshop, jdk)?;
            let version = jdk.version.to_string();
            let identity = jdk.sha256.to_string();
            let runtime = match jre {
                Some(jre) => jre_from_inventory(workshop, jre)?,
                None => runtime_from_jdk(workshop, &home, &version, &identity)?,
            };
            Ok(Java {
                jdk: home,
                identity,
                runtime,
            })
        }
    }
}

fn key_of(workshop: &Workshop, java: &PinnedJava) -> JavaKey {
    JavaKey::new(workshop, java.version.to_string(), java.sha256.to_string())
}

fn jdk_from_inventory(
    workshop: &Workshop,
    jdk: &PinnedJava,
) -> libcnb::Result<PathBuf, BuildError> {
    let key = key_of(workshop, jdk);
    java_layer(
        workshop,
        layer_name!("jdk"),
        Scope::Build,
        "JDK",
        &key,
        |home| download_and_unpack(workshop, jdk, home),
    )
}

fn jre_from_inventory(
    workshop: &Workshop,
    jre: &PinnedJava,
) -> libcnb::Result<PathBuf, BuildError> {
    let key = key_of(workshop, jre);
    java_layer(
        workshop,
        layer_name!("jre"),
        Scope::Launch,
        "JRE",
        &key,
        |home| download_and_unpack(workshop, jre, home),
    )
}

/// A JDK 8 has a JRE inside: that part alone goes into the image, without the compiler.
fn runtime_from_jdk(
    workshop: &Workshop,
    jdk: &Path,
    version: &str,
    identity: &str,
) -> libcnb::Result<PathBuf, BuildError> {
    let key = JavaKey::new(workshop, version.to_owned(), identity.to_owned());
    java_layer(
        workshop,
        layer_name!("jre"),
        Scope::Launch,
        "JRE",
        &key,
        |home| {
            let inner = jdk.join("jre");
            let source = if inner.is_dir() { &inner } else { jdk };
            let timer = print::sub_start_timer("Copying it out of the JDK");
            copy_tree(source, home)?;
            timer.done();
            Ok(())
        },
    )
}

fn java_layer(
    workshop: &Workshop,
    name: LayerName,
    scope: Scope,
    what: &str,
    key: &JavaKey,
    fill: impl FnOnce(&Path) -> Result<(), BuildError>,
) -> libcnb::Result<PathBuf, BuildError> {
    let layer = keyed(workshop.context, name, scope, Stale::Delete, key)?;
    let home = layer.path();
    let title = format!("{what} {}", key.version);
    if layer.is_current() {
        workshop.reuse(title);
    } else {
        print::bullet(title + &layer.state.reason());
        fill(&home)?;
    }
    layer.layer_ref().write_env(java_home(&home))?;
    let is_checksum = key.identity.len() == 64 && !key.identity.contains(' ');
    let checksum = is_checksum.then(|| key.identity.clone());
    let part = Component::archive(&what.to_lowercase(), &key.version, checksum);
    layer.describe(&[part])?;
    layer.seal(key)?;
    Ok(home)
}

/// Written in each build, also for a restored layer, so that a newer buildpack's word holds.
fn java_home(home: &Path) -> LayerEnv {
    LayerEnv::new().chainable_insert(
        EnvScope::All,
        ModificationBehavior::Override,
        "JAVA_HOME",
        home,
    )
}

fn download_and_unpack(
    workshop: &Workshop,
    java: &PinnedJava,
    home: &Path,
) -> Result<(), BuildError> {
    let timer = print::sub_start_timer(format!("Downloading and verifying {}", java.source));
    java.install(workshop.http, home, &())?;
    timer.done();
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    let walk = WalkDir::new(from).sort_by_file_name().into_iter();
    let wanted = walk.filter_entry(|entry| {
        entry.depth() != 1
            || !NOT_FOR_SERVERS
                .iter()
                .any(|name| entry.file_name().to_string_lossy() == **name)
    });
    for entry in wanted {
        let entry = entry?;
        let target = match entry.path().strip_prefix(from) {
            Ok(relative) => to.join(relative),
            Err(error) => return Err(std::io::Error::other(error)),
        };
        if entry.file_type().is_dir() {
            fs_err::create_dir_all(target)?;
        } else if entry.file_type().is_symlink() {
            fs_err::os::unix::fs::symlink(fs_err::read_link(entry.path())?, target)?;
        } else {
            fs_err::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(version: &str, identity: &str) -> JavaKey {
        JavaKey {
            schema: SCHEMA.into(),
            version: version.into(),
            identity: identity.into(),
            arch: "amd64".into(),
        }
    }

    #[test]
    fn a_new_version_is_named_once() {
        assert_eq!(
            key("8.0.504", "b").differences(&key("8.0.492", "a")),
            ["the version changed from 8.0.492 to 8.0.504"]
        );
        assert_eq!(
            key("8", "b").differences(&key("8", "a")),
            ["the archive changed"]
        );
        assert!(key("8", "a").differences(&key("8", "a")).is_empty());
    }

    #[test]
    fn a_copied_tree_keeps_links_and_leaves_manuals() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs_err::create_dir_all(from.path().join("bin")).unwrap();
        fs_err::create_dir_all(from.path().join("man/man1")).unwrap();
        fs_err::write(from.path().join("bin/java"), "x").unwrap();
        fs_err::os::unix::fs::symlink("java", from.path().join("bin/j")).unwrap();
        copy_tree(from.path(), to.path()).unwrap();
        assert_eq!(
            fs_err::read_to_string(to.path().join("bin/j")).unwrap(),
            "x"
        );
        assert!(to.path().join("bin/j").is_symlink());
        assert!(!to.path().join("man").exists());
    }
}
