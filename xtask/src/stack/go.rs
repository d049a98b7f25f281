//! Programs built from the Go module proxy.

use super::apt::{Mirror, SecondApt};
use super::paths::Cache;
use crate::error::Error;
use crate::run::{quiet, timed};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest Go that the modules in `test-stack` ask for, as major and minor number.
pub(super) const OLDEST_GO: (u32, u32) = (1, 24);

/// The same Go in Debian's packages.
const GO_PACKAGES: [&str; 2] = ["golang-1.24-go", "golang-1.24-src"];

/// The folder of that Go below a Debian package's root.
const GO_ROOT: &str = "usr/lib/go-1.24";

/// What is built of a module.
pub(super) struct Module<'a> {
    /// The folder with its `go.mod`.
    pub(super) sources: &'a Path,
    /// The programs, each a package.
    pub(super) packages: &'a [&'a str],
    /// What only the linker sets, such as versions.
    pub(super) linker_flags: &'a str,
}

impl Module<'_> {
    /// Builds the programs into `folder`, with a Go that is installed, or one out of Debian's `suite`.
    ///
    /// Go's module and build caches (over a gigabyte) live only as long as the build; the binaries appear whole or not at all.
    pub(super) fn build(
        &self,
        cache: &Cache,
        suite: &str,
        folder: &Path,
        what: &str,
    ) -> Result<(), Error> {
        let scratch = cache.scratch()?;
        let go = go(scratch.path(), suite)?;
        let output = scratch.path().join("bin");
        fs_err::create_dir_all(&output)?;
        timed(what, || {
            let built = quiet(
                Command::new(&go)
                    .args(["build", "-mod=readonly", "-trimpath", "-modcacherw"])
                    .args(["-ldflags", self.linker_flags])
                    .arg("-o")
                    .arg(&output)
                    .args(self.packages)
                    .current_dir(self.sources)
                    .env("CGO_ENABLED", "0")
                    .env("GOTOOLCHAIN", "local")
                    .env("GOFLAGS", "-buildvcs=false")
                    .env("GOMODCACHE", scratch.path().join("modules"))
                    .env("GOCACHE", scratch.path().join("objects")),
            );
            built.map(|_| ())
        })?;
        fs_err::create_dir_all(folder)?;
        for binary in fs_err::read_dir(&output)? {
            let binary = binary?;
            fs_err::rename(binary.path(), folder.join(binary.file_name()))?;
        }
        timed("Removing Go's caches", || Ok(scratch.close()?))
    }
}

/// The installed Go if it is new enough, else Debian's, unpacked into `scratch`.
fn go(scratch: &Path, suite: &str) -> Result<PathBuf, Error> {
    if let Ok(go) = which::which("go")
        && let Ok(version) = quiet(
            Command::new(&go)
                .args(["env", "GOVERSION"])
                .env("GOTOOLCHAIN", "local"),
        )
        && go_version(&version).is_some_and(|version| version >= OLDEST_GO)
    {
        return Ok(go);
    }
    timed("Fetching Go from Debian's packages", || {
        let dir = scratch.join("go");
        fs_err::create_dir_all(&dir)?;
        let apt = SecondApt::new(&dir, &Mirror::of_this_machine()?, suite)?;
        apt.file(&GO_PACKAGES, &format!("{GO_ROOT}/bin/go"))
    })
}

/// Reads `go1.24.4` and the like; what is not a released version gives `None`.
fn go_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix("go")?.split('.');
    let major = numbers.next()?.parse().ok()?;
    let minor: String = numbers
        .next()?
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    Some((major, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_versions_compare_as_numbers() {
        assert_eq!(go_version("go1.24.4\n"), Some((1, 24)));
        assert_eq!(go_version("go1.25rc1"), Some((1, 25)));
        assert!(go_version("go1.9.7").is_some_and(|version| version < OLDEST_GO));
        assert_eq!(go_version("devel go1.25-abc"), None);
        assert_eq!(go_version(""), None);
    }
}
