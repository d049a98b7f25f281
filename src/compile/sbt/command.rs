use super::{names, proxy};
use crate::compile::error::CompileError;
use crate::compile::job::CompileJob;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Variables of the build's environment that would change what the JVM or sbt is.
const FORBIDDEN: &[&str] = &[
    "CLASSPATH",
    "COURSIER_MODE",
    "COURSIER_REPOSITORIES",
    "JAVA_OPTS",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "JVM_OPTS",
    "SBT_HOME",
    "SBT_OPTS",
    "SCALA_HOME",
    "_JAVA_OPTIONS",
];

/// The JVM's own flags, before those of `SBT_OPTS`. Compiling an engine takes 400 MB; deep
/// expressions overflow the default stack. The serial collector and the first compiler alone made a cold
/// build 3 s faster on two cores (11.5 s against 14.8 s).
const JVM_FLAGS: &[&str] = &[
    "-Xmx1g",
    "-Xss4m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-Dfile.encoding=UTF-8",
];

/// How sbt talks, and that it resolves from the configured repository only and serves nobody.
const SBT_FLAGS: &[&str] = &[
    "-Dsbt.color=false",
    "-Dsbt.log.noformat=true",
    "-Dsbt.supershell=false",
    "-Dsbt.server.autostart=false",
    "-Dsbt.turbo=false",
    "-Dsbt.boot.lock=false",
    "-Dsbt.override.build.repos=true",
    "-Djava.awt.headless=true",
];

/// Places that one run needs.
pub(super) struct Places<'a> {
    /// The working copy.
    pub(super) copy: &'a Path,
    /// The file for the plugin; it can hold a password.
    pub(super) handover: &'a Path,
    /// The launcher's list of repositories.
    pub(super) repositories: &'a Path,
}

/// The words after `java`.
pub(super) fn arguments(job: &CompileJob, places: &Places) -> Result<Vec<OsString>, CompileError> {
    let launcher = names::launcher_jar(job.sbt)?;
    let own = job.env.get("SBT_OPTS").map_or("", String::as_str);
    let own = shell_words::split(own).map_err(|_| CompileError::SbtOpts)?;
    let mut words: Vec<OsString> = [JVM_FLAGS, SBT_FLAGS]
        .concat()
        .iter()
        .map(OsString::from)
        .collect();
    let mut property = |name: &str, value: &Path| {
        let mut word = OsString::from(format!("-D{name}="));
        word.push(value);
        words.push(word);
    };
    property("user.home", &home(job.cache));
    property("sbt.global.base", &job.cache.join("sbt"));
    property("sbt.ivy.home", &job.cache.join("ivy"));
    property("sbt.coursier.home", &job.cache.join("coursier"));
    property("sbt.boot.directory", &names::boot(job.sbt));
    property("sbt.repository.config", places.repositories);
    property("predictionio.handover", places.handover);
    if let Some(store) = job.trust_store {
        property("javax.net.ssl.trustStore", store);
    }
    let version = names::sbt_version(job.sbt)?;
    words.push(format!("-Dsbt.version={version}").into());
    words.extend(proxy::flags(job.proxies).into_iter().map(OsString::from));
    words.extend(own.into_iter().map(OsString::from));
    words.extend(["-jar".into(), launcher.into(), "packageEngine".into()]);
    Ok(words)
}

/// The whole environment of sbt's JVM.
pub(super) fn environment(job: &CompileJob) -> BTreeMap<String, OsString> {
    let allowed = job
        .env
        .iter()
        .filter(|(name, _)| !FORBIDDEN.contains(&name.as_str()));
    let mut env: BTreeMap<_, _> = allowed
        .map(|(name, value)| (name.clone(), OsString::from(value)))
        .collect();
    env.insert("HOME".to_owned(), home(job.cache).into());
    env.insert("JAVA_HOME".to_owned(), job.java_home.into());
    env.insert(
        "COURSIER_CACHE".to_owned(),
        job.cache.join("coursier/cache").into(),
    );
    // File names of any script; the JVM takes their encoding from here.
    env.insert("LC_ALL".to_owned(), "C.UTF-8".into());
    env
}

/// The home directory of sbt's JVM.
pub(super) fn home(cache: &Path) -> PathBuf {
    cache.join("home")
}

