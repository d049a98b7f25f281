//! What a server has beside the engine: a key of its own, plugins; and a word to one that runs.

use crate::gathered::user_id;
use fs_err as fs;
use predictionio_buildpack::control::{Action, ControlError, Server};
use predictionio_buildpack::engine::ImageFacts;
use predictionio_buildpack::launch::cli::Command;
use predictionio_buildpack::launch::job::queries_port;
use predictionio_buildpack::launch::server_key::{self, RandomKey, SERVER_KEY};
use predictionio_buildpack::launch::start::PLUGINS;
use predictionio_buildpack::launch::{Environment, LaunchError};
use predictionio_buildpack::private;
use std::env;
use std::io;
use std::path::{Path, PathBuf};

/// The host of a server in this container.
const HERE: &str = "127.0.0.1";

/// Makes a key for a query server that the user gave none, and leaves it where [`tell`] looks.
pub(crate) fn random_key(
    command: &Command,
    env: &Environment,
) -> Result<Option<RandomKey>, LaunchError> {
    let Command::Deploy(deploy) = command else {
        return Ok(None);
    };
    if env.get(SERVER_KEY).is_some() {
        return Ok(None);
    }
    let uid = user_id();
    let key = RandomKey::new(uid, queries_port(deploy.listen.port, env)?);
    match private::write(&key.file, uid, key.key.as_bytes()) {
        Ok(()) => Ok(Some(key)),
        Err(source) => Err(LaunchError::ServerKey {
            path: key.file,
            source,
        }),
    }
}

/// Tells a query server to do something, with the user's key or with its own random one.
pub(crate) fn tell(
    action: Action,
    host: Option<&str>,
    port: u16,
    env: &Environment,
) -> Result<(), ControlError> {
    let file = server_key::file(user_id(), port);
    let key = match env.get(SERVER_KEY) {
        Some(key) => key.to_owned(),
        None => fs::read_to_string(&file).map_err(|_| ControlError::NoKey { file })?,
    };
    let server = Server::new(host.unwrap_or(HERE), port, &key);
    println!("{}", server.tell(action)?);
    Ok(())
}

/// The jars in the engine's directory for plugins; in an image without engine, in the source's, which is where
/// processes start.
pub(crate) fn plugins(command: &Command, facts: &ImageFacts) -> Vec<PathBuf> {
    if !matches!(command, Command::Deploy(_) | Command::Eventserver(_)) {
        return vec![];
    }
    let source = match &facts.engine {
        Some(engine) => Ok(engine.dir.clone()),
        None => env::current_dir(),
    };
    // Without such a directory there are none.
    source
        .and_then(|dir| jars(&dir.join(PLUGINS)))
        .unwrap_or_default()
}

/// In the order of their names, so that every start is alike.
fn jars(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut jars: Vec<PathBuf> = fs::read_dir(dir)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "jar") && path.is_file())
        .collect();
    jars.sort();
    Ok(jars)
}
