//! Other processes under this one, which is the first of its container: signals reach them through it.

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What the exit code of a process adds to the signal that ended it.
pub const SIGNALLED: u8 = 128;

/// Passes SIGTERM and SIGINT on to the process that runs at the time.
pub struct Forwarding {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    running: Option<Pid>,
    told: Option<Signal>,
}

impl Forwarding {
    /// From now on signals do not end this process.
    ///
    /// # Errors
    /// When the system does not allow it.
    pub fn start() -> io::Result<Self> {
        let state = Arc::new(Mutex::new(State::default()));
        let mut signals = Signals::new([SIGINT, SIGTERM])?;
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for signal in signals.forever() {
                let signal = if signal == SIGINT {
                    Signal::INT
                } else {
                    Signal::TERM
                };
                let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
                state.told = Some(signal);
                if let Some(pid) = state.running {
                    // It may have ended at this moment.
                    let _ = kill_process(pid, signal);
                }
            }
        });
        Ok(Self { state })
    }

    /// Runs a process to its end; gives its exit code, or 128 and the signal's number. After a signal none is started.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn status(&self, command: &mut Command) -> io::Result<u8> {
        let mut child = {
            let mut state = self.lock();
            if let Some(signal) = state.told {
                return Ok(SIGNALLED.saturating_add(u8::try_from(signal.as_raw()).unwrap_or(0)));
            }
            let child = command.spawn()?;
            state.running = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            child
        };
        let status = child.wait();
        self.lock().running = None;
        Ok(code(status?))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn code(status: ExitStatus) -> u8 {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    let signal = status.signal().and_then(|signal| u8::try_from(signal).ok());
    code.unwrap_or_else(|| SIGNALLED.saturating_add(signal.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_a_shell() {
        let code_of =
            |script: &str| code(Command::new("sh").args(["-c", script]).status().unwrap());
        assert_eq!(code_of("exit 0"), 0);
        assert_eq!(code_of("exit 7"), 7);
        assert_eq!(code_of("kill -TERM $$"), 143);
    }
}
