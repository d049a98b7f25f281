//! JDK 8 out of Debian's packages, as an archive with an inventory: the shape in which a company would offer its own JDK.

use super::apt::{Mirror, SecondApt};
use super::paths::Cache;
use crate::error::Error;
use crate::run::timed;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Component, Path, PathBuf};

/// The only release of Debian that still has `OpenJDK` 8.
const SUITE: &str = "sid";

/// The compiler and the virtual machine, without anything that draws.
const PACKAGES: [&str; 2] = ["openjdk-8-jdk-headless", "openjdk-8-jre-headless"];

/// Where these packages put the JDK, but for the architecture at its end.
const HOME: &str = "usr/lib/jvm";

/// The archive's name, in the cache and in the builder.
pub(super) const ARCHIVE: &str = "jdk.tar.gz";

/// The inventory's name, in the cache and in the builder.
pub(super) const INVENTORY: &str = "jdk.toml";

/// What no program needs; `cacerts` is a link to a file of another package.
const LEFT_OUT: [&str; 6] = [
    "man",
    "docs",
    "demo",
    "sample",
    "src.zip",
    "jre/lib/security/cacerts",
];

/// 1 January 1980: every file's time, so that the same packages make the same archive.
const TIME: u64 = 315_532_800;

/// The folder with the archive and its inventory; made first where it is missing.
pub(super) fn ready(cache: &Cache, folder_in_builder: &str) -> Result<PathBuf, Error> {
    let kept = cache.jdk();
    if kept.join(INVENTORY).exists() && kept.join(ARCHIVE).exists() {
        return Ok(kept);
    }
    timed("Fetching JDK 8 from Debian's packages", || {
        let scratch = cache.scratch()?;
        let apt = SecondApt::new(scratch.path(), &Mirror::of_this_machine()?, SUITE)?;
        let root = apt.unpacked(&PACKAGES)?;
        let version = inventory_version(&apt.version(PACKAGES[0])?)?;
        let archive = scratch.path().join(ARCHIVE);
        pack_jdk(&root, &java_home(&root)?, &archive)?;
        let sha256 = sha256_of(&archive)?;

        fs_err::create_dir_all(&kept)?;
        fs_err::rename(&archive, kept.join(ARCHIVE))?;
        // Written last: its presence says that the archive is whole.
        fs_err::write(
            kept.join(INVENTORY),
            inventory(&version, debian_arch(), folder_in_builder, &sha256),
        )?;
        Ok(kept.clone())
    })
}

fn java_home(root: &Path) -> Result<PathBuf, Error> {
    let missing = || Error::PackageContent {
        package: PACKAGES[0].to_owned(),
        what: format!("{HOME}/java-8-openjdk-*/bin/javac"),
    };
    for entry in fs_err::read_dir(root.join(HOME)).map_err(|_| missing())? {
        let path = entry?.path();
        // Another name of the same folder is a link, and a walk must not begin with one.
        if path.join("bin/javac").exists() && !path.is_symlink() {
            return Ok(path);
        }
    }
    Err(missing())
}

/// `8u504-b08-1` → `8.0.504`
fn inventory_version(debian: &str) -> Result<String, Error> {
    debian
        .strip_prefix("8u")
        .and_then(|rest| rest.split('-').next())
        .filter(|update| !update.is_empty() && update.bytes().all(|byte| byte.is_ascii_digit()))
        .map(|update| format!("8.0.{update}"))
        .ok_or_else(|| Error::JdkVersion(debian.to_owned()))
}

/// The names that inventories use for architectures are Debian's too.
fn debian_arch() -> &'static str {
    match std::env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "amd64",
    }
}

/// An inventory with one artifact, in the form of libherokubuildpack.
fn inventory(version: &str, arch: &str, folder: &str, sha256: &str) -> String {
    format!(
        "[[artifacts]]\n\
         version = \"{version}\"\n\
         os = \"linux\"\n\
         arch = \"{arch}\"\n\
         url = \"file://{folder}/{ARCHIVE}\"\n\
         checksum = \"sha256:{sha256}\"\n\
         \n\
         [artifacts.metadata]\n\
         kind = \"jdk\"\n\
         vendor = \"debian\"\n"
    )
}

