use super::names;
use crate::compile::error::{CompileError, FileError};
use fs_err as fs;
use std::ffi::OsString;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The plugin's sources and the file by which sbt finds it.
const PLUGIN: &[(&str, &str)] = &[
    (
        "Dependencies.scala",
        include_str!("../../../jvm/sbt/Dependencies.scala"),
    ),
    (
        "Displaced.scala",
        include_str!("../../../jvm/sbt/Displaced.scala"),
    ),
    (
        "EngineTests.scala",
        include_str!("../../../jvm/sbt/EngineTests.scala"),
    ),
    (
        "Handover.scala",
        include_str!("../../../jvm/sbt/Handover.scala"),
    ),
    (
        "LogBridge.scala",
        include_str!("../../../jvm/sbt/LogBridge.scala"),
    ),
    (
        "Misnamed.scala",
        include_str!("../../../jvm/sbt/Misnamed.scala"),
    ),
    (
        "OldBuild.scala",
        include_str!("../../../jvm/sbt/OldBuild.scala"),
    ),
    (
        "OldNames.scala",
        include_str!("../../../jvm/sbt/OldNames.scala"),
    ),
    (
        "PackageEngine.scala",
        include_str!("../../../jvm/sbt/PackageEngine.scala"),
    ),
    (
        "PioBuildPlugin.scala",
        include_str!("../../../jvm/sbt/PioBuildPlugin.scala"),
    ),
    (
        "ProxyPasswords.scala",
        include_str!("../../../jvm/sbt/ProxyPasswords.scala"),
    ),
    (
        "Resolvers.scala",
        include_str!("../../../jvm/sbt/Resolvers.scala"),
    ),
    (
        "ScalacOptions.scala",
        include_str!("../../../jvm/sbt/ScalacOptions.scala"),
    ),
    (
        "Snapshots.scala",
        include_str!("../../../jvm/sbt/Snapshots.scala"),
    ),
    (
        "SbtAssembly.scala",
        include_str!("../../../jvm/sbt/SbtAssembly.scala"),
    ),
    (
        "package.scala",
        include_str!("../../../jvm/sbt/package.scala"),
    ),
];
const AUTOPLUGINS: &str = include_str!("../../../jvm/sbt/sbt.autoplugins");

/// Makes sbt ready in its layer, once: lays out the pinned jars as sbt's launcher would have
/// downloaded them, so that it resolves nothing, and compiles the buildpack's plugin.
///
/// `sbt` holds the groups `launcher`, `boot`, `bridge` and `scala-<binary version>`, each with its
/// jars; all that is made goes to `prepared/` in it.
///
/// # Errors
/// When a jar is missing, a file cannot be written, or the plugin does not compile.
pub fn prepare_sbt(sbt: &Path, java_home: &Path) -> Result<(), CompileError> {
    let prepared = sbt.join(names::PREPARED);
    if prepared.exists() {
        fs::remove_dir_all(&prepared).map_err(write_error(&prepared))?;
    }
    let app = lay_out_boot(sbt)?;
    for binary in ["2.10", "2.11"] {
        let jars = sbt.join(format!("scala-{binary}"));
        if jars.is_dir() {
            lay_out_scala(&jars, &names::scala_home(sbt, binary).join("lib"))?;
        }
    }
    compile_plugin(sbt, java_home, &app)
}

/// `boot/scala-V/lib` and `boot/scala-V/org.scala-sbt/sbt/V`, which is given back.
fn lay_out_boot(sbt: &Path) -> Result<PathBuf, CompileError> {
    let scala = sbt.join("scala-2.12");
    let compiler = "scala-compiler-";
    let scala_version = names::version_of(&names::jar(&scala, compiler)?, compiler);
    let root = names::boot(sbt).join(format!("scala-{scala_version}"));
    lay_out_scala(&scala, &root.join("lib"))?;
    let app = root
        .join("org.scala-sbt/sbt")
        .join(names::sbt_version(sbt)?);
    let mut jars = names::jars(&sbt.join("boot"))?;
    jars.extend(names::jars(&scala)?);
    jars.push(names::bridge_jar(sbt, "2.12")?);
    for jar in jars {
        link(&jar, &app.join(jar.file_name().unwrap_or_default()))?;
    }
    Ok(app)
}

