use super::embedded::{digest_of, write_all};
use super::jars::Platform;
use super::java::Java;
use super::keyed::{Key, Scope, Stale, State, changed, keyed};
use crate::Workshop;
use crate::build_error::BuildError;
use bullet_stream::global::print;
use include_dir::{Dir, include_dir};
use libcnb::additional_buildpack_binary_path;
use libcnb::data::layer_name;
use predictionio_buildpack::engine::{FACTS_FILE, ImageFacts, Line};
use predictionio_buildpack::install::take_member;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The Java half of the launcher, compiled in the build against the installed PIO: what every line has,
/// and what speaks to the versions of one.
static JAVA_COMMON: Dir = include_dir!("$CARGO_MANIFEST_DIR/jvm/src/common");
static JAVA_0_10: Dir = include_dir!("$CARGO_MANIFEST_DIR/jvm/src/line-0.10");
static JAVA_0_14: Dir = include_dir!("$CARGO_MANIFEST_DIR/jvm/src/line-0.14");
/// What must be on the class path beside it.
static JVM_CONF: Dir = include_dir!("$CARGO_MANIFEST_DIR/jvm/conf");

const SCHEMA: &str = "2";

/// Spark compresses Parquet by it, and it would unpack its library into `/tmp`, where a container may forbid it to run.
const SNAPPY: &str = "snappy-java-";
const SNAPPY_LIBRARY: &str = "libsnappyjava.so";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LauncherKey {
    schema: String,
    /// Digest of the Java sources and configuration files.
    sources: String,
    /// Digest of the jars that the sources are compiled against.
    platform: String,
    java: String,
}

