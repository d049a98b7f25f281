use super::{RUN_AS_EVENTSERVER, Setting, SettingError, Takes, yes_or_no};
use crate::backends::STORAGE;
use crate::engine::{PIO_VERSION, SCALA_VERSION, SPARK_VERSION, Wishes};
use crate::install::Coordinates;
use std::collections::BTreeMap;
use std::path::PathBuf;

const VARIANT: &str = "BP_PIO_ENGINE_VARIANT";
const ENGINE_DIR: &str = "BP_PIO_ENGINE_DIR";
const MAVEN_REPOSITORY: &str = "BP_PIO_MAVEN_REPOSITORY";
const INVENTORY: &str = "BP_PIO_INVENTORY";
const RUN_TESTS: &str = "BP_PIO_RUN_TESTS";
/// The setting that names other versions of the engine's dependencies.
pub const DEPENDENCY_VERSIONS: &str = "BP_PIO_DEPENDENCY_VERSIONS";
const EVENTSERVER_ONLY: &str = "BP_PIO_EVENTSERVER_ONLY";
/// Puts PostgreSQL and the process `dev` into the image.
pub const DEV: &str = "BP_PIO_DEV";
/// What every build setting of ours begins with.
const PREFIX: &str = "BP_PIO_";

/// Settings that `pack build` reads.
pub const BUILD_SETTINGS: &[Setting] = &[
    Setting {
        name: ENGINE_DIR,
        default: "the top of the source",
        what: "The directory of the engine, in a repository that holds more than one engine.",
        example: "engines/recommender",
    },
    Setting {
        name: VARIANT,
        default: "`engine.json`; without it `engine.json.template` and the like, from which it is to be made",
        what: "The engine variant to build for, a file inside the engine's directory; of several projects of one sbt build, that of the project with the engine, such as `engine/engine.json`.",
        example: "engine-staging.json",
    },
    Setting {
        name: PIO_VERSION,
        default: "what the engine says of itself",
        what: "The version of PredictionIO to build for: 0.10.0-incubating (engines for 0.8 to 0.10) or 0.14.0 (0.11 to 0.14).",
        example: "0.10.0-incubating",
    },
    Setting {
        name: SCALA_VERSION,
        default: "the one of the PredictionIO version",
        what: "The version of Scala: 2.10.7 goes with PredictionIO 0.10, 2.11.12 with 0.14.",
        example: "2.10",
    },
    Setting {
        name: SPARK_VERSION,
        default: "the one of the PredictionIO version",
        what: "The version of Spark: 1.6.3 goes with PredictionIO 0.10, 2.4.8 with 0.14.",
        example: "1.6",
    },
    Setting {
        name: MAVEN_REPOSITORY,
        default: "Google's mirror of Maven Central",
        what: "The Maven repository that everything is downloaded from: the platform's jars and what sbt resolves. \
               May hold `user:password@`, which is never shown.",
        example: "https://maven.example.com/repository/central/",
    },
    Setting {
        name: INVENTORY,
        default: "the built-in list of JDKs and of PredictionIO 0.14.0",
        what: "A TOML file, or its URL, that replaces or adds JDKs and JREs, or replaces the archive of PredictionIO 0.14.0, each with URL and sha256.",
        example: "https://files.example.com/jdk.toml",
    },
    Setting {
        name: DEPENDENCY_VERSIONS,
        default: "those of the engine's build",
        what: "Versions of the engine's own dependencies that count whatever its build says, for those that no repository \
               has any more: `group:artifact:version`, several with commas between them.",
        example: "org.carrot2:carrot2-core:3.12.0",
    },
    Setting {
        name: STORAGE,
        default: "what the other settings and bindings of the build tell of: `PIO_STORAGE_SOURCES_*_TYPE`, `DATABASE_URL`, `PIO_ELASTICSEARCH_URL`",
        what: "The storage backends that the image can use: `postgresql`, `mysql` (MariaDB too), `elasticsearch`, `hbase`, `hdfs`, \
               `s3`, `localfs`. PostgreSQL, S3 and local files are in every image, and what the engine's own sources use.",
        example: "mysql,elasticsearch",
    },
    Setting {
        name: RUN_TESTS,
        default: "`false`",
        what: "`true` runs the engine's own tests with the platform's jars. One that fails ends the build. Tests that \
               passed run again when anything in the source, or what they run on, changes.",
        example: "true",
    },
    Setting {
        name: DEV,
        default: "`false`",
        what: "`true` adds PostgreSQL and the process `dev`, which runs everything in one container, to try the engine. \
               The image grows by 60 MB.",
        example: "true",
    },
    Setting {
        name: EVENTSERVER_ONLY,
        default: "`false`",
        what: "`true` makes an image whose `web` is the event server, of any source: an engine in it is not compiled.",
        example: "true",
    },
    Setting {
        name: RUN_AS_EVENTSERVER,
        default: "`false`",
        what: "The older name: `true` makes such an image of a source without an engine. One with an engine is built as \
               ever, and `web` becomes the event server by the same variable at run time.",
        example: "true",
    },
    Setting {
        name: "SBT_OPTS",
        default: "none",
        what: "JVM flags and system properties for sbt, after the buildpack's own. `JAVA_OPTS` and `JAVA_TOOL_OPTIONS` \
               do not reach it.",
        example: "-Xmx2g",
    },
    Setting {
        name: "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY",
        default: "no proxy",
        what: "The proxies for downloads, sbt's included, with the meaning that curl gives them; also in lower case.",
        example: "http://proxy.example.com:3128",
    },
    Setting {
        name: "SSL_CERT_FILE, SSL_CERT_DIR",
        default: "the build image's own",
        what: "Certificate authorities to trust instead of the build image's. Those of bindings of type \
               `ca-certificates` come on top.",
        example: "/etc/ssl/certs/ca-certificates.crt",
    },
    Setting {
        name: "JAVA_HOME",
        default: "a JDK of the inventory",
        what: "The JDK of an earlier buildpack, which is used when it is a JDK 8.",
        example: "/layers/example_jdk/jdk",
    },
    Setting {
        name: "SERVICE_BINDING_ROOT",
        default: "`<platform>/bindings`",
        what: "The directory of service bindings.",
        example: "/platform/bindings",
    },
];

