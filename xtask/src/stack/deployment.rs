//! What judges and runs the files in `deploy/`: the validation of the Kubernetes API server, and Docker Compose.

use super::SUITE;
use super::go::Module;
use super::inputs::Inputs;
use super::paths::{Cache, workspace_root};
use crate::error::Error;
use std::path::PathBuf;

/// The version of Kubernetes in `test-stack/deployment/go.mod`.
const KUBERNETES_VERSION: &str = "1.34.4";

/// The version of Compose there.
const COMPOSE_VERSION: &str = "2.35.1";

/// Renders a kustomization and judges its objects.
const MANIFESTS: &str = "manifests";

/// Compose as a program of its own.
const COMPOSE: &str = "docker-compose";

/// The name that Go gives it, after the last folder of its package.
const COMPOSE_AS_BUILT: &str = "cmd";

/// The folder with both programs, out of the cache; built first where they are missing.
pub(crate) fn tools() -> Result<PathBuf, Error> {
    let cache = Cache::from_env()?;
    let sources = workspace_root().join("test-stack/deployment");
    let mut inputs = Inputs::new();
    inputs.folder(&sources)?;
    let folder = cache.tools(&inputs.short_digest());
    if !folder.join(MANIFESTS).exists() || !folder.join(COMPOSE).exists() {
        let what = format!(
            "Building Compose {COMPOSE_VERSION} and the validation of Kubernetes {KUBERNETES_VERSION} with Go"
        );
        let module = Module {
            sources: &sources,
            packages: &["./manifests", "github.com/docker/compose/v2/cmd"],
            linker_flags: &format!(
                "-s -w -X github.com/docker/compose/v2/internal.Version={COMPOSE_VERSION}"
            ),
        };
        module.build(&cache, SUITE, &folder, &what)?;
        fs_err::rename(folder.join(COMPOSE_AS_BUILT), folder.join(COMPOSE))?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_go_mod() {
        let go_mod = include_str!("../../../test-stack/deployment/go.mod");
        for line in [
            format!("\tgithub.com/docker/compose/v2 v{COMPOSE_VERSION}\n"),
            format!("\tk8s.io/kubernetes v{KUBERNETES_VERSION}\n"),
        ] {
            assert!(go_mod.contains(&line), "go.mod has no line {line:?}");
        }
    }
}
