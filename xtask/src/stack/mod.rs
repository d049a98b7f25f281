//! The test stack: everything that `pack build` and its tests need, on a machine that has nothing but package registries.

mod apt;
pub(crate) mod deployment;
mod docker;
mod go;
mod images;
mod inputs;
mod jdk;
mod maven;
pub(crate) mod paths;
mod storage;
mod system;
mod tools;

pub(crate) use jdk::sha256_of;

use crate::error::Error;
use bullet_stream::global::print;
use paths::{Cache, workspace_root};
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Command;
use system::Machine;

/// The builder that is made here.
const BUILDER: &str = "predictionio-stack/builder";

/// The PostgreSQL image that is made here.
const POSTGRES: &str = "predictionio-stack/postgres";

/// The PostgreSQL image beside a given builder, where images can be pulled.
const PULLED_POSTGRES: &str = "docker.io/library/postgres:17";

/// Names a builder to use instead of ours; also tells the integration tests which one it is.
const BUILDER_VARIABLE: &str = "PIO_STACK_BUILDER";

/// The same for the PostgreSQL image.
const POSTGRES_VARIABLE: &str = "PIO_STACK_POSTGRES";

/// The Maven repository behind the builds: read from the environment by [`maven`], told to the integration tests.
const MAVEN_VARIABLE: &str = "PIO_STACK_MAVEN_REPOSITORY";

/// Tells the integration tests where the server for S3 is.
const S3_VARIABLE: &str = "PIO_STACK_S3";

/// The release of Debian whose glibc is new enough for the JDK.
const SUITE: &str = "trixie";

/// A stack that is up.
#[derive(Debug)]
pub(crate) struct Stack {
    /// The builder's image.
    pub(crate) builder: String,
    /// The PostgreSQL image.
    pub(crate) postgres: String,
    /// Whether this call started the Docker engine.
    pub(crate) started_docker: bool,
    /// Whether the images are ours; given ones may be anything.
    pub(crate) own: bool,
    maven_repository: Option<String>,
    path: OsString,
    cache: Cache,
}

impl Stack {
    /// A command that finds `pack`, keeps its caches between runs, and knows the stack's images.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("PATH", &self.path)
            .env(BUILDER_VARIABLE, &self.builder)
            .env(POSTGRES_VARIABLE, &self.postgres)
            .env(S3_VARIABLE, self.cache.s3());
        if let Some(repository) = &self.maven_repository {
            command.env(MAVEN_VARIABLE, repository);
        }
        if self.own && env::var_os("PACK_HOME").is_none() {
            command.env("PACK_HOME", self.cache.pack_home());
        }
        command
    }

    /// The inventory by which our builder names its JDK; none of a given builder.
    pub(crate) fn jdk_inventory(&self) -> Result<Option<String>, Error> {
        let path = self.cache.jdk().join(jdk::INVENTORY);
        Ok(self.own.then(|| fs_err::read_to_string(path)).transpose()?)
    }

    /// A `docker` command.
    pub(crate) fn docker<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Command {
        let mut command = self.command("docker");
        command.args(arguments);
        command
    }
}

/// Brings the stack up: only what is missing is installed, started or made, and each of it is told.
///
/// `builder` is one that was asked for at the command line; without it the environment is looked at.
pub(crate) fn up(builder: Option<&str>) -> Result<Stack, Error> {
    let cache = Cache::from_env()?;
    let machine = Machine::this();
    print::bullet("Test stack");
    let given = builder
        .map(str::to_owned)
        .or_else(|| non_empty(BUILDER_VARIABLE));

    system::install_missing(machine, given.is_none())?;
    let started_docker = docker::ready(&cache, machine)?;
    let (pack, maven_repository) = match &given {
        Some(builder) => (installed_pack(builder)?, None),
        None => make_images(&cache, machine)?,
    };
    let own = given.is_none();
    let postgres = if own { POSTGRES } else { PULLED_POSTGRES };
    Ok(Stack {
        builder: given.unwrap_or_else(|| BUILDER.to_owned()),
        postgres: non_empty(POSTGRES_VARIABLE).unwrap_or_else(|| postgres.to_owned()),
        started_docker,
        own,
        maven_repository,
        path: path_with(&pack),
        cache,
    })
}

/// Ends the Docker engine if it was started from here.
pub(crate) fn down() -> Result<(), Error> {
    print::bullet("Test stack");
    docker::stop(&Cache::from_env()?)
}

/// Whether a Docker engine answers.
pub(crate) fn is_reachable() -> bool {
    system::docker_answers()
}

/// A given builder goes with what is installed.
fn installed_pack(builder: &str) -> Result<PathBuf, Error> {
    let pack = which::which("pack").map_err(|_| Error::NoPack {
        builder: builder.to_owned(),
    })?;
    system::tell_used(&format!("the builder {builder} with {}", pack.display()));
    Ok(pack)
}

/// Our own images; returns the `pack` that goes with them, and the Maven repository that the builder names.
fn make_images(cache: &Cache, machine: Machine) -> Result<(PathBuf, Option<String>), Error> {
    let sources = workspace_root().join("test-stack");
    let tools = tools::ready(cache, &sources, SUITE)?;
    let maven = maven::default_repository(cache, SUITE)?;
    images::ready(cache, &sources, machine, &tools, maven.as_deref())?;
    Ok((tools.pack, maven))
}

/// The PATH with the folder of `pack` behind all others, for it has other programs too.
fn path_with(pack: &std::path::Path) -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(pack.parent().map(PathBuf::from));
    env::join_paths(folders).unwrap_or(path)
}

fn non_empty(variable: &str) -> Option<String> {
    env::var(variable).ok().filter(|value| !value.is_empty())
}