/// Whether an image is to be an event server and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventServerOnly {
    /// It needs an engine.
    No,
    /// It is one if the source holds no engine; this setting says so.
    WithoutEngine(&'static str),
    /// It is one whatever the source holds; this setting says so.
    Always(&'static str),
}

impl EventServerOnly {
    /// The setting that makes a source an event server, which holds an engine or does not.
    #[must_use]
    pub fn applies(self, has_engine: bool) -> Option<&'static str> {
        match self {
            Self::Always(setting) => Some(setting),
            Self::WithoutEngine(setting) if !has_engine => Some(setting),
            Self::WithoutEngine(_) | Self::No => None,
        }
    }
}

/// The settings of one build.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildSettings {
    /// The engine's directory, relative to the top of the source.
    pub engine_dir: Option<PathBuf>,
    /// The engine variant, relative to the engine's directory.
    pub variant: PathBuf,
    /// The versions that are asked for.
    pub wishes: Wishes,
    /// The Maven repository as given. It may hold a password, so `Debug` leaves it out.
    pub maven_repository: Option<String>,
    /// The place of an inventory of JDKs, as given.
    pub inventory: Option<String>,
    /// The versions of dependencies that count whatever the engine's build says.
    pub dependency_versions: Vec<Coordinates>,
    /// The storage backends that are asked for, as given.
    pub storage: Option<String>,
    /// Whether the image is to take in events and nothing else.
    pub event_server_only: EventServerOnly,
    /// Whether the engine's own tests run in the build.
    pub run_tests: bool,
    /// Whether the image gets what `pio dev` needs.
    pub dev: bool,
    /// Variables that look like settings of ours and are none.
    pub unknown: Vec<String>,
}

impl std::fmt::Debug for BuildSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BuildSettings")
            .field("engine_dir", &self.engine_dir)
            .field("variant", &self.variant)
            .field("wishes", &self.wishes)
            .field("inventory", &self.inventory)
            .finish_non_exhaustive()
    }
}

