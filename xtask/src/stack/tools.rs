//! `pack` and the lifecycle, built from the Go module proxy.

use super::apt::{Mirror, SecondApt};
use super::inputs::Inputs;
use super::paths::Cache;
use crate::error::Error;
use crate::run::{quiet, timed};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of `pack` in `test-stack/go.mod`.
const PACK_VERSION: &str = "0.38.2";

/// The version of the lifecycle in `test-stack/go.mod`.
pub(super) const LIFECYCLE_VERSION: &str = "0.20.11";

/// The oldest Go that `test-stack/go.mod` asks for, as major and minor number.
const OLDEST_GO: (u32, u32) = (1, 24);

/// The same Go in Debian's packages.
const GO_PACKAGES: [&str; 2] = ["golang-1.24-go", "golang-1.24-src"];

/// The folder of that Go below a Debian package's root.
const GO_ROOT: &str = "usr/lib/go-1.24";

/// The programs that the stack is made with.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    /// The one that is installed, or ours.
    pub(crate) pack: PathBuf,
    /// The folder that has `lifecycle` and `launcher`.
    pub(crate) lifecycle: PathBuf,
}

/// The tools out of the cache; built first where they are missing.
pub(crate) fn ready(cache: &Cache, sources: &Path, suite: &str) -> Result<Tools, Error> {
    let mut inputs = Inputs::new();
    for file in ["go.mod", "go.sum"] {
        inputs.file(&sources.join(file))?;
    }
    let folder = cache.tools(&inputs.short_digest());
    let installed_pack = which::which("pack").ok();

    let mut missing = Vec::new();
    if installed_pack.is_none() && !folder.join("pack").exists() {
        missing.push("github.com/buildpacks/pack");
    }
    if !folder.join("lifecycle").exists() || !folder.join("launcher").exists() {
        missing.push("github.com/buildpacks/lifecycle/cmd/lifecycle");
        missing.push("github.com/buildpacks/lifecycle/cmd/launcher");
    }
    if !missing.is_empty() {
        build(cache, sources, suite, &folder, &missing)?;
    }
    Ok(Tools {
        pack: installed_pack.unwrap_or_else(|| folder.join("pack")),
        lifecycle: folder,
    })
}

/// Go's module and build caches (over a gigabyte) live only as long as the build; the binaries appear whole or not at all.
fn build(
    cache: &Cache,
    sources: &Path,
    suite: &str,
    folder: &Path,
    packages: &[&str],
) -> Result<(), Error> {
    let scratch = cache.scratch()?;
    let go = go(scratch.path(), suite)?;
    let output = scratch.path().join("bin");
    fs_err::create_dir_all(&output)?;
    let what = format!("Building pack {PACK_VERSION} and lifecycle {LIFECYCLE_VERSION} with Go");
    timed(what, || {
        let built = quiet(
            Command::new(&go)
                .args(["build", "-mod=readonly", "-trimpath", "-modcacherw"])
                .args(["-ldflags", &linker_flags()])
                .arg("-o")
                .arg(&output)
                .args(packages)
                .current_dir(sources)
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

/// Both programs take their version from a variable that only the linker sets.
fn linker_flags() -> String {
    format!(
        "-s -w -X github.com/buildpacks/pack/pkg/client.Version={PACK_VERSION} \
         -X github.com/buildpacks/lifecycle/cmd.Version={LIFECYCLE_VERSION}"
    )
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
        let go = apt.unpacked(&GO_PACKAGES)?.join(GO_ROOT).join("bin/go");
        if go.exists() {
            Ok(go)
        } else {
            Err(Error::PackageContent {
                package: GO_PACKAGES[0].to_owned(),
                what: format!("{GO_ROOT}/bin/go"),
            })
        }
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

    #[test]
    fn versions_are_those_of_go_mod() {
        let go_mod = include_str!("../../../test-stack/go.mod");
        for (module, version) in [("pack", PACK_VERSION), ("lifecycle", LIFECYCLE_VERSION)] {
            let line = format!("\tgithub.com/buildpacks/{module} v{version}\n");
            assert!(go_mod.contains(&line), "go.mod has no line {line:?}");
        }
        let oldest = format!("\ngo {}.{}.", OLDEST_GO.0, OLDEST_GO.1);
        assert!(go_mod.contains(&oldest));
    }
}
