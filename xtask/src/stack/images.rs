//! The images of the test stack: base, run, build, PostgreSQL and the builder.

use super::apt::Mirror;
use super::docker::image_label;
use super::inputs::Inputs;
use super::jdk;
use super::paths::Cache;
use super::system::Machine;
use super::tools::Tools;
use super::{BUILDER, POSTGRES, SUITE};
use crate::error::Error;
use crate::run::{quiet, timed};
use bullet_stream::global::print;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The image that the others begin with.
const BASE: &str = "predictionio-stack/base";

/// What `pack build` runs in.
const BUILD: &str = "predictionio-stack/build";

/// What applications run in.
const RUN: &str = "predictionio-stack/run";

/// Every image carries the digest of what it was made from.
const LABEL: &str = "io.predictionio.stack.inputs";

/// Where the JDK lies in the builder; also named in `builder.toml` and `build.Dockerfile`.
const FOLDER_IN_BUILDER: &str = "/opt/predictionio-stack";

/// Extra certificates that the machine's administrator trusts.
const EXTRA_CERTIFICATES: &str = "/usr/local/share/ca-certificates";

/// What the images are described by, in `test-stack`.
const SOURCES: [&str; 6] = [
    "run.Dockerfile",
    "build.Dockerfile",
    "postgres.Dockerfile",
    "postgres-entry",
    "builder.toml",
    "lifecycle.toml",
];

/// To be raised when images must be made again for a reason that no input shows.
const EDITION: &str = "1";

/// What a base image can do without.
const LEFT_OUT_OF_BASE: [&str; 9] = [
    "./dev/*",
    "./etc/hostname",
    "./etc/resolv.conf",
    "./usr/share/doc/*",
    "./usr/share/locale/*",
    "./usr/share/man/*",
    "./var/cache/apt/*",
    "./var/lib/apt/lists/*",
    "./var/log/*",
];

/// Makes the images that are missing or whose inputs have changed.
pub(super) fn ready(
    cache: &Cache,
    sources: &Path,
    machine: Machine,
    tools: &Tools,
    maven_repository: Option<&str>,
) -> Result<(), Error> {
    let inputs = inputs(sources, tools, maven_repository)?;
    let digest = inputs.digest();
    let kept = cache.base().join("base.tar").exists() && cache.jdk().join(jdk::INVENTORY).exists();
    if kept && is_current(&digest) {
        print::sub_bullet(format!(
            "Images are up to date: {BUILDER}, {RUN}, {POSTGRES}"
        ));
        return Ok(());
    }
    if let Some(obstacle) = machine.obstacle() {
        return Err(Error::NotDebian {
            reason: obstacle.to_owned(),
        });
    }
    let base = base_file_system(cache)?;
    let jdk = jdk::ready(cache, FOLDER_IN_BUILDER)?;
    let context = cache.scratch()?;
    fill_context(context.path(), sources, &jdk)?;

    timed("Importing the base image", || import_base(&base))?;
    for (image, name) in [(RUN, "run"), (BUILD, "build"), (POSTGRES, "postgres")] {
        timed(format!("Making {image}"), || {
            docker_build(context.path(), sources, image, name, &digest)
        })?;
    }
    timed(format!("Making {BUILDER}"), || {
        lifecycle_archive(context.path(), sources, tools)?;
        let builder = builder_toml(sources, maven_repository)?;
        fs_err::write(context.path().join("builder.toml"), builder)?;
        quiet(
            Command::new(&tools.pack)
                .args(["builder", "create", BUILDER, "--config", "builder.toml"])
                .args(["--pull-policy", "never"])
                .args(["--label", &format!("{LABEL}={digest}")])
                .env("PACK_HOME", cache.pack_home())
                .current_dir(context.path()),
        )
        .map(|_| ())
    })?;
    remove_superseded()
}

/// Images of ours that have lost their names to newer ones; Docker keeps those that a container uses.
fn remove_superseded() -> Result<(), Error> {
    let filter = format!("label={LABEL}");
    quiet(Command::new("docker").args(["image", "prune", "--force", "--filter", &filter]))
        .map(|_| ())
}

