//! The processes under this one, and the signals to it.

use super::error::DevError;
use super::lines;
use crate::children::SIGNALLED;
use crate::launch::log_format::LogFormat;
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process, wait};
use signal_hook::consts::{SIGCHLD, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long the last lines of processes that have ended may take.
const LAST_LINES: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(20);

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// A process of ours ended, with its exit code, or 128 and the signal's number.
    Ended(&'static str, u8),
    /// This process was told to end, by this signal.
    Told(u8),
}

enum Message {
    Signal(u8),
    Reaped(Pid, u8),
}

/// Starts processes, takes in what they say, and knows which of them run.
pub(super) struct Supervisor {
    format: LogFormat,
    messages: Receiver<Message>,
    running: BTreeMap<&'static str, Pid>,
    outputs: Vec<JoinHandle<()>>,
}

impl Supervisor {
    /// From now on signals do not end this process, and whatever ends under it is reaped: in a container it is the first
    /// process, which also inherits those that others leave behind.
    pub(super) fn start(format: LogFormat) -> io::Result<Self> {
        let (sender, messages) = channel();
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGCHLD])?;
        thread::spawn(move || {
            for signal in signals.forever() {
                if signal == SIGCHLD {
                    reap(&sender);
                } else if let Ok(signal) = u8::try_from(signal) {
                    // Nobody listens any more once this process ends.
                    let _ = sender.send(Message::Signal(signal));
                }
            }
        });
        Ok(Self {
            format,
            messages,
            running: BTreeMap::new(),
            outputs: Vec::new(),
        })
    }

    /// Prints a line of this process's own.
    pub(super) fn say(&self, text: &str) {
        lines::say(self.format, "dev", text);
    }

    pub(super) fn runs(&self, name: &str) -> bool {
        self.running.contains_key(name)
    }

    /// Starts a process in a group of its own: what a terminal sends to the foreground comes to this process alone.
    pub(super) fn spawn(
        &mut self,
        name: &'static str,
        command: &mut Command,
    ) -> Result<(), DevError> {
        self.spawn_with(name, command, Stdio::piped())
    }

    #[allow(clippy::zombie_processes, reason = "`reap` waits for every process")]
    fn spawn_with(
        &mut self,
        name: &'static str,
        command: &mut Command,
        output: Stdio,
    ) -> Result<(), DevError> {
        let failed = |source| DevError::System {
            what: command.get_program().into(),
            source,
        };
        // A program that is not there must be noticed before: what would reap the failed process is `reap`.
        let program = fs_err::metadata(command.get_program());
        program.map_err(failed)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn();
        let mut child = child.map_err(|source| DevError::System {
            what: command.get_program().into(),
            source,
        })?;
        if let Some(output) = child.stdout.take() {
            self.listen(name, output);
        }
        if let Some(output) = child.stderr.take() {
            self.listen(name, output);
        }
        if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
            self.running.insert(name, pid);
        }
        Ok(())
    }

    fn listen(&mut self, name: &'static str, output: impl Read + Send + 'static) {
        let format = self.format;
        self.outputs.retain(|thread| !thread.is_finished());
        self.outputs
            .push(thread::spawn(move || lines::copy(format, name, output)));
    }

    /// Waits for what happens next, at most this long.
    pub(super) fn next(&mut self, patience: Duration) -> Option<Event> {
        let end = Instant::now() + patience;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(left) {
                Ok(Message::Signal(signal)) => return Some(Event::Told(signal)),
                Ok(Message::Reaped(pid, code)) => {
                    let name = self.running.iter().find(|(_, running)| **running == pid);
                    // Others were left behind by processes that are not ours.
                    if let Some(name) = name.map(|(name, _)| *name) {
                        self.running.remove(name);
                        return Some(Event::Ended(name, code));
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Runs a process to its end; gives its exit code.
    ///
    /// # Errors
    /// When it cannot be started, this process is told to end, or another one ends.
    pub(super) fn complete(
        &mut self,
        name: &'static str,
        command: &mut Command,
    ) -> Result<u8, DevError> {
        self.spawn(name, command)?;
        self.end_of(name)
    }

    /// The same of a process of which only the complaints are of interest: what it writes to standard output is dropped.
    ///
    /// # Errors
    /// As [`Self::complete`].
    pub(super) fn complete_quietly(
        &mut self,
        name: &'static str,
        command: &mut Command,
    ) -> Result<u8, DevError> {
        self.spawn_with(name, command, Stdio::null())?;
        self.end_of(name)
    }

    fn end_of(&mut self, name: &str) -> Result<u8, DevError> {
        loop {
            match self.next(Duration::from_secs(60)) {
                Some(Event::Ended(ended, code)) if ended == name => return Ok(code),
                Some(Event::Ended(name, code)) => return Err(DevError::Ended { name, code }),
                Some(Event::Told(signal)) => return Err(DevError::Told(signal)),
                None => {}
            }
        }
    }

    /// Ends these processes: with the signal, and outright where that takes too long.
    pub(super) fn stop(&mut self, names: &[&str], signal: Signal, grace: Duration) {
        self.send(names, signal);
        let end = Instant::now() + grace;
        while self.any_of(names) && Instant::now() < end {
            self.next(end.saturating_duration_since(Instant::now()));
        }
        if self.any_of(names) {
            self.send(names, Signal::KILL);
            while self.any_of(names) && self.next(LAST_LINES).is_some() {}
        }
    }

    /// Lets what was said arrive.
    pub(super) fn flush(&self) {
        let end = Instant::now() + LAST_LINES;
        while self.outputs.iter().any(|thread| !thread.is_finished()) && Instant::now() < end {
            thread::sleep(PAUSE);
        }
    }

    fn any_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.runs(name))
    }

    fn send(&self, names: &[&str], signal: Signal) {
        for pid in names.iter().filter_map(|name| self.running.get(name)) {
            // It may have ended at this moment.
            let _ = kill_process(*pid, signal);
        }
    }
}

/// Takes in every process that has ended.
fn reap(sender: &Sender<Message>) {
    while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
        let _ = sender.send(Message::Reaped(pid, code(status)));
    }
}

fn code(status: WaitStatus) -> u8 {
    let byte = |number: i32| u8::try_from(number).ok();
    let signal = status.terminating_signal().and_then(byte);
    match status.exit_status().and_then(byte) {
        Some(code) => code,
        None => SIGNALLED.saturating_add(signal.unwrap_or(0)),
    }
}
