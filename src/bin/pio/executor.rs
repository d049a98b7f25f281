//! Executors of a Spark cluster: their worker runs this program as its Java.

use crate::gathered::{
    bindings, hadoop_dirs, is_writable, machine, own_config, read_facts, site_dir, text_variables,
    trust_store,
};
use crate::jvm::become_jvm;
use predictionio_buildpack::launch::log_format::LogFormat;
use predictionio_buildpack::launch::{LaunchError, Start, executor, start};
use std::env;
use std::fs::File;
use std::os::unix::process::parent_id;
use std::path::PathBuf;

/// Whether this program runs in Java's place.
pub(crate) fn is_java() -> bool {
    let name = env::args_os().next().map(PathBuf::from);
    name.is_some_and(|name| name.file_name() == Some(executor::NAME.as_ref()))
}

/// Becomes an executor; comes back only when that does not start.
pub(crate) fn run() -> LaunchError {
    match decide() {
        Ok(start) => become_jvm(start, LogFormat::Text, log_of_parent()),
        Err(error) => error,
    }
}

fn decide() -> Result<Start, LaunchError> {
    let facts = read_facts()?;
    let (env, mut own) = own_config(&facts, text_variables());
    own.hadoop = hadoop_dirs(&env)?;
    let words: Vec<String> = env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let trust_store = trust_store(&facts, &env, &bindings()?)?;
    let home = env.get("HOME").filter(|home| is_writable(home));
    let site_dir = Some(site_dir()).filter(|dir| dir.is_dir());
    executor::start(
        &words,
        &executor::Context {
            facts: &facts,
            env: &env,
            machine: machine(&env)?,
            own: &own,
            site_dir: site_dir.as_deref(),
            trust_store: trust_store.as_deref(),
            home: home.unwrap_or(start::WRITABLE),
        },
    )
}

/// The standard output of the worker, so that what its executors say is in the container's log; Spark would keep it in
/// files that go with the container.
fn log_of_parent() -> Option<File> {
    let path = format!("/proc/{}/fd/1", parent_id());
    File::options().append(true).open(path).ok()
}