fn is_current(digest: &str) -> bool {
    [RUN, BUILD, POSTGRES, BUILDER]
        .iter()
        .all(|image| image_label(image, LABEL).as_deref() == Some(digest))
}

/// The base file system and the JDK are not among them: they are what the cache keeps, until it is emptied.
fn inputs(sources: &Path, tools: &Tools, maven_repository: Option<&str>) -> Result<Inputs, Error> {
    let mut inputs = Inputs::new();
    inputs.value("edition", EDITION.as_bytes());
    inputs.value("suite", SUITE.as_bytes());
    for name in SOURCES {
        inputs.file(&sources.join(name))?;
    }
    inputs.folder(Path::new(EXTRA_CERTIFICATES))?;
    let tools_key = tools.lifecycle.file_name().unwrap_or_default();
    inputs.value("tools", tools_key.as_encoded_bytes());
    inputs.value("maven", maven_repository.unwrap_or_default().as_bytes());
    Ok(inputs)
}

/// A tar of Debian's smallest system with certificates, from the cache or from debootstrap.
fn base_file_system(cache: &Cache) -> Result<PathBuf, Error> {
    use std::os::unix::fs::PermissionsExt;
    let kept = cache.base().join("base.tar");
    if kept.exists() {
        return Ok(kept);
    }
    timed(format!("Fetching Debian {SUITE} with debootstrap"), || {
        let mirror = Mirror::of_this_machine()?;
        let scratch = cache.scratch()?;
        let root = scratch.path().join("root");
        let tar = scratch.path().join("base.tar");
        quiet(
            Command::new("debootstrap")
                .args(["--variant=minbase", "--include=ca-certificates"])
                .arg(format!("--keyring={}", mirror.keyring.display()))
                .arg(SUITE)
                .arg(&root)
                .arg(&mirror.uri),
        )?;
        // A `/` that only root may enter would lock out the image's own user.
        fs_err::set_permissions(&root, std::fs::Permissions::from_mode(0o755))?;
        quiet(
            Command::new("tar")
                .args(["--create", "--sort=name", "--numeric-owner"])
                .args(LEFT_OUT_OF_BASE.map(|pattern| format!("--exclude={pattern}")))
                .arg("--file")
                .arg(&tar)
                .arg("--directory")
                .arg(&root)
                .arg("."),
        )?;
        fs_err::create_dir_all(cache.base())?;
        fs_err::rename(&tar, &kept)?;
        Ok(kept.clone())
    })
}

/// Imported again only when its file system is another: what Docker has built on it stays usable.
fn import_base(tar: &Path) -> Result<(), Error> {
    let own = jdk::sha256_of(tar)?;
    if image_label(BASE, LABEL).as_deref() == Some(own.as_str()) {
        return Ok(());
    }
    quiet(
        Command::new("docker")
            .args(["import", "--change", &format!("LABEL {LABEL}={own}")])
            .arg(tar)
            .arg(BASE),
    )
    .map(|_| ())
}

