//! The Docker engine: the one that answers, else one that we start.

use super::paths::Cache;
use super::system::{Machine, docker_answers};
use crate::error::Error;
use crate::run::{last_lines, quiet, succeeds, timed};
use bullet_stream::global::print;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a starting engine may take to answer; it was ready in under a second, more is needed when it has many images.
const START_LIMIT: Duration = Duration::from_secs(60);

/// How long an engine may take to end its containers and itself.
const STOP_LIMIT: Duration = Duration::from_secs(30);

/// The time between two looks.
const PAUSE: Duration = Duration::from_millis(200);

/// Makes sure that Docker answers; `true` when that took starting an engine.
pub(super) fn ready(cache: &Cache, machine: Machine) -> Result<bool, Error> {
    if docker_answers() {
        return Ok(false);
    }
    let refused = |reason: &str| Error::NoDocker {
        reason: reason.to_owned(),
    };
    if std::env::var_os("DOCKER_HOST").is_some() {
        return Err(refused("DOCKER_HOST names an engine that does not answer"));
    }
    if !machine.root {
        return Err(refused("this user is not root"));
    }
    if which::which("dockerd").is_err() {
        return Err(refused("dockerd is not installed"));
    }
    start(&cache.dockerd()).map(|()| true)
}

/// Starts `dockerd`; once more where its networks, damaged by an abrupt end, made it panic.
fn start(folder: &Path) -> Result<(), Error> {
    fs_err::create_dir_all(folder)?;
    let log = folder.join("dockerd.log");
    remove_bridge_without_address();
    let mut started = start_once(folder, &log);
    if matches!(started, Err(Error::DockerdDied { .. }))
        && networks_are_damaged(&fs_err::read_to_string(&log).unwrap_or_default())
        && let Some(aside) = set_networks_aside(Path::new(NETWORKS))?
    {
        print::sub_bullet(format!(
            "dockerd could not read its list of networks, which an abrupt end had damaged: it is now {}, and dockerd makes a new one",
            aside.display()
        ));
        started = start_once(folder, &log);
    }
    started?;
    print::sub_bullet(format!(
        "Its process id and log are in {}",
        folder.display()
    ));
    Ok(())
}

/// Starts `dockerd` in a process group of its own, so that an interrupt at the terminal does not reach it.
fn start_once(folder: &Path, log: &Path) -> Result<(), Error> {
    use std::os::unix::process::CommandExt;
    let output = fs_err::File::create(log)?.into_parts().0;
    timed("Starting dockerd, for no Docker engine answers", || {
        let mut dockerd = Command::new("dockerd")
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0)
            .spawn()
            .map_err(|source| Error::Start {
                command: "dockerd".to_owned(),
                source,
            })?;
        fs_err::write(folder.join("pid"), dockerd.id().to_string())?;
        let started = Instant::now();
        while started.elapsed() < START_LIMIT && dockerd.try_wait()?.is_none() {
            if docker_answers() {
                return Ok(());
            }
            sleep(PAUSE);
        }
        stop_process(&dockerd.id().to_string());
        fs_err::remove_file(folder.join("pid"))?;
        Err(Error::DockerdDied {
            seconds: START_LIMIT.as_secs(),
            reason: reason(&fs_err::read_to_string(log).unwrap_or_default()),
            log: log.to_owned(),
        })
    })
}

/// Removes a `docker0` without a hardware address, which an engine that ended abruptly can leave: the next engine takes it as it
/// is, and it then has the address of whichever container is there, so that connections stall when containers come and go.
fn remove_bridge_without_address() {
    let address = fs_err::read_to_string("/sys/class/net/docker0/address").unwrap_or_default();
    if address.trim() == "00:00:00:00:00:00"
        && succeeds(Command::new("ip").args(["link", "delete", "docker0"]))
    {
        print::sub_bullet("Removed the network bridge docker0 of an engine that ended abruptly");
    }
}

/// Where `dockerd` keeps its networks, in its default data folder.
const NETWORKS: &str = "/var/lib/docker/network/files/local-kv.db";

/// Whether the log is that of a `dockerd` which panicked on a network without an address pool: it writes one when it is
/// killed while it makes a network, and from then on never starts again (moby's `libnetwork`, `reservePools`).
fn networks_are_damaged(log: &str) -> bool {
    log.lines()
        .skip_while(|line| !line.starts_with("panic:"))
        .any(|line| line.contains("libnetwork"))
}

/// Renames the list of networks, so that nothing is lost; `None` where there is none.
fn set_networks_aside(networks: &Path) -> Result<Option<PathBuf>, Error> {
    if !networks.exists() {
        return Ok(None);
    }
    let aside = networks.with_extension("db.damaged");
    fs_err::rename(networks, &aside)?;
    Ok(Some(aside))
}