impl Key for LauncherKey {
    fn differences(&self, restored: &Self) -> Vec<String> {
        let Self {
            schema,
            sources,
            platform,
            java,
        } = self;
        [
            changed("the layer's layout", &restored.schema, schema),
            changed("the launcher", &restored.sources, sources),
            changed("the platform", &restored.platform, platform),
            changed("the JDK", &restored.java, java),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Puts `pio` on the image's PATH, with its Java half, its configuration and the image's facts.
///
/// Only the Java half is worth caching: the rest is written anew in each build, so that a newer
/// buildpack or a changed engine variant always reaches the image.
pub(crate) fn install_launcher(
    workshop: &Workshop,
    line: Line,
    java: &Java,
    platform: &Platform,
    mut facts: ImageFacts,
) -> libcnb::Result<(), BuildError> {
    let sources = java_sources(line);
    let key = LauncherKey {
        schema: SCHEMA.into(),
        sources: digest_of(&[sources[0], sources[1], &JVM_CONF]),
        platform: platform.digest.clone(),
        java: java.identity.clone(),
    };
    let layer = keyed(
        workshop.context,
        layer_name!("launcher"),
        Scope::Launch,
        Stale::Delete,
        &key,
    )?;
    let (classes, conf) = (layer.path().join("classes"), layer.path().join("conf"));
    let native = layer.path().join("native");
    if layer.state != State::Current {
        print::bullet(format!("Launcher{}", layer.state.reason()));
        let timer = print::sub_start_timer("Compiling its Java part");
        let javac = java.jdk.join("bin/javac");
        let jars = [platform.paths(), platform.storage.clone()].concat();
        compile_java(&javac, sources, &jars, &classes)?;
        write_all(&JVM_CONF, &conf)?;
        take_snappy(&platform.paths(), &workshop.context.target.arch, &native)?;
        timer.done();
    }
    facts.class_path.launcher = vec![conf, classes];
    facts.native = native.is_dir().then_some(native);
    write_program(&layer.path())?;
    write_facts(&layer.path(), &facts)?;
    layer.seal(&key)
}

/// The Java sources of a line.
fn java_sources(line: Line) -> [&'static Dir<'static>; 2] {
    let own = match line {
        Line::V0_10 => &JAVA_0_10,
        Line::V0_14 => &JAVA_0_14,
    };
    [&JAVA_COMMON, own]
}

/// Compiles the Java sources into a folder of classes: unlike a jar it holds no times.
fn compile_java(
    javac: &Path,
    folders: [&Dir; 2],
    jars: &[PathBuf],
    classes: &Path,
) -> Result<(), BuildError> {
    let scratch = tempfile::tempdir()?;
    let mut sources = Vec::new();
    for folder in folders {
        sources.extend(write_all(folder, scratch.path())?);
    }
    fs_err::create_dir_all(classes)?;
    let class_path = std::env::join_paths(jars).map_err(std::io::Error::other)?;
    let output = Command::new(javac)
        .env_clear()
        .args(["-encoding", "UTF-8", "-proc:none", "-nowarn", "-g", "-d"])
        .arg(classes)
        .args(sources.iter().filter(|path| is_java(path)))
        // Through the environment: the list is long, and the command line has its limits.
        .env("CLASSPATH", class_path)
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(BuildError::LauncherCompile {
        output: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

fn is_java(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "java")
}

/// Takes the library for this kind of machine out of the jar; there is no directory where the jar has none.
fn take_snappy(jars: &[PathBuf], arch: &str, to: &Path) -> Result<(), BuildError> {
    let machine = match arch {
        "amd64" => "x86_64",
        "arm64" => "aarch64",
        other => other,
    };
    let is_snappy = |jar: &&PathBuf| {
        let name = jar.file_name().unwrap_or_default();
        name.to_string_lossy().starts_with(SNAPPY)
    };
    let Some(jar) = jars.iter().find(is_snappy) else {
        return Ok(());
    };
    fs_err::create_dir_all(to)?;
    let member = format!("org/xerial/snappy/native/Linux/{machine}/{SNAPPY_LIBRARY}");
    if !take_member(jar, &member, &to.join(SNAPPY_LIBRARY))? {
        fs_err::remove_dir(to)?;
    }
    Ok(())
}

fn write_program(layer: &Path) -> Result<(), BuildError> {
    let bin = layer.join("bin");
    fs_err::create_dir_all(&bin)?;
    fs_err::copy(additional_buildpack_binary_path!("pio"), bin.join("pio"))?;
    write_executor_home(layer)
}

/// What a worker of a Spark cluster takes for its Java home and its Spark home: the launcher as `java`, and the folders
/// that Spark 1.6 and 2.4 look for before they start an executor.
fn write_executor_home(layer: &Path) -> Result<(), BuildError> {
    let home = layer.join("executor");
    for dir in ["bin", "jars", "lib_managed/jars"] {
        fs_err::create_dir_all(home.join(dir))?;
    }
    let java = home.join("bin/java");
    if !java.is_symlink() {
        fs_err::os::unix::fs::symlink("../../bin/pio", java)?;
    }
    Ok(())
}

fn write_facts(layer: &Path, facts: &ImageFacts) -> Result<(), BuildError> {
    let text = toml::to_string(facts).map_err(std::io::Error::other)?;
    fs_err::write(layer.join(FACTS_FILE), text)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::embedded::files_of;

    #[test]
    fn every_line_has_its_java_half() {
        for line in Line::ALL {
            let names: Vec<_> = java_sources(line)
                .iter()
                .flat_map(|folder| files_of(folder))
                .map(|file| file.path().to_string_lossy().into_owned())
                .collect();
            for file in ["pio/launch/Main.java", "pio/launch/PioJson.java"] {
                let found = names.iter().filter(|name| *name == file).count();
                assert_eq!(found, 1, "{line}: {file} in {names:?}");
            }
        }
    }

    #[test]
    fn snappys_library_is_that_of_the_machine() {
        let dir = tempfile::tempdir().unwrap();
        let jar = dir.path().join("snappy-java-1.1.8.jar");
        let mut zip = zip::ZipWriter::new(fs_err::File::create(&jar).unwrap());
        let member = "org/xerial/snappy/native/Linux/aarch64/libsnappyjava.so";
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(member, options).unwrap();
        zip.finish().unwrap();
        let jars = [dir.path().join("other.jar"), jar];
        let to = dir.path().join("native");
        take_snappy(&jars, "amd64", &to).unwrap();
        assert!(!to.exists());
        take_snappy(&jars[..1], "arm64", &to).unwrap();
        assert!(!to.exists());
        take_snappy(&jars, "arm64", &to).unwrap();
        assert!(to.join(SNAPPY_LIBRARY).is_file());
    }

    #[test]
    fn a_changed_platform_is_named() {
        let key = |platform: &str| LauncherKey {
            schema: SCHEMA.into(),
            sources: "a".into(),
            platform: platform.into(),
            java: "8.0.504".into(),
        };
        assert_eq!(key("x").differences(&key("y")), ["the platform changed"]);
        assert!(key("x").differences(&key("x")).is_empty());
    }
}