/// What the Dockerfiles copy.
fn fill_context(context: &Path, sources: &Path, jdk: &Path) -> Result<(), Error> {
    for name in [jdk::ARCHIVE, jdk::INVENTORY] {
        fs_err::copy(jdk.join(name), context.join(name))?;
    }
    fs_err::copy(
        sources.join("postgres-entry"),
        context.join("postgres-entry"),
    )?;
    let settings = quiet(Command::new("apt-config").arg("dump"))?;
    fs_err::write(context.join("apt.conf"), acquire_settings(&settings))?;

    let certificates = context.join("ca-certificates");
    fs_err::create_dir(&certificates)?;
    if !Path::new(EXTRA_CERTIFICATES).exists() {
        return Ok(());
    }
    for entry in walkdir::WalkDir::new(EXTRA_CERTIFICATES).follow_links(true) {
        let entry = entry.map_err(std::io::Error::from)?;
        if entry.file_type().is_file() {
            fs_err::copy(entry.path(), certificates.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// The machine's own settings for reaching a mirror (proxies, checks), for apt in a container.
fn acquire_settings(dump: &str) -> String {
    dump.lines()
        .filter(|line| line.starts_with("Acquire::") && !line.starts_with("Acquire::IndexTargets"))
        .fold(String::new(), |text, line| text + line + "\n")
}

/// The classic builder: `BuildKit` is a plugin that not every installation has.
fn docker_build(
    context: &Path,
    sources: &Path,
    image: &str,
    name: &str,
    digest: &str,
) -> Result<(), Error> {
    quiet(
        Command::new("docker")
            .args(["build", "--quiet", "--network", "host", "--tag", image])
            .args(["--label", &format!("{LABEL}={digest}"), "--file"])
            .arg(sources.join(format!("{name}.Dockerfile")))
            .arg(context)
            .env("DOCKER_BUILDKIT", "0"),
    )
    .map(|_| ())
}

/// One program under the names of all its phases, as in the lifecycle's own archive.
fn lifecycle_archive(context: &Path, sources: &Path, tools: &Tools) -> Result<(), Error> {
    const PHASES: [&str; 8] = [
        "analyzer", "builder", "creator", "detector", "exporter", "extender", "rebaser", "restorer",
    ];
    let file = fs_err::File::create(context.join("lifecycle.tgz"))?;
    let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(
        file,
        flate2::Compression::fast(),
    ));
    tar.append_path_with_name(sources.join("lifecycle.toml"), "lifecycle.toml")?;
    for program in ["lifecycle", "launcher"] {
        let name = format!("lifecycle/{program}");
        tar.append_path_with_name(tools.lifecycle.join(program), name)?;
    }
    for phase in PHASES {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_mode(0o777);
        header.set_size(0);
        tar.append_link(&mut header, format!("lifecycle/{phase}"), "lifecycle")?;
    }
    tar.into_inner()?.finish()?;
    Ok(())
}

/// `builder.toml` with what is this machine's own: absolute names of nothing but images, and its Maven repository.
fn builder_toml(sources: &Path, maven_repository: Option<&str>) -> Result<String, Error> {
    let written = fs_err::read_to_string(sources.join("builder.toml"))?;
    Ok(written + &maven_setting(maven_repository))
}

fn maven_setting(repository: Option<&str>) -> String {
    repository.map_or_else(String::new, |url| {
        let value = toml::Value::from(url);
        format!(
            "\n[[build.env]]\nname = \"BP_PIO_MAVEN_REPOSITORY\"\nvalue = {value}\nsuffix = \"default\"\n"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_get_the_machines_way_to_a_mirror_and_nothing_else() {
        let dump = "APT::Architecture \"amd64\";\n\
                    Acquire::http::Proxy \"http://proxy.test:3128\";\n\
                    Acquire::IndexTargets::deb::Packages::MetaKey \"x\";\n";
        assert_eq!(
            acquire_settings(dump),
            "Acquire::http::Proxy \"http://proxy.test:3128\";\n"
        );
    }

    #[test]
    fn the_builder_passes_the_machines_maven_repository() {
        let text = include_str!("../../../test-stack/builder.toml").to_owned()
            + &maven_setting(Some("https://mirror.test/a\"b"));
        let parsed: toml::Value = toml::from_str(&text).unwrap();
        let env = parsed["build"]["env"].as_array().unwrap();
        assert_eq!(
            env[0]["value"].as_str(),
            Some("/opt/predictionio-stack/jdk.toml")
        );
        assert_eq!(env[1]["name"].as_str(), Some("BP_PIO_MAVEN_REPOSITORY"));
        assert_eq!(env[1]["value"].as_str(), Some("https://mirror.test/a\"b"));
        assert_eq!(maven_setting(None), "");
    }

    #[test]
    fn the_lifecycle_descriptor_has_the_version_that_is_built() {
        let text = include_str!("../../../test-stack/lifecycle.toml");
        let parsed: toml::Value = toml::from_str(text).unwrap();
        assert_eq!(
            parsed["lifecycle"]["version"].as_str(),
            Some(super::super::tools::LIFECYCLE_VERSION)
        );
    }
}