/// The lines of a log that say why `dockerd` ended: its panic or fatal error, else the last ones.
fn reason(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    let telling = lines
        .iter()
        .position(|line| line.starts_with("panic:") || line.contains("level=fatal"))
        .or_else(|| {
            lines
                .iter()
                .position(|line| line.starts_with("failed to start daemon"))
        });
    telling.map_or_else(
        || last_lines(log, SHOWN_LINES),
        |first| lines[first..(first + SHOWN_LINES).min(lines.len())].join("\n"),
    )
}

/// How many lines of a log an error shows.
const SHOWN_LINES: usize = 12;

/// Ends the `dockerd` that we started, and no other process.
pub(super) fn stop(cache: &Cache) -> Result<(), Error> {
    let pid_file = cache.dockerd().join("pid");
    let Ok(pid) = fs_err::read_to_string(&pid_file) else {
        print::sub_bullet("No dockerd was started from here");
        return Ok(());
    };
    if is_dockerd(&pid) {
        timed("Ending the dockerd that was started from here", || {
            stop_process(&pid);
            Ok(())
        })?;
    } else {
        print::sub_bullet("The dockerd that was started from here has ended before");
    }
    fs_err::remove_file(pid_file)?;
    Ok(())
}

/// Asks a `dockerd` to end and waits until it has.
fn stop_process(pid: &str) {
    // The shell's own `kill`: the program of that name is not on every machine.
    let asked = is_dockerd(pid)
        && succeeds(Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", pid]));
    let started = Instant::now();
    while asked && is_dockerd(pid) && started.elapsed() < STOP_LIMIT {
        sleep(PAUSE);
    }
}

/// Process ids are used again: one counts only while it is a `dockerd`.
fn is_dockerd(pid: &str) -> bool {
    !pid.is_empty()
        && pid.bytes().all(|byte| byte.is_ascii_digit())
        && fs_err::read(format!("/proc/{pid}/cmdline"))
            .is_ok_and(|command_line| names_dockerd(&command_line))
}

/// A command line as `/proc` has it: arguments that end in a zero byte; empty for a process that has ended and was not waited for.
fn names_dockerd(command_line: &[u8]) -> bool {
    let program = command_line.split(|byte| *byte == 0).next().unwrap_or(&[]);
    program.rsplit(|byte| *byte == b'/').next() == Some(b"dockerd")
}

/// The value of an image's label; `None` when there is no such image or label.
pub(super) fn image_label(image: &str, label: &str) -> Option<String> {
    let format = format!("{{{{index .Config.Labels \"{label}\"}}}}");
    let value =
        quiet(Command::new("docker").args(["image", "inspect", "--format", &format, image]));
    value
        .ok()
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty() && value != "<no value>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_dockerd_is_taken_for_one() {
        assert!(names_dockerd(b"dockerd\0"));
        assert!(names_dockerd(b"/usr/sbin/dockerd\0--debug\0"));
        assert!(!names_dockerd(b"/usr/bin/docker\0dockerd\0"));
        assert!(!names_dockerd(b"sh\0/usr/sbin/dockerd\0"));
        assert!(!names_dockerd(b""));
    }

    #[test]
    fn a_process_id_of_something_else_is_left_alone() {
        assert!(!is_dockerd(&std::process::id().to_string()));
        assert!(!is_dockerd("self"));
        assert!(!is_dockerd(""));
    }

    #[test]
    fn damaged_networks_are_told_from_other_ends() {
        let panic = "time=\"x\" msg=\"Starting up\"\npanic: runtime error: index out of range [0] with length 0\n\n\
                     goroutine 1 [running]:\ngithub.com/docker/libnetwork.(*controller).reservePools(0x1)\n";
        assert!(networks_are_damaged(panic));
        assert_eq!(
            reason(panic).lines().next(),
            Some("panic: runtime error: index out of range [0] with length 0")
        );
        assert!(!networks_are_damaged(
            "msg=\"libnetwork\"\npanic: out of memory\n"
        ));
        assert!(!networks_are_damaged(
            "failed to start daemon: libnetwork is busy\n"
        ));
    }

    #[test]
    fn the_reason_is_what_the_daemon_says_last_or_as_fatal() {
        assert_eq!(
            reason("a\nfailed to start daemon: Devices cgroup isn't mounted\n"),
            "failed to start daemon: Devices cgroup isn't mounted"
        );
        assert_eq!(reason("a\nb\n"), "a\nb");
    }

    #[test]
    fn the_networks_are_kept_under_another_name() {
        let folder = tempfile::tempdir().unwrap();
        let networks = folder.path().join("local-kv.db");
        assert!(set_networks_aside(&networks).unwrap().is_none());
        fs_err::write(&networks, "old").unwrap();
        let aside = set_networks_aside(&networks).unwrap().unwrap();
        assert!(!networks.exists());
        assert_eq!(fs_err::read_to_string(aside).unwrap(), "old");
    }
}
