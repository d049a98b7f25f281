//! `pio dev`: what it needs to know, gathered.

use crate::gathered::{bindings, machine_of_all, user_id};
use fs_err as fs;
use predictionio_buildpack::dev::{DEV_DATA, DataDir, Dev, DevError, Shares, app_of, run};
use predictionio_buildpack::engine::ImageFacts;
use predictionio_buildpack::launch::cli;
use predictionio_buildpack::launch::java_options::UserFlags;
use predictionio_buildpack::launch::job::queries_port;
use predictionio_buildpack::launch::log_format::LogFormat;
use predictionio_buildpack::launch::storage::{DATABASE_URL, Storage};
use predictionio_buildpack::launch::{Environment, LaunchError};
use predictionio_buildpack::release::TRAIN_ON_RELEASE;
use std::convert::Infallible;
use std::env;
use std::path::{Path, PathBuf};

/// Runs everything in this container; how that ends is the error.
pub(crate) fn dev(
    options: &cli::Dev,
    facts: &ImageFacts,
    env: &Environment,
) -> Result<Infallible, DevError> {
    let engine = facts
        .engine
        .as_ref()
        .ok_or(LaunchError::NoEngine { command: "pio dev" })?;
    let postgresql = facts.postgresql.as_ref().ok_or(DevError::NotBuilt)?;
    if env.get(DATABASE_URL).is_some() {
        return Err(DevError::OtherDatabase);
    }
    let uid = user_id();
    if uid == 0 {
        return Err(DevError::Root);
    }
    let user = UserFlags::read(env)?;
    let shares = Shares::of(machine_of_all(env)?, &user).map_err(DevError::Memory)?;
    let storage = Storage::resolve(env, &bindings()?, facts.line())?;
    let named = env.get(DEV_DATA).map(PathBuf::from);
    let data = DataDir::take(
        options.data.as_deref().or(named.as_deref()),
        &postgresql.data,
        Path::new(&format!("/tmp/pio-{uid}/data")),
        uid,
    )?;
    let text = fs::read_to_string(engine.dir.join(&engine.variant)).unwrap_or_default();
    let program = env::current_exe().map_err(|source| LaunchError::Exec {
        program: "pio".into(),
        source,
    })?;
    run(&Dev {
        program,
        postgresql,
        data,
        env,
        app: app_of(&engine.variant, &text, env),
        shares,
        port: queries_port(None, env)?,
        trains: env.get(TRAIN_ON_RELEASE).is_none() || env.flag(TRAIN_ON_RELEASE)?,
        metadata: storage
            .metadata
            .map_or("pio_meta".to_owned(), |it| it.prefix),
        uid,
        format: LogFormat::of(env),
    })
}
