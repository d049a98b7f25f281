use super::archive::Top;
use super::digest::Sha256Digest;
use super::error::InstallError;
use super::files::{beside, file};
use super::http::{Http, Observer};
use super::inventory_file::{InventoryFile, PioEntry, PioVersion};
use super::jdk::INVENTORY;
use super::json4s;
use super::pinned::Pinned;
use super::source::Source;
use fs_err as fs;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;
use zip::ZipArchive;

const BUILT_IN: &str = include_str!("../../inventory/pio-0.14.toml");
const BUILT_IN_NAME: &str = "inventory/pio-0.14.toml";

/// Several times what PIO 0.14.0 unpacks to, in bytes.
const LARGEST_PIO: u64 = 2 * 1024 * 1024 * 1024;
/// Where PIO's own jar is in its archive, and in a layer.
const LIB: &str = "lib";
const ASSEMBLY: &str = "pio-assembly-";
/// Where the storage backends are, and what the name of each begins with.
const STORAGE: &str = "lib/spark";
const BACKEND: &str = "pio-data-";
/// Where the classes of the backends are in a jar.
const BACKENDS: &str = "org/apache/predictionio/data/storage/";
/// How many directories may be around `lib` in an archive: that of the release, and those that a packer adds.
const AROUND: usize = 3;
/// As many jars are named where PIO's are missing.
const NAMED: usize = 10;
/// Where classes are that go before those of the jars.
const ADAPTED: &str = "lib/classes";

/// The archive in which PIO 0.14.0 was released, or one of the same layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PioArchive {
    /// An archive with `lib` in it, mostly below one top directory.
    pub source: Source,
    /// The checksum of the archive.
    pub sha256: Sha256Digest,
}

/// The jars of PIO 0.14.0, installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PioJars {
    /// PIO with most of what it needs, but without Spark.
    pub assembly: PathBuf,
    /// The storage backends, each with what it needs, by name.
    pub storage: Vec<PathBuf>,
    /// A directory with the classes that go before those of the jars, if there must be any.
    pub adapted: Option<PathBuf>,
}

impl PioArchive {
    /// The archive that the inventory at `setting` names (a path, a relative one being below `app_dir`,
    /// or a URL), else the built-in one.
    ///
    /// # Errors
    /// When the user's inventory cannot be read or is not of the form of one.
    pub fn load(setting: Option<&str>, app_dir: &Path, http: &Http) -> Result<Self, InstallError> {
        if let Some(place) = setting {
            let (own, _) = InventoryFile::read(place, app_dir, http)?;
            if let Some(entry) = newest(own) {
                return Self::new(&entry, Some(INVENTORY));
            }
        }
        let built_in = InventoryFile::parse(BUILT_IN_NAME, BUILT_IN)?;
        let entry = newest(built_in).ok_or(InstallError::NoPio)?;
        Self::new(&entry, None)
    }

    fn new(entry: &PioEntry, setting: Option<&'static str>) -> Result<Self, InstallError> {
        Ok(Self {
            source: Source::parse(&entry.url, setting)?,
            sha256: entry.checksum.value.as_slice().try_into()?,
        })
    }

    /// Downloads and verifies the archive and puts the jars of it into the directory `destination`,
    /// which must be empty: PIO's own, and those of the storage backends in `modules`. All of them are there
    /// afterwards, but for those of `optional` that the archive has not, or nothing.
    ///
    /// # Errors
    /// When the download fails, the archive is not safe to unpack, or it has not PIO's layout.
    pub fn install(
        &self,
        http: &Http,
        destination: &Path,
        modules: &[&str],
        optional: &[&str],
        observer: &dyn Observer,
    ) -> Result<(), InstallError> {
        let scratch = beside(destination)?;
        let unpacked = scratch.path().join("unpacked");
        let archive = Pinned {
            source: &self.source,
            sha256: self.sha256,
            largest: LARGEST_PIO,
            top: Top::Kept,
        };
        archive.unpack(http, &unpacked, observer)?;
        let kept = scratch.path().join("kept");
        self.keep(&unpacked, &kept, modules, optional)?;
        let lib = destination.join("lib");
        fs::rename(kept.join("lib"), &lib).map_err(|error| file(&lib, error))
    }

