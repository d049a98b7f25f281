//! What PIO's own console knows and this one does not.

use super::LaunchError;
use std::ffi::OsString;

/// Commands of PIO's own console that are not here. [`crate::errors::launch`] says of each what to do instead.
pub const OLD_COMMANDS: &[&str] = &[
    "adminserver",
    "build",
    "dashboard",
    "run",
    "template",
    "unregister",
    "upgrade",
];

/// Options of PIO's own console that are not here. Some begin with one dash and have several letters.
pub const OLD_OPTIONS: &[&str] = &[
    "--admin-server-ip",
    "--admin-server-port",
    "--clean",
    "--engine-dir",
    "--engine-factory",
    "--engine-id",
    "--engine-version",
    "--json-extractor",
    "--log-prefix",
    "--log-url",
    "--main-py-file",
    "--manifest",
    "--metrics-params",
    "--params-path",
    "--pio-home",
    "--sbt",
    "--sbt-extra",
    "--scratch-uri",
    "--spark-home",
    "--spark-kryo",
    "--template",
    "--uber-jar",
    "--variant",
    "--verbose",
];

/// Finds the commands of PIO's own console, and options for its spark-submit.
pub(super) fn old_usage(arguments: &[OsString]) -> Result<(), LaunchError> {
    let words: Vec<_> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let is_old = |name: &&&str| {
        let name: Vec<_> = name.split(' ').collect();
        words.starts_with(&name)
    };
    if let Some(name) = OLD_COMMANDS.iter().find(is_old) {
        return Err(LaunchError::OldCommand { name });
    }
    let passes_through = words
        .iter()
        .position(|word| *word == "--")
        .is_some_and(|at| at + 1 < words.len());
    if passes_through && words[0] == "eventserver" {
        return Err(LaunchError::PassThrough);
    }
    Ok(())
}
