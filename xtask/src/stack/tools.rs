//! `pack` and the lifecycle, built from the Go module proxy.

use super::go::Module;
use super::inputs::Inputs;
use super::paths::Cache;
use crate::error::Error;
use std::path::{Path, PathBuf};

/// The version of `pack` in `test-stack/go.mod`.
const PACK_VERSION: &str = "0.38.2";

/// The version of the lifecycle in `test-stack/go.mod`.
pub(super) const LIFECYCLE_VERSION: &str = "0.20.11";

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
        let what =
            format!("Building pack {PACK_VERSION} and lifecycle {LIFECYCLE_VERSION} with Go");
        let module = Module {
            sources,
            packages: &missing,
            linker_flags: &linker_flags(),
        };
        module.build(cache, suite, &folder, &what)?;
    }
    Ok(Tools {
        pack: installed_pack.unwrap_or_else(|| folder.join("pack")),
        lifecycle: folder,
    })
}

/// Both programs take their version from a variable that only the linker sets.
fn linker_flags() -> String {
    format!(
        "-s -w -X github.com/buildpacks/pack/pkg/client.Version={PACK_VERSION} \
         -X github.com/buildpacks/lifecycle/cmd.Version={LIFECYCLE_VERSION}"
    )
}

#[cfg(test)]
mod tests {
    use super::super::go::OLDEST_GO;
    use super::*;

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