/// Scala's own three jars without versions in their names, as launcher and Scala homes have them.
fn lay_out_scala(jars: &Path, lib: &Path) -> Result<(), CompileError> {
    for jar in names::jars(jars)? {
        let file = jar
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let plain = ["scala-library", "scala-compiler", "scala-reflect"]
            .into_iter()
            .find(|name| file.starts_with(&format!("{name}-")));
        let name = plain.map_or(file, |name| format!("{name}.jar"));
        link(&jar, &lib.join(name))?;
    }
    Ok(())
}

/// Links take no room in the layer, and a layer stays at its path.
fn link(jar: &Path, at: &Path) -> Result<(), CompileError> {
    if let Some(parent) = at.parent() {
        fs::create_dir_all(parent).map_err(write_error(parent))?;
    }
    symlink(jar, at).map_err(write_error(at))
}

fn compile_plugin(sbt: &Path, java_home: &Path, app: &Path) -> Result<(), CompileError> {
    let temporary = tempfile::tempdir().map_err(write_error(&std::env::temp_dir()))?;
    let classes = temporary.path().join("classes");
    let resources = classes.join("sbt");
    fs::create_dir_all(&resources).map_err(write_error(&resources))?;
    let registration = resources.join("sbt.autoplugins");
    fs::write(&registration, AUTOPLUGINS).map_err(write_error(&registration))?;
    let mut sources = Vec::new();
    for (name, text) in PLUGIN {
        let path = temporary.path().join(name);
        fs::write(&path, text).map_err(write_error(&path))?;
        sources.push(path);
    }
    let mut class_path = OsString::new();
    for jar in names::jars(app)? {
        class_path.push(jar);
        class_path.push(":");
    }
    run(Command::new(java_home.join("bin/java"))
        .args([
            "-Xss4m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
        ])
        .arg(class_path)
        .args([
            "scala.tools.nsc.Main",
            "-usejavacp",
            "-encoding",
            "UTF-8",
            "-d",
        ])
        .arg(&classes)
        .args(sources))?;
    run(Command::new(java_home.join("bin/jar"))
        .arg("cf")
        .arg(names::plugin_jar(sbt))
        .arg("-C")
        .arg(&classes)
        .arg("."))
}

fn run(command: &mut Command) -> Result<(), CompileError> {
    let output = command
        .env_remove("JAVA_TOOL_OPTIONS")
        .env_remove("CLASSPATH")
        .stdin(Stdio::null())
        .output()
        .map_err(|source| CompileError::Start {
            program: PathBuf::from(command.get_program()),
            source,
        })?;
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    Err(CompileError::Plugin {
        output: String::from_utf8_lossy(&text).trim().to_owned(),
    })
}

fn write_error(path: &Path) -> impl FnOnce(std::io::Error) -> CompileError {
    let at = FileError::at(path);
    |source| CompileError::Write(at(source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_the_launchers_own() {
        let dir = tempfile::tempdir().unwrap();
        for jar in [
            "launcher/sbt-launch-1.10.11.jar",
            "boot/sbt-1.10.11.jar",
            "bridge/compiler-bridge_2.12-1.10.8.jar",
            "bridge/compiler-bridge_2.10-1.10.8.jar",
            "scala-2.12/scala-compiler-2.12.20.jar",
            "scala-2.12/scala-xml_2.12-2.3.0.jar",
        ] {
            let path = dir.path().join(jar);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, jar).unwrap();
        }
        let app = lay_out_boot(dir.path()).unwrap();
        let boot = dir.path().join("prepared/boot/scala-2.12.20");
        assert_eq!(app, boot.join("org.scala-sbt/sbt/1.10.11"));
        let names = |dir: &Path| -> Vec<_> {
            let jars = names::jars(dir).unwrap();
            jars.iter()
                .map(|jar| jar.file_name().unwrap().to_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(
            names(&boot.join("lib")),
            ["scala-compiler.jar", "scala-xml_2.12-2.3.0.jar"]
        );
        assert_eq!(
            names(&app),
            [
                "compiler-bridge_2.12-1.10.8.jar",
                "sbt-1.10.11.jar",
                "scala-compiler-2.12.20.jar",
                "scala-xml_2.12-2.3.0.jar"
            ]
        );
        let text = fs::read_to_string(app.join("sbt-1.10.11.jar")).unwrap();
        assert_eq!(text, "boot/sbt-1.10.11.jar");
    }
}
