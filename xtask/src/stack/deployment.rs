//! What judges and runs the files in `deploy/`: the validation of the Kubernetes API server, and Docker Compose.

use super::SUITE;
use super::apt::{Mirror, SecondApt};
use super::go::Module;
use super::inputs::Inputs;
use super::paths::{Cache, workspace_root};
use super::system;
use crate::error::Error;
use crate::run::{quiet, timed};
use semver::Version;
use std::path::PathBuf;
use std::process::Command;

/// The version of Kubernetes in `test-stack/deployment/go.mod`.
const KUBERNETES_VERSION: &str = "1.34.4";

/// Renders a kustomization and judges its objects.
const MANIFESTS: &str = "manifests";

/// The oldest Compose that reads the file in `deploy/compose`, as `docs/compose.md` says.
const OLDEST_COMPOSE: Version = Version::new(2, 24, 0);

/// The Debian package with Compose, and where the program is in it. Like every plugin of Docker it runs by itself too.
const COMPOSE_PACKAGE: &str = "docker-compose";
const COMPOSE_IN_PACKAGE: &str = "usr/libexec/docker/cli-plugins/docker-compose";

/// Asks Docker for the plugin's version and place.
const COMPOSE_PLUGIN: &str =
    "{{range .ClientInfo.Plugins}}{{if eq .Name \"compose\"}}{{.Version}} {{.Path}}{{end}}{{end}}";

/// The programs, where they are.
pub(crate) struct Tools {
    manifests: PathBuf,
    compose: PathBuf,
}

impl Tools {
    /// Those that are installed, or are in the cache; made first where they are missing.
    pub(crate) fn ready() -> Result<Self, Error> {
        let cache = Cache::from_env()?;
        Ok(Self {
            manifests: manifests(&cache)?,
            compose: compose(&cache)?,
        })
    }

    /// Says to the integration tests where they are.
    pub(crate) fn tell(&self, tests: &mut Command) {
        tests
            .env("PIO_STACK_MANIFESTS", &self.manifests)
            .env("PIO_STACK_COMPOSE", &self.compose);
    }
}

fn manifests(cache: &Cache) -> Result<PathBuf, Error> {
    let sources = workspace_root().join("test-stack/deployment");
    let mut inputs = Inputs::new();
    inputs.folder(&sources)?;
    let folder = cache.tools(&inputs.short_digest());
    let program = folder.join(MANIFESTS);
    if !program.exists() {
        let what = format!("Building the validation of Kubernetes {KUBERNETES_VERSION} with Go");
        let module = Module {
            sources: &sources,
            packages: &["./manifests"],
            linker_flags: "-s -w",
        };
        module.build(cache, SUITE, &folder, &what)?;
    }
    Ok(program)
}

fn compose(cache: &Cache) -> Result<PathBuf, Error> {
    let plugin = quiet(Command::new("docker").args(["info", "--format", COMPOSE_PLUGIN]))?;
    if let Some((version, path)) = new_enough(&plugin) {
        system::tell_used(&format!("Compose {version}, {}", path.display()));
        return Ok(path);
    }
    let program = cache.compose();
    if !program.exists() {
        timed("Fetching Compose from Debian's packages", || {
            let scratch = cache.scratch()?;
            let apt = SecondApt::new(scratch.path(), &Mirror::of_this_machine()?, SUITE)?;
            let unpacked = apt.file(&[COMPOSE_PACKAGE], COMPOSE_IN_PACKAGE)?;
            Ok(fs_err::rename(unpacked, &program)?)
        })?;
    }
    Ok(program)
}

/// Reads what Docker says of the plugin: `v2.35.1 /usr/libexec/…`, or nothing.
fn new_enough(plugin: &str) -> Option<(Version, PathBuf)> {
    let (version, path) = plugin.trim().split_once(' ')?;
    // Debian adds a number of its own, which would count as the mark of a version before the release.
    let release = version.trim_start_matches('v').split(['-', '+']).next()?;
    let version = Version::parse(release).ok()?;
    (version >= OLDEST_COMPOSE).then(|| (version, PathBuf::from(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_go_mod() {
        let go_mod = include_str!("../../../test-stack/deployment/go.mod");
        let line = format!("\tk8s.io/kubernetes v{KUBERNETES_VERSION}\n");
        assert!(go_mod.contains(&line), "go.mod has no line {line:?}");
    }

    #[test]
    fn an_installed_compose_must_be_new_enough() {
        let path = "/usr/libexec/docker/cli-plugins/docker-compose";
        let found = |version: &str| new_enough(&format!("{version} {path}\n"));
        for version in ["v2.35.1", "2.24.0", "2.26.1-4"] {
            let (_, place) = found(version).unwrap();
            assert_eq!(place, PathBuf::from(path));
        }
        assert_eq!(found("v2.23.3"), None);
        assert_eq!(found("dev"), None);
        assert_eq!(new_enough("\n"), None);
    }

    #[test]
    fn the_oldest_compose_is_the_one_that_is_documented() {
        let text = include_str!("../../../docs/compose.md");
        let told = format!(
            "Compose {}.{} or newer",
            OLDEST_COMPOSE.major, OLDEST_COMPOSE.minor
        );
        assert!(text.contains(&told), "{told}");
    }
}
