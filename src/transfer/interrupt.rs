//! Signals. The launcher is the first process of its container, for which Linux has no default: without this,
//! nobody could stop an import.

use crate::children::SIGNALLED;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::path::PathBuf;
use std::{io, process, thread};

/// Ends the process on a signal, and takes the unfinished file with it. The database rolls back by itself.
///
/// # Errors
/// When the system does not allow it.
pub(super) fn end_on_signal(unfinished: Option<PathBuf>) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            end(unfinished, i32::from(SIGNALLED) + signal);
        }
    });
    Ok(())
}

/// Ends the process, and takes the unfinished file with it.
pub(super) fn end(unfinished: Option<PathBuf>, code: i32) -> ! {
    if let Some(path) = unfinished {
        // It is of no use to anybody; if it stays, so be it.
        let _ = fs_err::remove_file(path);
    }
    process::exit(code)
}
