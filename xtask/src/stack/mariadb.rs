//! The image with MariaDB, for the tests of the storage. It is made on that with PostgreSQL, and when a test needs it: the other
//! images do not depend on it.

use super::docker::image_label;
use super::inputs::Inputs;
use super::paths::workspace_root;
use super::{POSTGRES, Stack};
use crate::error::Error;
use crate::run::{quiet, timed};

const MARIADB: &str = "predictionio-stack/mariadb";
const LABEL: &str = "io.predictionio.stack.mariadb";
/// What it is made from, in `test-stack`.
const SOURCES: [&str; 2] = ["mariadb.Dockerfile", "mariadb-entry"];

impl Stack {
    /// Makes the image if it is missing or made from something else. Without our own images there is nothing to make it on.
    pub(crate) fn make_mariadb(&self) -> Result<(), Error> {
        if !self.own {
            return Ok(());
        }
        let sources = workspace_root().join("test-stack");
        let mut inputs = Inputs::new();
        for name in SOURCES {
            inputs.file(&sources.join(name))?;
        }
        let digest = inputs.digest();
        if image_label(MARIADB, LABEL).as_deref() == Some(digest.as_str()) {
            return Ok(());
        }
        timed(format!("Making {MARIADB} on {POSTGRES}"), || {
            let label = format!("{LABEL}={digest}");
            let mut build = self.docker(["build", "--quiet", "--network", "host"]);
            build.args(["--tag", MARIADB, "--label", &label, "--file"]);
            build.arg(sources.join(SOURCES[0])).arg(&sources);
            quiet(build.env("DOCKER_BUILDKIT", "0")).map(|_| ())
        })
    }
}
