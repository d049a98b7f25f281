//! The Maven repository that this machine uses when nothing else is said.
//!
//! The test stack passes it to the buildpack in the setting that a user behind a company's mirror would use. It is read from the
//! machine each time, never written down in the project.

use super::MAVEN_VARIABLE;
use super::apt::{Mirror, SecondApt};
use super::paths::Cache;
use crate::error::Error;
use crate::run::timed;
use roxmltree::{Document, Node};
use std::env;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Where Debian puts an installed Maven's jars.
const INSTALLED_LIB: &str = "/usr/share/maven/lib";

/// The Debian package that has Maven's super POM, and the release it is taken from.
const PACKAGE: &str = "libmaven3-core-java";

/// The super POM's name in the jar of Maven's model builder.
const SUPER_POM: &str = "org/apache/maven/model/pom-4.0.0.xml";

/// The machine's default repository: `PIO_STACK_MAVEN_REPOSITORY`, a mirror of central in the user's Maven settings, or what the
/// installed Maven has built in; without Maven, the same file out of Debian's package. `None`: the buildpack's own default holds.
pub(crate) fn default_repository(cache: &Cache, suite: &str) -> Result<Option<String>, Error> {
    if let Some(url) = env::var(MAVEN_VARIABLE).ok().filter(|url| !url.is_empty()) {
        return Ok(Some(url));
    }
    if let Some(home) = env::var_os("HOME") {
        let settings = Path::new(&home).join(".m2/settings.xml");
        if settings.exists()
            && let Some(url) = mirror_of_central(&fs_err::read_to_string(settings)?)
        {
            return Ok(Some(url));
        }
    }
    Ok(super_pom(cache, suite)?.and_then(|pom| central_of(&pom)))
}

/// Maven's super POM, which names the repository `central`.
fn super_pom(cache: &Cache, suite: &str) -> Result<Option<String>, Error> {
    if let Some(jar) = model_builder_below(Path::new(INSTALLED_LIB)) {
        return read_super_pom(&jar).map(Some);
    }
    let kept = cache.super_pom();
    if kept.exists() {
        return Ok(Some(fs_err::read_to_string(kept)?));
    }
    if which::which("apt-get").is_err() {
        return Ok(None);
    }
    timed("Fetching Maven's defaults from Debian's packages", || {
        let scratch = cache.scratch()?;
        let apt = SecondApt::new(scratch.path(), &Mirror::of_this_machine()?, suite)?;
        let unpacked = apt.unpacked(&[PACKAGE])?;
        let jar = model_builder_below(&unpacked).ok_or_else(|| Error::PackageContent {
            package: PACKAGE.to_owned(),
            what: "maven-model-builder's jar".to_owned(),
        })?;
        let pom = read_super_pom(&jar)?;
        fs_err::write(&kept, &pom)?;
        Ok(Some(pom))
    })
}

/// The jar of Maven's model builder; links that lead nowhere are passed over.
fn model_builder_below(dir: &Path) -> Option<PathBuf> {
    walkdir::WalkDir::new(dir)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .find(|entry| {
            let name = entry.file_name().to_string_lossy();
            entry.file_type().is_file()
                && name.contains("model-builder")
                && Path::new(name.as_ref())
                    .extension()
                    .is_some_and(|extension| extension == "jar")
        })
        .map(walkdir::DirEntry::into_path)
}

fn read_super_pom(jar: &Path) -> Result<String, Error> {
    let unreadable = |error: zip::result::ZipError| Error::Unreadable {
        path: jar.to_owned(),
        reason: error.to_string(),
    };
    let mut archive = zip::ZipArchive::new(fs_err::File::open(jar)?).map_err(unreadable)?;
    let mut pom = String::new();
    archive
        .by_name(SUPER_POM)
        .map_err(unreadable)?
        .read_to_string(&mut pom)?;
    Ok(pom)
}

/// The URL of the repository with the id `central`.
fn central_of(super_pom: &str) -> Option<String> {
    let document = Document::parse(super_pom).ok()?;
    document
        .descendants()
        .filter(|node| node.has_tag_name_any("repository"))
        .find(|repository| child_text(*repository, "id") == Some("central"))
        .and_then(|repository| child_text(repository, "url"))
        .map(str::to_owned)
}

/// The first mirror in a `settings.xml` that stands for central.
fn mirror_of_central(settings: &str) -> Option<String> {
    let document = Document::parse(settings).ok()?;
    document
        .descendants()
        .filter(|node| node.has_tag_name_any("mirror"))
        .find(|mirror| child_text(*mirror, "mirrorOf").is_some_and(mirrors_central))
        .and_then(|mirror| child_text(mirror, "url"))
        .map(str::to_owned)
}

/// Whether a `mirrorOf` (a list, where `!id` leaves one out) has central in it.
fn mirrors_central(mirror_of: &str) -> bool {
    let ids = || mirror_of.split(',').map(str::trim);
    ids().any(|id| matches!(id, "*" | "central" | "external:*"))
        && !ids().any(|id| id == "!central")
}

fn child_text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.children()
        .find(|child| child.has_tag_name_any(name))
        .and_then(|child| child.text())
        .map(str::trim)
}

/// Maven's files name their XML namespace or leave it out.
trait TagName {
    /// Whether the element has this local name, in whatever namespace.
    fn has_tag_name_any(&self, name: &str) -> bool;
}

impl TagName for Node<'_, '_> {
    fn has_tag_name_any(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn central_is_read_from_the_super_pom() {
        let pom = "<project><repositories>\
            <repository><id>other</id><url>https://other.test/</url></repository>\
            <repository><id>central</id><url> https://mirror.test/maven2 </url></repository>\
            </repositories></project>";
        assert_eq!(
            central_of(pom).as_deref(),
            Some("https://mirror.test/maven2")
        );
        assert_eq!(central_of("<project/>"), None);
        assert_eq!(central_of("no XML"), None);
    }

    #[test]
    fn a_mirror_counts_when_it_stands_for_central() {
        let settings = |mirror_of: &str| {
            format!(
                "<settings xmlns=\"http://maven.apache.org/SETTINGS/1.2.0\"><mirrors><mirror>\
                 <id>m</id><mirrorOf>{mirror_of}</mirrorOf><url>https://mirror.test/</url></mirror></mirrors></settings>"
            )
        };
        for yes in [
            "*",
            "central",
            "external:*",
            "other, central",
            "*,!snapshots",
        ] {
            assert_eq!(
                mirror_of_central(&settings(yes)).as_deref(),
                Some("https://mirror.test/"),
                "{yes}"
            );
        }
        for no in ["other", "*,!central", ""] {
            assert_eq!(mirror_of_central(&settings(no)), None, "{no}");
        }
    }

    #[test]
    fn the_super_pom_comes_out_of_the_jar_behind_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let jar = dir.path().join("real");
        let mut archive = zip::ZipWriter::new(fs_err::File::create(&jar).unwrap());
        archive
            .start_file(SUPER_POM, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut archive, b"<project/>").unwrap();
        archive.finish().unwrap();
        let lib = dir.path().join("lib");
        fs_err::create_dir(&lib).unwrap();
        fs_err::os::unix::fs::symlink("nowhere", lib.join("a-model-builder-2.jar")).unwrap();
        fs_err::os::unix::fs::symlink(&jar, lib.join("maven-model-builder-3.x.jar")).unwrap();

        let found = model_builder_below(&lib).unwrap();
        assert_eq!(found, lib.join("maven-model-builder-3.x.jar"));
        assert_eq!(read_super_pom(&found).unwrap(), "<project/>");
    }
}
