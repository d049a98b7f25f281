use super::command::{self, Places};
use super::failure::BuildFailure;
use super::output::Output;
use crate::compile::error::{CompileError, FileError};
use crate::compile::job::CompileJob;
use fs_err as fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

/// Runs sbt in the working copy. Each line that a user should see goes to `sink` as it comes.
///
/// # Errors
/// When a file cannot be written, the JVM does not start, or sbt fails: then with the reason, as far
/// as the output tells.
pub(in crate::compile) fn sbt(
    job: &CompileJob,
    copy: &Path,
    handover: &Path,
    sink: &mut dyn FnMut(&str),
) -> Result<(), CompileError> {
    let repositories = handover.with_file_name("repositories");
    write(&repositories, &command::repositories(job))?;
    let home = command::home(job.cache);
    fs::create_dir_all(&home).map_err(|error| CompileError::Write(FileError::at(&home)(error)))?;
    let places = Places {
        copy,
        handover,
        repositories: &repositories,
    };
    let mut java = Command::new(job.java_home.join("bin/java"));
    java.args(command::arguments(job, &places)?)
        .env_clear()
        .envs(command::environment(job))
        .current_dir(places.copy);
    match follow(java, Output::new(&copy.to_string_lossy()), sink)? {
        None => Ok(()),
        Some(failure) => Err(CompileError::Build(Box::new(failure))),
    }
}

/// Follows both streams of a command to their ends; the failure, if it was one.
fn follow(
    mut command: Command,
    mut output: Output,
    sink: &mut dyn FnMut(&str),
) -> Result<Option<BuildFailure>, CompileError> {
    let start_error = |command: &Command, source| CompileError::Start {
        program: command.get_program().into(),
        source,
    };
    // sbt asks a question when a build does not load, and waits for the answer.
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|source| start_error(&command, source))?;
    let (sender, lines) = mpsc::channel();
    for stream in [
        child
            .stdout
            .take()
            .map(|stream| Box::new(stream) as Box<dyn Read + Send>),
        child
            .stderr
            .take()
            .map(|stream| Box::new(stream) as Box<dyn Read + Send>),
    ] {
        let sender = sender.clone();
        thread::spawn(move || stream.map(|stream| send_lines(stream, &sender)));
    }
    drop(sender);
    for line in lines {
        if let Some(line) = output.line(&line) {
            sink(&line);
        }
    }
    let status = child
        .wait()
        .map_err(|source| start_error(&command, source))?;
    let killed = status.signal().is_some();
    Ok((!status.success()).then(|| output.failure(status.to_string(), killed)))
}

fn send_lines(stream: impl Read, sender: &mpsc::Sender<String>) {
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while matches!(reader.read_until(b'\n', &mut line), Ok(1..)) {
        let text = String::from_utf8_lossy(&line)
            .trim_end_matches(['\r', '\n'])
            .to_owned();
        if sender.send(text).is_err() {
            return;
        }
        line.clear();
    }
}

pub(in crate::compile) fn write(path: &Path, text: &str) -> Result<(), CompileError> {
    fs::write(path, text).map_err(|error| CompileError::Write(FileError::at(path)(error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::sbt::failure::Reason;

    fn shell(script: &str) -> (Vec<String>, Option<BuildFailure>) {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        let mut seen = Vec::new();
        let mut sink = |line: &str| seen.push(line.to_owned());
        let failure = follow(command, Output::new("/copy"), &mut sink).unwrap();
        (seen, failure)
    }

    #[test]
    fn both_streams_are_followed_and_stdin_is_closed() {
        let (mut seen, failure) = shell("echo out; echo err >&2; cat; printf 'no end'");
        seen.sort();
        assert_eq!(seen, ["err", "no end", "out"]);
        assert_eq!(failure, None);
    }

    #[test]
    fn an_exit_status_and_a_signal_are_told_apart() {
        let (_, failure) = shell("echo '[error] broken'; exit 3");
        let failure = failure.unwrap();
        assert_eq!(failure.exit, "exit status: 3");
        assert_eq!(failure.reason, Reason::Unknown(vec!["broken".to_owned()]));
        let (_, failure) = shell("kill -9 $$");
        assert_eq!(failure.unwrap().reason, Reason::Killed);
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error =
            follow(Command::new("/no/java"), Output::new("/copy"), &mut |_| ()).unwrap_err();
        assert!(
            error.to_string().starts_with("/no/java does not start"),
            "{error}"
        );
    }
}