    /// Moves the jars that a JVM needs. Scripts, configuration and Python stay behind.
    fn keep(
        &self,
        unpacked: &Path,
        kept: &Path,
        modules: &[&str],
        optional: &[&str],
    ) -> Result<(), InstallError> {
        let unreadable = |error: io::Error| file(unpacked, error);
        let found = found_below(unpacked).map_err(unreadable)?;
        let Some(jars) = found else {
            return Err(self.lacks("lib/pio-assembly-0.14.0.jar", unpacked));
        };
        let mut needed = modules.iter().filter(|module| !optional.contains(module));
        if let Some(module) = needed.find(|module| !jars.has(module)) {
            let missing = format!("lib/spark/pio-data-{module}-assembly-0.14.0.jar");
            return Err(self.lacks(&missing, unpacked));
        }
        let is_wanted = |jar: &&PathBuf| module_of(jar).is_none_or(|one| modules.contains(&one));
        fs::create_dir_all(kept.join(STORAGE)).map_err(|error| file(kept, error))?;
        let storage = jars.storage.iter().filter(is_wanted);
        let storage = storage.map(|jar| (jar, STORAGE));
        for (jar, place) in std::iter::once((&jars.assembly, LIB)).chain(storage) {
            let name = jar.file_name().unwrap_or(jar.as_os_str());
            let jar_kept = kept.join(place).join(name);
            fs::rename(jar, &jar_kept).map_err(|error| file(jar, error))?;
            json4s::adapt(&jar_kept, &kept.join(ADAPTED))?;
        }
        Ok(())
    }

    fn lacks(&self, missing: &str, unpacked: &Path) -> InstallError {
        let entries = WalkDir::new(unpacked).sort_by_file_name();
        let files = entries
            .into_iter()
            .flatten()
            .map(walkdir::DirEntry::into_path);
        let jars = files.filter(|path| path.extension().is_some_and(|end| end == "jar"));
        let named = jars.filter_map(|path| {
            let inside = path.strip_prefix(unpacked).ok()?;
            Some(inside.display().to_string())
        });
        InstallError::NotPio {
            archive: self.source.to_string(),
            missing: missing.to_owned(),
            jars: named.take(NAMED).collect(),
        }
    }
}

/// The jars of an archive, wherever its `lib` is: at its top, or below some directories. Its backends may be in `lib` too.
fn found_below(unpacked: &Path) -> io::Result<Option<PioJars>> {
    let around = WalkDir::new(unpacked).max_depth(AROUND).sort_by_file_name();
    for entry in around {
        let entry = entry?;
        if !entry.file_type().is_dir() {
            continue;
        }
        if let Some(mut jars) = PioJars::below(entry.path())? {
            let beside = jars_in(&entry.path().join(LIB))?.into_iter();
            jars.storage
                .extend(beside.filter(|jar| is_named(jar, BACKEND)));
            return Ok(Some(jars));
        }
    }
    Ok(None)
}

/// Whether a jar has a file whose path begins so.
fn holds(jar: &Path, path: &str) -> Option<bool> {
    let zip = ZipArchive::new(fs::File::open(jar).ok()?).ok()?;
    let mut names = zip.file_names().flatten();
    Some(names.any(|name| name.starts_with(path)))
}

impl PioJars {
    /// Whether the storage backend is there: as a jar beside PIO's own, or in that, as where PIO was built as a whole.
    #[must_use]
    pub fn has(&self, module: &str) -> bool {
        let mut beside = self.storage.iter();
        let package = format!("{BACKENDS}{module}/");
        beside.any(|jar| module_of(jar) == Some(module))
            || holds(&self.assembly, &package).unwrap_or_default()
    }

    /// The jars below a directory into which an archive was installed; `None` where PIO's own is not.
    ///
    /// # Errors
    /// When a directory cannot be read.
    pub fn below(dir: &Path) -> io::Result<Option<Self>> {
        let own = jars_in(&dir.join(LIB))?;
        let assembly = own.into_iter().find(|jar| is_named(jar, ASSEMBLY));
        let storage = jars_in(&dir.join(STORAGE))?;
        let adapted = Some(dir.join(ADAPTED)).filter(|dir| dir.is_dir());
        Ok(assembly.map(|assembly| Self {
            assembly,
            storage,
            adapted,
        }))
    }
}

/// The jars in a directory, by name; none where it is missing.
fn jars_in(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut jars = Vec::new();
    if dir.is_dir() {
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            let is_jar = path.extension().is_some_and(|extension| extension == "jar");
            if is_jar && is_plain_file(&path) {
                jars.push(path);
            }
        }
    }
    jars.sort();
    Ok(jars)
}

/// The module of PIO whose assembly a jar is: `jdbc` of `pio-data-jdbc-assembly-0.14.0.jar`.
fn module_of(jar: &Path) -> Option<&str> {
    let name = jar.file_name()?.to_str()?.strip_prefix(BACKEND)?;
    Some(name.split_once("-assembly-")?.0)
}

fn is_named(jar: &Path, prefix: &str) -> bool {
    jar.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with(prefix))
}

/// A link would lead nowhere once its target is gone with the rest of the archive.
fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file())
}

/// The last entry counts: all are of the one version that there is.
fn newest(inventory: InventoryFile) -> Option<PioEntry> {
    let mut entries = inventory.pio.into_iter();
    entries.rfind(|entry| entry.version == PioVersion::V0_14_0)
}

#[cfg(test)]
#[path = "pio_tests.rs"]
mod tests;
