//! The last words of a JVM whose memory ran out.

use crate::gathered::{machine, text_variables};
use fs_err as fs;
use predictionio_buildpack::errors;
use predictionio_buildpack::launch::LaunchError;
use predictionio_buildpack::launch::cli::OutOfMemory;
use predictionio_buildpack::launch::exhausted::{self, Exhausted, Region};
use predictionio_buildpack::launch::log_format::{Level, LogFormat};
use rustix::io::{FdFlags, fcntl_setfd};
use std::env;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

/// Opens the file for the log of the JVM that this process becomes, and gives the JVM's flags for it. It has no name, so
/// nothing is left behind.
pub(crate) fn witness() -> io::Result<(File, [String; 5])> {
    let log = tempfile::tempfile()?;
    fcntl_setfd(&log, FdFlags::empty())?;
    let program = env::current_exe().and_then(fs::canonicalize)?;
    let flags = exhausted::flags(&program, log.as_raw_fd());
    Ok((log, flags))
}

/// Says what ran out. A JVM is never kept from ending: where something is not known, its own words must do.
pub(crate) fn tell(jvm: &OutOfMemory) -> Result<(), LaunchError> {
    let log = fs::read(format!("/proc/self/fd/{}", jvm.log)).unwrap_or_default();
    let Some(region) = Region::of_log(&String::from_utf8_lossy(&log)) else {
        return Ok(());
    };
    let line = fs::read(format!("/proc/{}/cmdline", jvm.pid)).unwrap_or_default();
    let words: Vec<String> = line
        .split(|byte| *byte == 0)
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect();
    let env = text_variables();
    let it = Exhausted::new(region, &words, &env, machine(&env)?)?;
    let words = errors::exhausted::describe(&it).to_string();
    LogFormat::of(&env).say(Level::Error, &words);
    Ok(())
}
