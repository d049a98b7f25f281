//! The programs that the machine itself must have.

use crate::error::Error;
use crate::run::{quiet, succeeds, timed};
use bullet_stream::global::print;
use std::path::Path;
use std::process::Command;

/// A program and the Debian package that has it.
type Needed = (&'static str, &'static str);

/// For compiling the buildpack into a static binary, and for talking over TLS.
const FOR_PACKAGING: [Needed; 2] = [
    ("musl-gcc", "musl-tools"),
    ("update-ca-certificates", "ca-certificates"),
];

/// For a Docker engine of our own.
const FOR_DOCKER: [Needed; 2] = [("dockerd", "docker.io"), ("iptables", "iptables")];

/// For the base image.
const FOR_BASE: [Needed; 1] = [("debootstrap", "debootstrap")];

/// Which user on which system this is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Machine {
    /// Only root installs packages and makes file systems.
    pub(super) root: bool,
    /// Only Debian has the packages.
    pub(super) debian: bool,
}

impl Machine {
    pub(super) fn this() -> Self {
        use std::os::unix::fs::MetadataExt;
        let release = fs_err::read_to_string("/etc/os-release").unwrap_or_default();
        Self {
            root: fs_err::metadata("/proc/self").is_ok_and(|own| own.uid() == 0),
            debian: is_debian(&release),
        }
    }

    /// Why packages cannot be installed here; `None` when they can.
    pub(super) fn obstacle(self) -> Option<&'static str> {
        match (self.root, self.debian) {
            (true, true) => None,
            (false, _) => Some("this user is not root"),
            (true, false) => Some("the system is not Debian"),
        }
    }
}

fn is_debian(os_release: &str) -> bool {
    os_release
        .lines()
        .any(|line| matches!(line, "ID=debian" | "ID=\"debian\""))
}

/// Installs what is missing of the programs for packaging, of a Docker engine where none answers, and of the base image's maker.
/// Does nothing where packages cannot be installed: what is missing then shows where it is used.
pub(super) fn install_missing(machine: Machine, base: bool) -> Result<(), Error> {
    if machine.obstacle().is_some() {
        return Ok(());
    }
    let mut needed: Vec<Needed> = FOR_PACKAGING.to_vec();
    if !docker_answers() {
        needed.extend(FOR_DOCKER);
    }
    if base {
        needed.extend(FOR_BASE);
    }
    let mut packages = missing_packages(&needed, is_installed);
    let needs_client = !is_installed("docker");
    if packages.is_empty() && !needs_client {
        return Ok(());
    }
    timed("Reading apt's package lists", || apt_get(&["update"]))?;
    // From Debian 13 on, Docker's client is a package of its own.
    if needs_client && has_candidate(&apt_policy("docker-cli")?) {
        packages.push("docker-cli");
    } else if needs_client && !packages.contains(&"docker.io") {
        packages.push("docker.io");
    }
    timed(format!("Installing {}", packages.join(", ")), || {
        let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
        arguments.extend(&packages);
        apt_get(&arguments)
    })
}

/// Makes sure that Python can make virtual environments, which is a package of its own on Debian.
pub(super) fn python_ready() -> Result<(), Error> {
    let has_venv = succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"]));
    if has_venv || Machine::this().obstacle().is_some() {
        return Ok(());
    }
    timed("Installing python3-venv", || {
        apt_get(&["update"])?;
        apt_get(&[
            "install",
            "--yes",
            "--no-install-recommends",
            "python3-venv",
        ])
    })
}

/// Whether a Docker engine answers.
pub(super) fn docker_answers() -> bool {
    succeeds(Command::new("docker").arg("info"))
}

fn missing_packages(needed: &[Needed], installed: impl Fn(&str) -> bool) -> Vec<&'static str> {
    needed
        .iter()
        .filter(|(program, _)| !installed(program))
        .map(|(_, package)| *package)
        .collect()
}

/// What apt knows of a package.
fn apt_policy(package: &str) -> Result<String, Error> {
    quiet(
        Command::new("apt-cache")
            .args(["policy", package])
            .env("LC_ALL", "C"),
    )
}

/// Whether a package can be installed: apt also knows names that only other packages mention.
fn has_candidate(policy: &str) -> bool {
    policy
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Candidate:"))
        .any(|version| version.trim() != "(none)")
}

/// Programs for the administrator are not on every PATH.
fn is_installed(program: &str) -> bool {
    which::which(program).is_ok()
        || ["/usr/sbin", "/sbin"]
            .iter()
            .any(|folder| Path::new(folder).join(program).exists())
}

fn apt_get(arguments: &[&str]) -> Result<(), Error> {
    quiet(
        Command::new("apt-get")
            .arg("-q")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
    .map(|_| ())
}

/// Tells which program of the machine is used.
pub(super) fn tell_used(what: &str) {
    print::sub_bullet(format!("Using {what}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_debian_itself_counts() {
        assert!(is_debian("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(!is_debian("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(!is_debian(""));
    }

    #[test]
    fn only_what_is_missing_gets_installed() {
        let needed = [FOR_DOCKER, FOR_PACKAGING].concat();
        assert_eq!(
            missing_packages(&needed, |program| program != "iptables"),
            ["iptables"]
        );
        assert_eq!(missing_packages(&needed, |_| true), Vec::<&str>::new());
    }

    #[test]
    fn a_package_that_is_only_known_by_name_cannot_be_installed() {
        let policy = |candidate| format!("p:\n  Installed: (none)\n  Candidate: {candidate}\n");
        assert!(has_candidate(&policy("26.1.5+dfsg1-9+b9")));
        assert!(!has_candidate(&policy("(none)")));
        assert!(!has_candidate(""));
    }

    #[test]
    fn the_obstacle_names_the_first_reason() {
        let obstacle = |root, debian| Machine { root, debian }.obstacle();
        assert_eq!(obstacle(true, true), None);
        assert_eq!(obstacle(false, true), Some("this user is not root"));
        assert_eq!(obstacle(true, false), Some("the system is not Debian"));
    }
}