/// The text of the launcher's list of repositories.
pub(super) fn repositories(job: &CompileJob) -> String {
    // A comma ends an address there.
    let url = job.repository.source().url().as_str().replace(',', "%2C");
    let plain = if url.starts_with("http://") {
        ", allowInsecureProtocol"
    } else {
        ""
    };
    format!("[repositories]\n  configured: {url}{plain}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::install::{MavenRepository, Proxies};

    struct Fixture {
        sbt: tempfile::TempDir,
        repository: MavenRepository,
        proxies: Proxies,
        env: BTreeMap<String, String>,
    }

    impl Fixture {
        fn new(env: &[(&str, &str)]) -> Self {
            let sbt = tempfile::tempdir().unwrap();
            let launcher = sbt.path().join("launcher");
            fs_err::create_dir(&launcher).unwrap();
            fs_err::write(launcher.join("sbt-launch-1.10.11.jar"), "").unwrap();
            let get = |name: &str| {
                let found = env.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| OsString::from(value))
            };
            let own = env
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            Self {
                sbt,
                repository: MavenRepository::from_setting(Some("http://u:s3cret@10.1.2.3/m2"))
                    .unwrap(),
                proxies: Proxies::from_env(get).unwrap(),
                env: own.collect(),
            }
        }

        fn job(&self) -> CompileJob<'_> {
            CompileJob {
                engine_factory: "org.example.Shop",
                source: Path::new("/workspace"),
                workspace: Path::new("/layers/workspace"),
                cache: Path::new("/layers/cache"),
                java_home: Path::new("/layers/jdk"),
                sbt: self.sbt.path(),
                platform_jars: &[],
                pio_version: "0.10.0-incubating",
                scala_version: "2.10.7",
                repository: &self.repository,
                trust_store: Some(Path::new("/layers/trust.jks")),
                run_tests: false,
                versions: &[],
                proxies: &self.proxies,
                env: &self.env,
            }
        }

        fn words(&self) -> Vec<String> {
            let places = Places {
                copy: Path::new("/copy"),
                handover: Path::new("/tmp/handover"),
                repositories: Path::new("/tmp/repositories"),
            };
            let words = arguments(&self.job(), &places).unwrap();
            words
                .into_iter()
                .map(|word| word.into_string().unwrap())
                .collect()
        }
    }

    #[test]
    fn what_sbt_writes_stays_in_the_cache_layer() {
        let words = Fixture::new(&[]).words();
        for word in [
            "-Duser.home=/layers/cache/home",
            "-Dsbt.global.base=/layers/cache/sbt",
            "-Dsbt.version=1.10.11",
            "-Djavax.net.ssl.trustStore=/layers/trust.jks",
            "-Dpredictionio.handover=/tmp/handover",
        ] {
            assert!(words.iter().any(|one| one == word), "{word}");
        }
        assert_eq!(words.last().unwrap(), "packageEngine");
    }

    #[test]
    fn sbt_opts_come_after_our_flags() {
        let fixture = Fixture::new(&[("SBT_OPTS", "-Xmx2g '-Da=b c'")]);
        let words = fixture.words();
        let at = |word: &str| words.iter().position(|one| one == word).unwrap();
        assert!(at("-Xmx1g") < at("-Xmx2g") && at("-Xmx2g") < at("-jar"));
        assert!(at("-Da=b c") < at("-jar"));
        let broken = Fixture::new(&[("SBT_OPTS", "'open")]);
        let places = Places {
            copy: Path::new(""),
            handover: Path::new(""),
            repositories: Path::new(""),
        };
        assert!(matches!(
            arguments(&broken.job(), &places),
            Err(CompileError::SbtOpts)
        ));
    }

    #[test]
    fn a_hostile_environment_changes_nothing() {
        let fixture = Fixture::new(&[
            ("JAVA_TOOL_OPTIONS", "-Xmx1m"),
            ("HOME", "/elsewhere"),
            ("MY_SETTING", "x"),
        ]);
        let env = environment(&fixture.job());
        assert!(!env.contains_key("JAVA_TOOL_OPTIONS"));
        assert_eq!(env["HOME"], "/layers/cache/home");
        assert_eq!(env["MY_SETTING"], "x");
    }

    #[test]
    fn no_password_is_on_the_command_line() {
        let fixture = Fixture::new(&[("HTTPS_PROXY", "http://me:pr0xy@proxy:3128")]);
        let words = fixture.words().join(" ");
        assert!(
            !words.contains("s3cret") && !words.contains("pr0xy"),
            "{words}"
        );
        assert!(!repositories(&fixture.job()).contains("s3cret"));
    }

    #[test]
    fn plain_http_is_the_operators_choice() {
        assert_eq!(
            repositories(&Fixture::new(&[]).job()),
            "[repositories]\n  configured: http://10.1.2.3/m2, allowInsecureProtocol\n"
        );
    }
}
