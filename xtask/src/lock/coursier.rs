use super::error::LockTaskError;
use super::report::{self, FetchedJar};
use super::spec::{Group, Spec};
use fs_err as fs;
use predictionio_buildpack::install::{
    Http, Lock, LockedJar, MavenRepository, Proxies, Sha256Digest, install_jars,
};
use predictionio_buildpack::trust::Authorities;
use sha2::{Digest, Sha256};
use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

const MAIN_CLASS: &str = "coursier.cli.Coursier";

/// Coursier's command line, installed.
#[derive(Debug)]
pub(super) struct Coursier {
    java: PathBuf,
    /// Its jars.
    jars: PathBuf,
    /// Its cache, kept from run to run and apart from the user's own.
    cache: PathBuf,
    /// No settings of the user's own coursier: they can name mirrors and so change what is resolved.
    settings: PathBuf,
    repository: MavenRepository,
}

impl Coursier {
    /// Finds a Java and puts coursier's jars, verified, into a folder below `root`.
    pub(super) fn install(
        lock: &Lock,
        repository: MavenRepository,
        root: &Path,
    ) -> Result<Self, LockTaskError> {
        let java = java(env::var_os("JAVA_HOME")).ok_or(LockTaskError::NoJava)?;
        let authorities = Authorities::of_image(|name| env::var_os(name))?;
        let proxies = Proxies::from_env(|name| env::var_os(name))?;
        let http = Http::new(&authorities, proxies)?;
        let version = Lock::fingerprint(lock.jars()).to_string();
        let jars = root.join(&version[..12]);
        install_jars(&http, &repository, lock.jars(), &jars, &|_| ())?;
        let settings = root.join("settings");
        fs::create_dir_all(&settings)?;
        Ok(Self {
            java,
            jars,
            cache: root.join("cache"),
            settings,
            repository,
        })
    }

    /// Resolves some groups as one class path, and fetches the jars.
    pub(super) fn fetch(
        &self,
        spec: &Spec,
        groups: &[Group],
    ) -> Result<Vec<FetchedJar>, LockTaskError> {
        let report = tempfile::NamedTempFile::new()?;
        let source = self.repository.source();
        let mut command = Command::new(&self.java);
        command
            .arg("-cp")
            .arg(self.jars.join("*"))
            .args([MAIN_CLASS, "fetch", "--quiet"])
            .args(["--no-default", "--repository", source.url().as_str()])
            .arg("--json-output-file")
            .arg(report.path())
            .args(arguments(spec, groups))
            .env("COURSIER_CACHE", &self.cache)
            .env("COURSIER_CONFIG_DIR", &self.settings)
            .env_remove("COURSIER_CREDENTIALS")
            .env_remove("COURSIER_MODE")
            .env_remove("COURSIER_REPOSITORIES");
        if let (Some(credentials), Some(host)) = (source.credentials(), source.url().host_str()) {
            // Never on the command line, which every user of the machine can read.
            let line = format!("{host} {}:{}", credentials.user, credentials.password);
            command.env("COURSIER_CREDENTIALS", line);
        }
        let output = command.output().map_err(|source| LockTaskError::Start {
            java: self.java.display().to_string(),
            source,
        })?;
        if !output.status.success() {
            return Err(LockTaskError::Resolve {
                status: output.status,
                output: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            });
        }
        let json = fs::read_to_string(report.path())?;
        report::parse(&json)
    }
}

/// What a specification means as options of `coursier fetch`.
fn arguments(spec: &Spec, groups: &[Group]) -> Vec<String> {
    let mut arguments = Vec::new();
    for (module, version) in &spec.versions {
        arguments.extend(["--force-version".to_owned(), format!("{module}:{version}")]);
    }
    for module in &spec.leave_out.modules {
        arguments.extend(["--exclude".to_owned(), module.clone()]);
    }
    for group in groups {
        for root in &group.roots {
            if !group.transitive {
                arguments.push("--intransitive".to_owned());
            }
            arguments.push(root.clone());
        }
    }
    arguments
}

/// Adds checksum and size of the fetched file.
pub(super) fn pin(group: &str, jar: &FetchedJar) -> Result<LockedJar, LockTaskError> {
    let mut file = fs::File::open(&jar.file)?;
    let mut sha256 = Sha256::new();
    let size = io::copy(&mut file, &mut sha256)?;
    Ok(LockedJar {
        group: group.to_owned(),
        coordinates: jar.coordinates.clone(),
        sha256: Sha256Digest::from(<[u8; 32]>::from(sha256.finalize())),
        size,
    })
}

/// The Java of `JAVA_HOME`, else the one on the PATH.
fn java(java_home: Option<OsString>) -> Option<PathBuf> {
    java_home
        .filter(|home| !home.is_empty())
        .map(|home| Path::new(&home).join("bin/java"))
        .filter(|java| java.is_file())
        .or_else(|| which::which("java").ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_specification_becomes_options() {
        let spec = Spec::parse(
            "[[group]]\nname = \"a\"\nroots = [\"g:a:1\"]\n\
             [[group]]\nname = \"b\"\ntransitive = false\nroots = [\"g:b:1\", \"g:c:1\"]\n\
             [versions]\n\"g:x\" = \"2\"\n[leave-out]\nmodules = [\"g:y\"]\n",
        )
        .unwrap();
        assert_eq!(
            arguments(&spec, &spec.groups).join(" "),
            "--force-version g:x:2 --exclude g:y g:a:1 --intransitive g:b:1 --intransitive g:c:1"
        );
    }

    #[test]
    fn a_pinned_jar_has_the_checksum_of_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a-1.jar");
        fs::write(&file, "abc").unwrap();
        let jar = FetchedJar {
            coordinates: "g:a:1".parse().unwrap(),
            file,
        };
        let pinned = pin("spark", &jar).unwrap();
        assert_eq!((pinned.group.as_str(), pinned.size), ("spark", 3));
        // The example of FIPS 180-2.
        assert_eq!(
            pinned.sha256.to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
