//! Servers for the tests of the storage, made when these tests are about to run: the other images do not depend on them.

use super::docker::image_label;
use super::inputs::Inputs;
use super::paths::workspace_root;
use super::{POSTGRES, Stack, system};
use crate::error::Error;
use crate::run::{quiet, timed};
use std::process::Command;

const MARIADB: &str = "predictionio-stack/mariadb";
const LABEL: &str = "io.predictionio.stack.mariadb";
/// What MariaDB's image is made from, in `test-stack`.
const SOURCES: [&str; 2] = ["mariadb.Dockerfile", "mariadb-entry"];
/// A server that speaks like S3 and checks signatures, with Amazon's own client, from Python's packages: pinned, with what they
/// need, in `test-stack`.
const S3_PACKAGES: &str = "s3-requirements.txt";

impl Stack {
    /// Makes what is missing or made from something else, on our own images.
    pub(crate) fn make_storage_servers(&self) -> Result<(), Error> {
        self.make_mariadb()?;
        self.make_s3()
    }

    fn make_mariadb(&self) -> Result<(), Error> {
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

    /// A virtual environment of Python.
    fn make_s3(&self) -> Result<(), Error> {
        let wanted = workspace_root().join("test-stack").join(S3_PACKAGES);
        let folder = self.cache.s3();
        let kept = folder.join(S3_PACKAGES);
        if fs_err::read(&kept).ok() == Some(fs_err::read(&wanted)?) {
            return Ok(());
        }
        system::python_ready()?;
        timed("Installing a server for S3 from Python's packages", || {
            quiet(
                Command::new("python3")
                    .args(["-m", "venv", "--clear"])
                    .arg(&folder),
            )?;
            let mut pip = Command::new(folder.join("bin/pip"));
            quiet(
                pip.args(["install", "--quiet", "--requirement"])
                    .arg(&wanted),
            )?;
            fs_err::copy(&wanted, &kept)?;
            Ok(())
        })
    }
}