impl BuildSettings {
    /// Reads the settings from the environment of a build. An empty value counts as not set.
    ///
    /// # Errors
    /// When a setting has a value that it does not take.
    pub fn from_env(env: &BTreeMap<String, String>) -> Result<Self, SettingError> {
        let get = |name: &str| {
            env.get(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let flag = |name: &'static str| {
            let value = get(name).unwrap_or_default();
            yes_or_no(&value).ok_or(SettingError {
                name,
                value,
                takes: Takes::YesOrNo,
            })
        };
        let event_server_only = if flag(EVENTSERVER_ONLY)? {
            EventServerOnly::Always(EVENTSERVER_ONLY)
        } else if flag(RUN_AS_EVENTSERVER)? {
            EventServerOnly::WithoutEngine(RUN_AS_EVENTSERVER)
        } else {
            EventServerOnly::No
        };
        Ok(Self {
            engine_dir: get(ENGINE_DIR).map(PathBuf::from),
            variant: get(VARIANT).map_or_else(|| PathBuf::from("engine.json"), PathBuf::from),
            wishes: Wishes {
                pio: get(PIO_VERSION),
                scala: get(SCALA_VERSION),
                spark: get(SPARK_VERSION),
            },
            maven_repository: get(MAVEN_REPOSITORY),
            inventory: get(INVENTORY),
            dependency_versions: modules(&get(DEPENDENCY_VERSIONS).unwrap_or_default())?,
            storage: get(STORAGE),
            event_server_only,
            run_tests: flag(RUN_TESTS)?,
            dev: flag(DEV)?,
            unknown: env
                .keys()
                .filter(|name| name.starts_with(PREFIX))
                .filter(|name| !BUILD_SETTINGS.iter().any(|s| s.name == name.as_str()))
                .cloned()
                .collect(),
        })
    }
}

/// Reads coordinates with commas or spaces between them.
fn modules(value: &str) -> Result<Vec<Coordinates>, SettingError> {
    let parts = value.split([',', ' ', '\n', '\t']);
    parts
        .filter(|part| !part.is_empty())
        .map(|part| {
            let module = part.parse::<Coordinates>().ok();
            let module = module.filter(|module| module.classifier.is_none());
            module.ok_or_else(|| SettingError {
                name: DEPENDENCY_VERSIONS,
                value: value.to_owned(),
                takes: Takes::Modules,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> BuildSettings {
        try_settings(pairs).unwrap()
    }

    fn try_settings(pairs: &[(&str, &str)]) -> Result<BuildSettings, SettingError> {
        let env = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        BuildSettings::from_env(&env)
    }

    #[test]
    fn nothing_set_means_the_defaults() {
        let settings = settings(&[("PATH", "/bin"), ("BP_PIO_INVENTORY", " ")]);
        assert_eq!(settings.variant, PathBuf::from("engine.json"));
        assert_eq!(settings.engine_dir, None);
        assert_eq!(settings.maven_repository, None);
        assert_eq!(settings.inventory, None);
        assert!(settings.unknown.is_empty());
    }

    #[test]
    fn an_event_server_is_asked_for_by_two_names() {
        let asked = |pairs: &[(&str, &str)], has_engine| {
            settings(pairs).event_server_only.applies(has_engine)
        };
        for has_engine in [true, false] {
            assert_eq!(asked(&[], has_engine), None);
            let only = [("BP_PIO_EVENTSERVER_ONLY", "true")];
            assert_eq!(asked(&only, has_engine), Some("BP_PIO_EVENTSERVER_ONLY"));
        }
        let older = [("PIO_RUN_AS_EVENTSERVER", "1")];
        assert_eq!(asked(&older, false), Some("PIO_RUN_AS_EVENTSERVER"));
        assert_eq!(asked(&older, true), None);
    }

    #[test]
    fn a_value_that_is_no_yes_and_no_no_is_refused() {
        assert!(!settings(&[("BP_PIO_RUN_TESTS", "0")]).run_tests);
        assert!(settings(&[("BP_PIO_RUN_TESTS", "true")]).run_tests);
        let error = try_settings(&[("BP_PIO_EVENTSERVER_ONLY", "ture")]).unwrap_err();
        assert_eq!(error.name, "BP_PIO_EVENTSERVER_ONLY");
        assert_eq!(error.value, "ture");
    }

    #[test]
    fn other_versions_of_dependencies_can_be_named() {
        let read = |value| {
            let settings = try_settings(&[(DEPENDENCY_VERSIONS, value)])?;
            let modules = settings.dependency_versions.iter();
            Ok(modules.map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(read("").unwrap(), Vec::<String>::new());
        assert_eq!(read("a:b:1, c:d_2.10:2").unwrap(), ["a:b:1", "c:d_2.10:2"]);
        for wrong in ["a:b", "a:b:1,c", "a:b:1:tests"] {
            let error: SettingError = read(wrong).unwrap_err();
            assert_eq!((error.value.as_str(), error.takes), (wrong, Takes::Modules));
        }
    }

    #[test]
    fn versions_can_be_wished_for() {
        let settings = settings(&[("BP_PIO_VERSION", "0.14.0"), ("BP_SCALA_VERSION", "2.11")]);
        assert_eq!(settings.wishes.pio.as_deref(), Some("0.14.0"));
        assert_eq!(settings.wishes.scala.as_deref(), Some("2.11"));
        assert_eq!(settings.wishes.spark, None);
        assert!(settings.unknown.is_empty());
    }

    #[test]
    fn a_misspelt_setting_is_noticed() {
        let settings = settings(&[("BP_PIO_ENGINE_VARIENT", "x.json")]);
        assert_eq!(settings.unknown, ["BP_PIO_ENGINE_VARIENT"]);
        assert_eq!(settings.variant, PathBuf::from("engine.json"));
    }

    #[test]
    fn a_password_in_the_repository_stays_out_of_debug() {
        let settings = settings(&[("BP_PIO_MAVEN_REPOSITORY", "https://u:hunter2@x/")]);
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
