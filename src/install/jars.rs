use super::coordinates::Coordinates;
use super::digest::Sha256Digest;
use super::error::{DownloadError, InstallError};
use super::files::file;
use super::http::{Expected, Http, Observer};
use super::lock::LockedJar;
use super::maven::MavenRepository;
use fs_err as fs;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many downloads run at once: enough to hide a mirror's latency, few enough to be polite.
const WORKERS: usize = 8;

/// What became of a set of jars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InstallReport {
    /// How many jars were downloaded.
    pub downloaded: usize,
    /// How many were there already.
    pub reused: usize,
    /// How many bytes were downloaded.
    pub bytes: u64,
}

/// How far a set of jars is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JarProgress {
    /// Jars in place.
    pub jars_done: usize,
    /// All jars.
    pub jars: usize,
    /// Bytes in place, those of jars that are under way included.
    pub bytes_done: u64,
    /// Bytes of all jars.
    pub bytes: u64,
}

/// Makes `dir` hold these jars and nothing else: what is there with the right checksum stays, what
/// is missing is downloaded in parallel, the rest is removed. The first failure ends it.
///
/// `progress` is called from several threads, often.
///
/// # Errors
/// When a download fails for good, or a file cannot be read, written or removed.
pub fn install_jars(
    http: &Http,
    repository: &MavenRepository,
    jars: &[LockedJar],
    dir: &Path,
    progress: &(dyn Fn(JarProgress) + Sync),
) -> Result<InstallReport, InstallError> {
    fs::create_dir_all(dir).map_err(|source| file(dir, source))?;
    let names = file_names(jars);
    remove_others(dir, &names)?;
    let set = JarSet {
        http,
        repository,
        dir,
        progress,
        jars: jars.len(),
        bytes: jars.iter().map(|jar| jar.size).sum(),
        jars_done: AtomicUsize::new(0),
        bytes_done: AtomicU64::new(0),
        stopped: AtomicBool::new(false),
    };
    let queue = Mutex::new(jars.iter().zip(&names));
    let next = || {
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.next()
    };
    let results = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS.min(jars.len()))
            .map(|_| scope.spawn(|| set.work(next)))
            .collect();
        workers
            .into_iter()
            .map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect::<Vec<_>>()
    });
    sum(results)
}

/// The reports together, or the failure that stopped the others.
fn sum(results: Vec<Result<InstallReport, InstallError>>) -> Result<InstallReport, InstallError> {
    let mut total = InstallReport::default();
    let mut stopped = None;
    for result in results {
        match result {
            Ok(report) => {
                total.downloaded += report.downloaded;
                total.reused += report.reused;
                total.bytes += report.bytes;
            }
            Err(InstallError::Download(error)) if is_stopped(&error) => stopped = Some(error),
            Err(error) => return Err(error),
        }
    }
    stopped.map_or(Ok(total), |error| Err(error.into()))
}

fn is_stopped(error: &DownloadError) -> bool {
    matches!(error.cause, super::error::Cause::Stopped)
}

/// Where [`install_jars`] puts each jar of a set, in the order of the set.
#[must_use]
pub fn jar_paths(jars: &[LockedJar], dir: &Path) -> Vec<PathBuf> {
    let names = file_names(jars);
    names.iter().map(|name| dir.join(name)).collect()
}

/// The jars' file names, in their order. Where two groups have a jar of one name, the group is put
/// before it.
fn file_names(jars: &[LockedJar]) -> Vec<String> {
    let mut count = BTreeMap::new();
    for jar in jars {
        *count.entry(jar.coordinates.file_name()).or_insert(0_usize) += 1;
    }
    let name = |coordinates: &Coordinates| {
        let plain = coordinates.file_name();
        match count.get(&plain) {
            Some(2..) => format!("{}-{plain}", coordinates.group),
            _ => plain,
        }
    };
    jars.iter().map(|jar| name(&jar.coordinates)).collect()
}

fn remove_others(dir: &Path, names: &[String]) -> Result<(), InstallError> {
    let names: BTreeSet<_> = names.iter().map(String::as_str).collect();
    for entry in fs::read_dir(dir).map_err(|source| file(dir, source))? {
        let path = entry.map_err(|source| file(dir, source))?.path();
        let kept = path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| names.contains(name));
        if !kept {
            let removed = match fs::symlink_metadata(&path) {
                Ok(found) if found.is_dir() => fs::remove_dir_all(&path),
                _ => fs::remove_file(&path),
            };
            removed.map_err(|source| file(&path, source))?;
        }
    }
    Ok(())
}

struct JarSet<'a> {
    http: &'a Http,
    repository: &'a MavenRepository,
    dir: &'a Path,
    progress: &'a (dyn Fn(JarProgress) + Sync),
    jars: usize,
    bytes: u64,
    jars_done: AtomicUsize,
    bytes_done: AtomicU64,
    stopped: AtomicBool,
}

impl JarSet<'_> {
    fn work<'j>(
        &self,
        next: impl Fn() -> Option<(&'j LockedJar, &'j String)>,
    ) -> Result<InstallReport, InstallError> {
        let mut report = InstallReport::default();
        while let Some((jar, name)) = next().filter(|_| !self.stopped.load(Relaxed)) {
            let path = self.dir.join(name);
            self.install(jar, &path, &mut report)
                .inspect_err(|_| self.stopped.store(true, Relaxed))?;
            self.jars_done.fetch_add(1, Relaxed);
            self.report();
        }
        Ok(report)
    }

    fn install(
        &self,
        jar: &LockedJar,
        path: &Path,
        report: &mut InstallReport,
    ) -> Result<(), InstallError> {
        if is_there(path, jar).map_err(|source| file(path, source))? {
            report.reused += 1;
            self.bytes_done.fetch_add(jar.size, Relaxed);
            return Ok(());
        }
        let expected = Expected {
            sha256: jar.sha256,
            size: Some(jar.size),
        };
        let watch = OneJar {
            set: self,
            seen: AtomicU64::new(0),
        };
        let source = self.repository.url_of(&jar.coordinates);
        report.bytes += self.http.download(&source, path, &expected, &watch)?;
        report.downloaded += 1;
        Ok(())
    }

    fn report(&self) {
        (self.progress)(JarProgress {
            jars_done: self.jars_done.load(Relaxed),
            jars: self.jars,
            bytes_done: self.bytes_done.load(Relaxed),
            bytes: self.bytes,
        });
    }
}

/// Turns the position in one file into the sum over all of them.
struct OneJar<'a> {
    set: &'a JarSet<'a>,
    seen: AtomicU64,
}

impl Observer for OneJar<'_> {
    fn position(&self, bytes: u64) {
        let before = self.seen.swap(bytes, Relaxed);
        // Wraps below zero and back when a download begins again; the sum stays right.
        let difference = bytes.wrapping_sub(before);
        self.set.bytes_done.fetch_add(difference, Relaxed);
        self.set.report();
    }

    fn stopped(&self) -> bool {
        self.set.stopped.load(Relaxed)
    }
}

/// Whether a restored layer has the jar already.
fn is_there(path: &Path, jar: &LockedJar) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() && found.len() == jar.size => {
            Ok(digest_of(path)? == jar.sha256)
        }
        _ => Ok(false),
    }
}

fn digest_of(path: &Path) -> io::Result<Sha256Digest> {
    let mut sha256 = Sha256::new();
    io::copy(&mut fs::File::open(path)?, &mut sha256)?;
    Ok(<[u8; 32]>::from(sha256.finalize()).into())
}

#[cfg(test)]
#[path = "jars_tests.rs"]
mod tests;