/// Packs a JDK under the top folder `jdk/`. Links inside it stay links; those to Debian's `/etc` become the files they name, which
/// are looked for below `root`; links that lead nowhere are left out.
fn pack_jdk(root: &Path, home: &Path, archive: &Path) -> Result<(), Error> {
    let file = fs_err::File::create(archive)?;
    let mut tar = tar::Builder::new(GzEncoder::new(file, Compression::default()));
    for entry in walkdir::WalkDir::new(home).sort_by_file_name() {
        let entry = entry.map_err(io::Error::from)?;
        let relative = entry.path().strip_prefix(home).unwrap_or(entry.path());
        if LEFT_OUT
            .iter()
            .any(|left_out| relative.starts_with(left_out))
        {
            continue;
        }
        let name = Path::new("jdk").join(relative);
        if entry.file_type().is_dir() {
            tar.append_data(
                &mut header(tar::EntryType::Directory, 0o755, 0),
                name,
                io::empty(),
            )?;
        } else if entry.file_type().is_file() {
            append_file(&mut tar, &name, entry.path())?;
        } else {
            append_link(&mut tar, root, home, entry.path(), &name)?;
        }
    }
    tar.into_inner()?.finish()?;
    Ok(())
}

fn append_file<W: io::Write>(
    tar: &mut tar::Builder<W>,
    name: &Path,
    path: &Path,
) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs_err::metadata(path)?;
    let mode = if metadata.permissions().mode() & 0o100 == 0 {
        0o644
    } else {
        0o755
    };
    let mut header = header(tar::EntryType::Regular, mode, metadata.len());
    tar.append_data(&mut header, name, fs_err::File::open(path)?)?;
    Ok(())
}

fn append_link<W: io::Write>(
    tar: &mut tar::Builder<W>,
    root: &Path,
    home: &Path,
    path: &Path,
    name: &Path,
) -> Result<(), Error> {
    let target = fs_err::read_link(path)?;
    let installed = installed_target(root, path, &target);
    if !installed.exists() {
        return Ok(());
    }
    if target.is_relative() && installed.starts_with(home) {
        let mut header = header(tar::EntryType::Symlink, 0o777, 0);
        tar.append_link(&mut header, name, &target)?;
        return Ok(());
    }
    for entry in walkdir::WalkDir::new(&installed)
        .follow_links(true)
        .sort_by_file_name()
    {
        let entry = entry.map_err(io::Error::from)?;
        let below = entry
            .path()
            .strip_prefix(&installed)
            .unwrap_or(Path::new(""));
        if entry.file_type().is_file() {
            let name = if below.as_os_str().is_empty() {
                name.to_owned()
            } else {
                name.join(below)
            };
            append_file(tar, &name, entry.path())?;
        }
    }
    Ok(())
}

/// Where a link's target lies below the folder that the packages were unpacked into.
fn installed_target(root: &Path, link: &Path, target: &Path) -> PathBuf {
    let mut installed = if target.is_absolute() {
        root.to_owned()
    } else {
        link.parent().unwrap_or(root).to_owned()
    };
    for component in target.components() {
        match component {
            Component::ParentDir => {
                installed.pop();
            }
            Component::Normal(part) => installed.push(part),
            Component::RootDir | Component::CurDir | Component::Prefix(_) => {}
        }
    }
    installed
}

fn header(kind: tar::EntryType, mode: u32, size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_mtime(TIME);
    header.set_uid(0);
    header.set_gid(0);
    header
}

