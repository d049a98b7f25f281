//! Debian packages of another release than the machine's, fetched without installing them.
//!
//! A second apt configuration is laid over the machine's own with `-o` options: it has its own lists, cache and sources, while
//! proxies and other settings of the machine's `apt.conf` stay in force.

use crate::error::Error;
use crate::run::quiet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Debian packages come from on this machine.
#[derive(Debug, Clone)]
pub(crate) struct Mirror {
    /// The machine's own Debian mirror.
    pub(crate) uri: String,
    /// The keys that Debian's releases are signed with.
    pub(crate) keyring: PathBuf,
}

impl Mirror {
    /// The first mirror among the machine's apt sources that has a whole release.
    pub(crate) fn of_this_machine() -> Result<Self, Error> {
        let targets = quiet(Command::new("apt-get").args([
            "indextargets",
            "--format",
            "$(REPO_URI) $(RELEASE) $(COMPONENT)",
            "Created-By: Packages",
        ]))?;
        let keyring = ["debian-archive-keyring.pgp", "debian-archive-keyring.gpg"]
            .map(|name| Path::new("/usr/share/keyrings").join(name))
            .into_iter()
            .find(|path| path.exists());
        Ok(Self {
            uri: mirror_among(&targets).ok_or(Error::NoMirror)?,
            keyring: keyring.ok_or(Error::NoKeyring)?,
        })
    }
}

/// Security and update suites hold only part of a release, and so do other vendors' repositories without `main`.
fn mirror_among(targets: &str) -> Option<String> {
    targets.lines().find_map(|line| {
        let mut fields = line.split_whitespace();
        let (uri, release, component) = (fields.next()?, fields.next()?, fields.next()?);
        (component == "main" && !release.contains('-') && !release.contains('/'))
            .then(|| uri.trim_end_matches('/').to_owned())
    })
}

/// A second apt configuration, for one suite.
pub(crate) struct SecondApt<'a> {
    dir: &'a Path,
}

impl<'a> SecondApt<'a> {
    /// Sets it up in `dir` and fetches the suite's lists.
    pub(crate) fn new(dir: &'a Path, mirror: &Mirror, suite: &str) -> Result<Self, Error> {
        for folder in [
            "state/lists/partial",
            "cache/archives/partial",
            "debs",
            "unpacked",
        ] {
            fs_err::create_dir_all(dir.join(folder))?;
        }
        fs_err::write(dir.join("status"), "")?;
        fs_err::write(dir.join("sources.list"), source_line(mirror, suite))?;
        let apt = Self { dir };
        quiet(apt.command().arg("update"))?;
        Ok(apt)
    }

    /// Downloads packages and unpacks them into one folder, which is returned.
    pub(crate) fn unpacked(&self, packages: &[&str]) -> Result<PathBuf, Error> {
        let debs = self.dir.join("debs");
        quiet(
            self.command()
                .arg("download")
                .args(packages)
                .current_dir(&debs),
        )?;
        let target = self.dir.join("unpacked");
        for deb in fs_err::read_dir(&debs)? {
            let deb = deb?.path();
            quiet(Command::new("dpkg-deb").arg("-x").arg(&deb).arg(&target))?;
        }
        Ok(target)
    }

    /// Does the same, and returns where a file of the first package is.
    pub(crate) fn file(&self, packages: &[&str], name: &str) -> Result<PathBuf, Error> {
        let file = self.unpacked(packages)?.join(name);
        if file.exists() {
            return Ok(file);
        }
        Err(Error::PackageContent {
            package: packages.first().copied().unwrap_or_default().to_owned(),
            what: name.to_owned(),
        })
    }

    /// The version of a package that was downloaded.
    pub(crate) fn version(&self, package: &str) -> Result<String, Error> {
        let name = format!("{package}_");
        for deb in fs_err::read_dir(self.dir.join("debs"))? {
            let deb = deb?;
            if deb.file_name().to_string_lossy().starts_with(&name) {
                let version = quiet(
                    Command::new("dpkg-deb")
                        .arg("-f")
                        .arg(deb.path())
                        .arg("Version"),
                )?;
                return Ok(version.trim().to_owned());
            }
        }
        Err(Error::PackageContent {
            package: package.to_owned(),
            what: "the package itself".to_owned(),
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new("apt-get");
        command.arg("-q");
        for option in options(self.dir) {
            command.args(["-o", &option]);
        }
        command
    }
}

/// Everything that ties apt to this machine's own packages, pointed elsewhere.
fn options(dir: &Path) -> Vec<String> {
    let dir = dir.display();
    vec![
        format!("Dir::State={dir}/state"),
        format!("Dir::State::lists={dir}/state/lists"),
        format!("Dir::State::status={dir}/status"),
        format!("Dir::Cache={dir}/cache"),
        format!("Dir::Etc::sourcelist={dir}/sources.list"),
        "Dir::Etc::sourceparts=-".to_owned(),
        "Dir::Etc::preferences=-".to_owned(),
        "Dir::Etc::preferencesparts=-".to_owned(),
        "Acquire::Languages=none".to_owned(),
        // apt's own user may not enter root's cache folder.
        "APT::Sandbox::User=root".to_owned(),
    ]
}

fn source_line(mirror: &Mirror, suite: &str) -> String {
    format!(
        "deb [signed-by={}] {} {suite} main\n",
        mirror.keyring.display(),
        mirror.uri
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_is_the_first_with_a_whole_release() {
        let targets = "https://vendor.test/apt/ stable contrib\n\
                       http://mirror.test/debian-security/ bookworm-security main\n\
                       http://mirror.test/debian/ bookworm-updates main\n\
                       http://mirror.test/debian/ bookworm main\n\
                       http://other.test/debian/ bookworm main\n";
        assert_eq!(
            mirror_among(targets).as_deref(),
            Some("http://mirror.test/debian")
        );
        assert_eq!(mirror_among("nonsense\n"), None);
    }

    #[test]
    fn the_second_configuration_shares_no_state_with_the_machine() {
        let options = options(Path::new("/d"));
        for key in [
            "Dir::State::lists=/d/",
            "Dir::State::status=/d/",
            "Dir::Cache=/d/",
            "Dir::Etc::sourcelist=/d/",
            "Dir::Etc::sourceparts=-",
            "Dir::Etc::preferencesparts=-",
        ] {
            assert!(
                options.iter().any(|option| option.starts_with(key)),
                "{key} is missing in {options:?}"
            );
        }
    }

    #[test]
    fn the_source_names_its_keyring() {
        let mirror = Mirror {
            uri: "http://mirror.test/debian".to_owned(),
            keyring: "/usr/share/keyrings/k.gpg".into(),
        };
        assert_eq!(
            source_line(&mirror, "sid"),
            "deb [signed-by=/usr/share/keyrings/k.gpg] http://mirror.test/debian sid main\n"
        );
    }
}
