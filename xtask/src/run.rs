//! Running other programs, and telling how long that took.

use crate::error::Error;
use bullet_stream::global::print;
use std::process::{Command, Stdio};

/// Lines of a failed command's output that are shown.
const SHOWN_LINES: usize = 40;

/// Runs a command whose output matters only when it fails; returns its standard output.
pub(crate) fn quiet(command: &mut Command) -> Result<String, Error> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|source| Error::Start {
            command: shown(command),
            source,
        })?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let all = stdout + &String::from_utf8_lossy(&output.stderr);
    Err(Error::Failed {
        command: shown(command),
        status: output.status,
        output: last_lines(&all, SHOWN_LINES),
    })
}

/// Runs a command whose output goes to the terminal as it comes.
pub(crate) fn loud(command: &mut Command) -> Result<(), Error> {
    let status = command.status().map_err(|source| Error::Start {
        command: shown(command),
        source,
    })?;
    if status.success() {
        return Ok(());
    }
    Err(Error::Failed {
        command: shown(command),
        status,
        output: String::new(),
    })
}

/// Whether a command ends well; its output is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Tells a step with its duration.
pub(crate) fn timed<T>(
    what: impl AsRef<str>,
    work: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    let timer = print::sub_start_timer(what);
    let result = work();
    match &result {
        Ok(_) => {
            timer.done();
        }
        Err(_) => timer.cancel("failed"),
    }
    result
}

/// The last lines of a text.
pub(crate) fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// Program and arguments, without the environment and without the values that options such as
/// `--env NAME=VALUE` hand on: that is where secrets travel.
fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    let mut is_value_of_env = false;
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        words.push(if is_value_of_env || argument.starts_with("--env=") {
            without_value(&argument)
        } else {
            argument.clone().into_owned()
        });
        is_value_of_env = matches!(&*argument, "--env" | "-e");
    }
    words.join(" ")
}

/// `NAME=…` of `NAME=VALUE`.
fn without_value(argument: &str) -> String {
    let (option, rest) = match argument.strip_prefix("--env=") {
        Some(rest) => ("--env=", rest),
        None => ("", argument),
    };
    match rest.split_once('=') {
        Some((name, _)) => format!("{option}{name}=…"),
        None => argument.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_shows_the_command_and_the_end_of_its_output_but_no_environment() {
        let error = quiet(
            Command::new("sh")
                .env("SECRET", "hunter2")
                .args(["-c", "seq 100; exit 3"]),
        )
        .unwrap_err()
        .to_string();
        assert!(error.starts_with("`sh -c seq 100; exit 3` failed (exit status: 3):\n61\n62\n"));
        assert!(error.ends_with("\n100"));
        assert!(!error.contains("hunter2"));
    }

    #[test]
    fn a_failure_shows_no_value_that_is_handed_on() {
        let mut command = Command::new("pack");
        command.args([
            "build",
            "--env",
            "A=hunter2",
            "-e",
            "B=hunter2",
            "--env=C=hunter2",
            "x",
        ]);
        assert_eq!(shown(&command), "pack build --env A=… -e B=… --env=C=… x");
    }

    #[test]
    fn last_lines_takes_all_of_a_short_text() {
        assert_eq!(last_lines("a\nb\n", 5), "a\nb");
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
    }
}
