use super::compression::open;
use fs_err as fs;
use std::fs::Permissions;
use std::io::{self, Read};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Component, Path, PathBuf};
use tar::{Archive, Entry, EntryType};

/// What an entry costs beside its content, in bytes: a header, so that a million empty files count.
const ENTRY_COST: u64 = 512;

/// Why an archive was not unpacked.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Not an archive of its kind, or a damaged one.
    #[error("{archive} is not a whole archive: {reason}")]
    Damaged {
        /// The archive.
        archive: PathBuf,
        /// What the library says.
        reason: String,
    },
    /// Packed in a way that is not read here.
    #[error("{archive} is {kind}")]
    Kind {
        /// The archive.
        archive: PathBuf,
        /// What it is.
        kind: &'static str,
    },
    /// An entry that could write or point outside of the destination.
    #[error("{archive} holds {entry}: {reason}")]
    Unsafe {
        /// The archive.
        archive: PathBuf,
        /// The entry's path in the archive.
        entry: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// More content than allowed.
    #[error("{archive} holds more than {limit} bytes")]
    TooLarge {
        /// The archive.
        archive: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// Nothing but a top directory.
    #[error("{archive} holds no files below a top directory")]
    Empty {
        /// The archive.
        archive: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Unpacks a tar.gz, a tar.xz or a tar into `destination`, which must not exist or be empty. All of it is there afterwards,
/// or nothing. `name` is what errors call the archive.
///
/// Modes are kept (without set-user-id and the like), owners and times are not. `limit` bounds the
/// unpacked content in bytes.
/// An archive that is damaged or too large is refused, and one with an entry that could write or point outside of the
/// destination: absolute paths, `..`, such links, devices.
pub(super) fn unpack(
    archive: &Path,
    name: &Path,
    destination: &Path,
    limit: u64,
    top: Top,
) -> Result<(), ArchiveError> {
    unpack_tar(open(archive, name)?, name, destination, limit, top)
}

/// The first directory of every entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Top {
    /// It is only a wrapper.
    Dropped,
    /// There is none: each entry is where it belongs.
    Kept,
}

/// The same for a tar that something else uncompresses; `archive` is its name, for errors.
pub(super) fn unpack_tar(
    tar: impl Read,
    archive: &Path,
    destination: &Path,
    limit: u64,
    top: Top,
) -> Result<(), ArchiveError> {
    let parent = destination.parent().unwrap_or(Path::new("."));
    let staging = tempfile::Builder::new()
        .prefix(".unpack-")
        .tempdir_in(parent)
        .map_err(|error| file(parent, error))?;
    let mut unpacking = Unpacking {
        archive,
        root: staging.path(),
        limit,
        used: 0,
        top,
    };
    unpacking.all(tar)?;
    fs::set_permissions(staging.path(), Permissions::from_mode(0o755))
        .map_err(|error| file(staging.path(), error))?;
    fs::rename(staging.path(), destination).map_err(|error| file(destination, error))
}

struct Unpacking<'a> {
    archive: &'a Path,
    root: &'a Path,
    limit: u64,
    used: u64,
    top: Top,
}

impl Unpacking<'_> {
    fn all(&mut self, input: impl Read) -> Result<(), ArchiveError> {
        let mut tar = Archive::new(input);
        let mut placed = false;
        for entry in tar.entries().map_err(|error| self.damaged(&error))? {
            let mut entry = entry.map_err(|error| self.damaged(&error))?;
            placed |= self.one(&mut entry)?;
        }
        if placed {
            Ok(())
        } else {
            Err(ArchiveError::Empty {
                archive: self.archive.to_owned(),
            })
        }
    }

    /// Places one entry; false if nothing of it belongs below the top directory.
    fn one<R: Read>(&mut self, entry: &mut Entry<'_, R>) -> Result<bool, ArchiveError> {
        let name = entry
            .path()
            .map_err(|error| self.damaged(&error))?
            .into_owned();
        if entry.header().entry_type() == EntryType::XGlobalHeader {
            return Ok(false);
        }
        let Some(path) = self.inside(&name, &name)? else {
            return Ok(false);
        };
        self.count(entry.size())?;
        let mode = entry
            .header()
            .mode()
            .map_err(|error| self.damaged(&error))?
            & 0o777;
        let parent = path.parent().unwrap_or(self.root);
        self.real_directory(parent, &name)?;
        match entry.header().entry_type() {
            EntryType::Directory => self.directory(&path, &name, mode)?,
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                self.regular(entry, &path, mode)?;
            }
            EntryType::Symlink => self.symbolic_link(entry, &path, &name)?,
            EntryType::Link => self.hard_link(entry, &path, &name)?,
            _ => return Err(self.refuse(&name, "it is neither file, directory nor link")),
        }
        Ok(true)
    }

    /// Where an entry's path is below the root, without its first part where that is dropped.
    fn inside(&self, path: &Path, entry: &Path) -> Result<Option<PathBuf>, ArchiveError> {
        let mut parts = Vec::new();
        for part in path.components() {
            match part {
                Component::Normal(part) => parts.push(part),
                Component::CurDir => {}
                Component::ParentDir => return Err(self.refuse(entry, "its path has \"..\"")),
                Component::RootDir | Component::Prefix(_) => {
                    return Err(self.refuse(entry, "its path is absolute"));
                }
            }
        }
        let dropped = usize::from(self.top == Top::Dropped);
        if parts.len() <= dropped {
            return Ok(None);
        }
        let mut inside = self.root.to_owned();
        inside.extend(&parts[dropped..]);
        Ok(Some(inside))
    }

    fn count(&mut self, size: u64) -> Result<(), ArchiveError> {
        self.used = self.used.saturating_add(size).saturating_add(ENTRY_COST);
        if self.used > self.limit {
            return Err(ArchiveError::TooLarge {
                archive: self.archive.to_owned(),
                limit: self.limit,
            });
        }
        Ok(())
    }

    /// Makes a directory and those above it. Nothing is ever written through a link.
    fn real_directory(&self, dir: &Path, entry: &Path) -> Result<(), ArchiveError> {
        let below = dir.strip_prefix(self.root).unwrap_or(dir);
        let mut path = self.root.to_owned();
        for part in below.components() {
            path.push(part);
            match fs::symlink_metadata(&path) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => {
                    return Err(
                        self.refuse(entry, "a link or a file is where it needs a directory")
                    );
                }
                Err(_) => fs::create_dir(&path).map_err(|error| file(&path, error))?,
            }
        }
        Ok(())
    }

    fn directory(&self, path: &Path, entry: &Path, mode: u32) -> Result<(), ArchiveError> {
        self.real_directory(path, entry)?;
        // The owner must be able to write what comes below it, and to remove it later.
        fs::set_permissions(path, Permissions::from_mode(mode | 0o700))
            .map_err(|error| file(path, error))
    }

    fn regular(&self, content: &mut impl Read, path: &Path, mode: u32) -> Result<(), ArchiveError> {
        let mut output = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path)
            .map_err(|error| file(path, error))?;
        copy(content, &mut output).map_err(|failure| match failure {
            CopyError::Read(error) => self.damaged(&error),
            CopyError::Write(error) => file(path, error),
        })?;
        fs::set_permissions(path, Permissions::from_mode(mode | 0o600))
            .map_err(|error| file(path, error))
    }

    /// Makes a symbolic link whose target is below the root.
    ///
    /// A target may begin with `..` but have none after a name: such a `..` could leave a directory
    /// that is itself a link. As links stand in real directories only, each target is then below
    /// the root whatever other links it passes.
    fn symbolic_link<R: Read>(
        &self,
        link: &Entry<'_, R>,
        path: &Path,
        name: &Path,
    ) -> Result<(), ArchiveError> {
        let target = self.target(link, name)?;
        let below = path.strip_prefix(self.root).unwrap_or(path);
        let mut depth = below.components().count() - 1;
        let mut named = false;
        for part in target.components() {
            match part {
                Component::CurDir => {}
                Component::Normal(_) => named = true,
                Component::ParentDir if !named && depth > 0 => depth -= 1,
                _ => return Err(self.refuse(name, "it is a link that points out of the archive")),
            }
        }
        symlink(&target, path).map_err(|error| file(path, error))
    }

    fn hard_link<R: Read>(
        &self,
        link: &Entry<'_, R>,
        path: &Path,
        name: &Path,
    ) -> Result<(), ArchiveError> {
        let refuse = || {
            self.refuse(
                name,
                "it is a link to something that is no file of the archive",
            )
        };
        let target = self.target(link, name)?;
        let original = self.inside(&target, name)?.ok_or_else(refuse)?;
        let parent = original.parent().unwrap_or(self.root);
        self.real_directory(parent, name)?;
        let is_file = fs::symlink_metadata(&original).is_ok_and(|found| found.is_file());
        if !is_file {
            return Err(refuse());
        }
        fs::hard_link(&original, path).map_err(|error| file(path, error))
    }

    fn target<R: Read>(&self, link: &Entry<'_, R>, name: &Path) -> Result<PathBuf, ArchiveError> {
        link.link_name()
            .map_err(|error| self.damaged(&error))?
            .filter(|target| !target.as_os_str().is_empty())
            .map(std::borrow::Cow::into_owned)
            .ok_or_else(|| self.refuse(name, "it is a link without a target"))
    }

    fn refuse(&self, entry: &Path, reason: &'static str) -> ArchiveError {
        ArchiveError::Unsafe {
            archive: self.archive.to_owned(),
            entry: entry.to_owned(),
            reason,
        }
    }

    fn damaged(&self, error: &io::Error) -> ArchiveError {
        ArchiveError::Damaged {
            archive: self.archive.to_owned(),
            reason: error.to_string(),
        }
    }
}

enum CopyError {
    Read(io::Error),
    Write(io::Error),
}

/// `io::copy` that says which side failed: a damaged archive is not a full disk.
fn copy(input: &mut impl Read, output: &mut impl io::Write) -> Result<(), CopyError> {
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let count = input.read(&mut chunk).map_err(CopyError::Read)?;
        if count == 0 {
            return Ok(());
        }
        output
            .write_all(&chunk[..count])
            .map_err(CopyError::Write)?;
    }
}

fn file(path: &Path, source: io::Error) -> ArchiveError {
    ArchiveError::File {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
