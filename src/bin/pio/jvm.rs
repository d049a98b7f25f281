//! The JVM takes this process's place.

use crate::exhausted;
use crate::gathered::is_writable;
use predictionio_buildpack::launch::log_format::{Level, LogFormat};
use predictionio_buildpack::launch::{LaunchError, Start};
use predictionio_buildpack::view;
use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process;

/// Replaces this process, so that signals reach the JVM itself.
///
/// What the JVM says goes to `log`, if there is one.
pub(crate) fn become_jvm(start: Start, format: LogFormat, log: Option<File>) -> LaunchError {
    for announcement in &start.announcements {
        format.say(Level::Info, announcement);
    }
    for warning in &start.warnings {
        format.say(Level::Warn, warning);
    }
    let mut jvm = process::Command::new(&start.program);
    // Open until the JVM has it.
    let witness = exhausted::witness();
    if let Ok((_, flags)) = &witness {
        jvm.args(flags);
    }
    jvm.args(&start.arguments).envs(&start.set);
    if let Some(log) = log {
        if let Ok(copy) = log.try_clone() {
            jvm.stderr(copy);
        }
        jvm.stdout(log);
    }
    for key in start.removed {
        jvm.env_remove(key);
    }
    if let Some(dir) = start.dir.filter(|dir| dir.is_dir()) {
        let dir = if start.writes_into_dir {
            writable_view(&dir, start.top.as_deref())
                .map_err(|source| LaunchError::WorkingDir { source })
        } else {
            Ok(dir)
        };
        match dir {
            Ok(dir) => jvm.current_dir(dir),
            Err(error) => return error,
        };
    }
    let source = jvm.exec();
    LaunchError::Exec {
        program: start.program,
        source,
    }
}

/// The directory itself where it can be written, else a new one that holds the same, with the same around it.
fn writable_view(dir: &Path, top: Option<&Path>) -> io::Result<PathBuf> {
    if is_writable(dir) {
        return Ok(dir.to_owned());
    }
    let view = tempfile::Builder::new().prefix("pio-").tempdir()?.keep();
    let place = view::surround(top.unwrap_or(dir), dir, &view)?;
    view::fill(dir, &place)?;
    Ok(place)
}