/// A file's sha256, as hexadecimal digits.
pub(crate) fn sha256_of(path: &Path) -> Result<String, Error> {
    let mut hasher = Sha256::new();
    io::copy(&mut fs_err::File::open(path)?, &mut hasher)?;
    Ok(hex::encode(hasher.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fs_err::os::unix::fs::symlink;
    use std::collections::BTreeMap;

    #[test]
    fn debian_versions_become_inventory_versions() {
        assert_eq!(inventory_version("8u504-b08-1").unwrap(), "8.0.504");
        assert_eq!(inventory_version("8u504-ga-1~deb13u1").unwrap(), "8.0.504");
        for wrong in ["11.0.2-1", "8u-1", "8u50x-1", ""] {
            assert!(inventory_version(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_inventory_is_one_that_the_buildpack_reads() {
        use toml::Value;
        let text = inventory("8.0.504", "amd64", "/opt/stack", "00ff");
        let parsed: Value = toml::from_str(&text).unwrap();
        let artifact = &parsed["artifacts"][0];
        assert_eq!(
            artifact["url"].as_str(),
            Some("file:///opt/stack/jdk.tar.gz")
        );
        assert_eq!(artifact["checksum"].as_str(), Some("sha256:00ff"));
        assert_eq!(artifact["metadata"]["kind"].as_str(), Some("jdk"));
    }

    #[test]
    fn link_targets_are_found_below_the_unpacked_root() {
        let root = Path::new("/r");
        let link = Path::new("/r/usr/lib/jvm/j/jre/lib/x");
        let target = |text: &str| installed_target(root, link, Path::new(text));
        assert_eq!(target("/etc/java/x"), Path::new("/r/etc/java/x"));
        assert_eq!(target("../bin/x"), Path::new("/r/usr/lib/jvm/j/jre/bin/x"));
    }

    #[test]
    fn the_archive_is_whole_without_debians_etc_and_the_same_each_time() {
        let dir = tempfile::tempdir().unwrap();
        let (root, home) = (dir.path(), dir.path().join(HOME).join("java-8-openjdk-x"));
        for folder in ["bin", "man", "jre/bin", "jre/lib/security"] {
            fs_err::create_dir_all(home.join(folder)).unwrap();
        }
        fs_err::create_dir_all(root.join("etc/java")).unwrap();
        fs_err::write(root.join("etc/java/net.properties"), "from etc").unwrap();
        fs_err::write(home.join("bin/javac"), "javac").unwrap();
        fs_err::write(home.join("jre/bin/java"), "java").unwrap();
        fs_err::write(home.join("man/java.1"), "left out").unwrap();
        symlink("../jre/bin/java", home.join("bin/java")).unwrap();
        symlink(
            "/etc/java/net.properties",
            home.join("jre/lib/net.properties"),
        )
        .unwrap();
        symlink("/etc/java", home.join("jre/lib/conf")).unwrap();
        symlink(
            "java-8-openjdk-x",
            home.with_file_name("java-1.8.0-openjdk-x"),
        )
        .unwrap();
        symlink("/etc/ssl/none", home.join("jre/lib/security/cacerts")).unwrap();

        let archives = ["1.tar.gz", "2.tar.gz"].map(|name| {
            let archive = dir.path().join(name);
            pack_jdk(root, &java_home(root).unwrap(), &archive).unwrap();
            fs_err::read(archive).unwrap()
        });
        assert_eq!(archives[0], archives[1]);

        let mut found = BTreeMap::new();
        let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(archives[0].as_slice()));
        for entry in tar.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut content = String::new();
            io::Read::read_to_string(&mut entry, &mut content).unwrap();
            if let Some(link) = entry.link_name().unwrap() {
                content = format!("-> {}", link.display());
            }
            if !entry.header().entry_type().is_dir() {
                found.insert(entry.path().unwrap().display().to_string(), content);
            }
        }
        let expected = [
            ("jdk/bin/java", "-> ../jre/bin/java"),
            ("jdk/bin/javac", "javac"),
            ("jdk/jre/bin/java", "java"),
            ("jdk/jre/lib/conf/net.properties", "from etc"),
            ("jdk/jre/lib/net.properties", "from etc"),
        ];
        assert_eq!(
            found,
            expected
                .map(|(name, content)| (name.to_owned(), content.to_owned()))
                .into()
        );
    }
}
