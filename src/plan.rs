//! What is going to be built, with every refusal that needs no work: nothing is downloaded before
//! the plan stands.

use crate::PredictionIoBuildpack;
use crate::build_error::BuildError;
use crate::warnings;
use libcnb::build::BuildContext;
use predictionio_buildpack::backends::{Backend, Backends, Wanted, wanted};
use predictionio_buildpack::bindings::Bindings;
use predictionio_buildpack::engine::{
    EngineFacts, Era, Line, Texts, UsedClient, Variant, choose, engine_dir, has_variant,
    python_training, read_era, read_variant, used_clients, variant_file,
};
use predictionio_buildpack::install::{
    Arch, Coordinates, Http, InstallError, InventoryError, Java, JavaHome, JavaKind, JdkInventory,
    Lock, LockedJar, MavenRepository, Os, PioArchive, ProvidedJava, Proxies, provided_java,
};
use predictionio_buildpack::settings::BuildSettings;
use predictionio_buildpack::trust::Authorities;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// PIO 0.10 and its Spark.
const PIO_0_10: &str = include_str!("../inventory/pio-0.10.lock.toml");

/// Spark for PIO 0.14, and a JDBC driver.
const SPARK_2_4: &str = include_str!("../inventory/spark-2.4.lock.toml");

/// What the storage backends of PIO 0.10 need beside it.
const STORAGE_0_10: &str = include_str!("../inventory/storage-0.10.lock.toml");

/// sbt and the compilers that it drives.
const SBT: &str = include_str!("../inventory/sbt.lock.toml");

/// PostgreSQL for the process `dev`.
const POSTGRESQL: &str = include_str!("../inventory/postgresql.lock.toml");

/// Where the JDK comes from.
pub(crate) enum JavaSource {
    /// An earlier buildpack.
    Provided(ProvidedJava),
    /// An inventory; with a JRE of its own where the inventory lists one.
    Inventory {
        jdk: Box<Java>,
        jre: Option<Box<Java>>,
    },
}

/// PIO's own part of the platform.
pub(crate) struct Pio {
    /// Jars to download: all of PIO with what it needs, or only a JDBC driver.
    pub(crate) jars: Vec<LockedJar>,
    /// The release that has the rest, in the lines that have one.
    pub(crate) archive: Option<PioArchive>,
}

/// Where the image's PIO can keep its data.
pub(crate) struct Storage {
    pub(crate) backends: Backends,
    /// Those of them that an archive of PIO may lack.
    pub(crate) optional: Backends,
    /// Jars to download for them.
    pub(crate) jars: Vec<LockedJar>,
    /// Clients that the engine's source uses by itself; their backends are among those above.
    pub(crate) clients: Vec<UsedClient>,
}

impl Storage {
    /// Whether the engine is compiled with a jar.
    pub(crate) fn is_used(&self, jar: &LockedJar) -> bool {
        let mut clients = self.clients.iter();
        clients.any(|client| client.backend.name() == jar.group)
    }

    /// The modules of PIO 0.14 that go into the image, sorted. What it has for S3 does not: the launcher brings its own.
    pub(crate) fn modules(&self) -> Vec<&'static str> {
        let backends = self.backends.iter().filter(|one| **one != Backend::S3);
        let mut modules: Vec<_> = backends.map(|backend| backend.kind()).collect();
        modules.sort_unstable();
        modules.dedup();
        modules
    }

    /// Those of the modules that need not be there.
    pub(crate) fn optional_modules(&self) -> Vec<&'static str> {
        self.optional.iter().map(|backend| backend.kind()).collect()
    }
}

/// An engine, and what compiles it.
pub(crate) struct EnginePlan {
    pub(crate) variant: Variant,
    pub(crate) facts: EngineFacts,
    pub(crate) sbt: Lock,
    pub(crate) run_tests: bool,
    /// The versions of its dependencies that count whatever its build says.
    pub(crate) versions: Vec<Coordinates>,
    /// What its build and its sources say.
    texts: Texts,
}

/// Everything that a build does, decided.
pub(crate) struct Plan {
    pub(crate) era: Era,
    pub(crate) line: Line,
    /// Absent when the image is to take in events and nothing else.
    pub(crate) engine: Option<EnginePlan>,
    pub(crate) java: JavaSource,
    pub(crate) spark: Vec<LockedJar>,
    pub(crate) pio: Pio,
    /// PostgreSQL's programs, in an image that runs everything in one container.
    pub(crate) postgresql: Option<LockedJar>,
    pub(crate) storage: Storage,
    pub(crate) repository: MavenRepository,
    pub(crate) authorities: Authorities,
    pub(crate) proxies: Proxies,
    pub(crate) http: Http,
    /// What a user should know though it stops nothing.
    pub(crate) warnings: Vec<String>,
}

/// Decides everything, or refuses.
pub(crate) fn make(
    context: &BuildContext<PredictionIoBuildpack>,
    settings: &BuildSettings,
    env: &BTreeMap<String, String>,
) -> Result<Plan, BuildError> {
    let get = |name: &str| env.get(name).map(OsString::from);
    let (found, engine) = match event_server_only(&context.app_dir, settings) {
        Some(setting) => (Era::of_events(setting), None),
        None => decide_engine(context, settings)?,
    };
    let era = choose(found, &settings.wishes)?;
    let line = era.line;
    let bindings = Bindings::read(&Bindings::root_at_build(get, &platform_dir(env)))?;
    let authorities = Authorities::collect(get, &bindings)?;
    let proxies = Proxies::from_env(get).map_err(InstallError::from)?;
    let repository = MavenRepository::from_setting(settings.maven_repository.as_deref())
        .map_err(InstallError::from)?;
    let http = Http::new(&authorities, proxies.clone()).map_err(InstallError::from)?;
    let (java, java_warning) = decide_java(context, settings, &get, &http)?;

    let clients = engine
        .as_ref()
        .map(|engine| used_clients(&engine.texts, line))
        .unwrap_or_default();
    let storage = decide_storage(settings, env, &bindings, line, clients)?;
    let (spark, pio) = decide_platform(context, settings, line, &http)?;
    let postgresql = decide_postgresql(settings, engine.is_some(), &context.target.arch)?;
    Ok(Plan {
        warnings: java_warning
            .into_iter()
            .chain(warnings::plain_sources(&repository, settings))
            .chain(
                engine
                    .as_ref()
                    .and_then(|engine| warnings::lenient(&engine.variant)),
            )
            .chain(
                engine
                    .as_ref()
                    .and_then(|engine| warnings::a_model(&engine.variant, settings)),
            )
            .chain(warnings::a_project_alone(&context.app_dir, settings))
            .chain(
                engine
                    .as_ref()
                    .and_then(|engine| python_training(&engine.facts.dir))
                    .map(|program| warnings::python(&program)),
            )
            .chain((settings.dev && engine.is_none()).then(warnings::no_dev))
            .collect(),
        engine,
        java,
        spark,
        pio,
        postgresql,
        storage,
        era,
        line,
        repository,
        authorities,
        proxies,
        http,
    })
}

/// The setting, if there is one, that makes this source an event server and nothing else.
pub(crate) fn event_server_only(app_dir: &Path, settings: &BuildSettings) -> Option<&'static str> {
    // Who names a directory means an engine, also when it is not there.
    let has_engine = settings.engine_dir.is_some() || has_variant(app_dir, &settings.variant);
    settings.event_server_only.applies(has_engine)
}

/// What the engine says of itself, and what compiles it.
fn decide_engine(
    context: &BuildContext<PredictionIoBuildpack>,
    settings: &BuildSettings,
) -> Result<(Era, Option<EnginePlan>), BuildError> {
    let dir = engine_dir(
        &context.app_dir,
        settings.engine_dir.as_deref(),
        &settings.variant,
    )?;
    let variant = read_variant(&dir, &variant_file(&dir, &settings.variant))?;
    let texts = Texts::read(&dir);
    let era = read_era(&texts);
    let engine = EnginePlan {
        facts: EngineFacts {
            top: context.app_dir.clone(),
            dir,
            variant: variant.file.clone(),
            factory: variant.factory.clone(),
        },
        variant,
        sbt: Lock::parse("sbt", SBT).map_err(InstallError::from)?,
        run_tests: settings.run_tests,
        versions: settings.dependency_versions.clone(),
        texts,
    };
    Ok((era, Some(engine)))
}

/// Spark's jars and PIO's part.
fn decide_platform(
    context: &BuildContext<PredictionIoBuildpack>,
    settings: &BuildSettings,
    line: Line,
    http: &Http,
) -> Result<(Vec<LockedJar>, Pio), InstallError> {
    let (lock, own_group) = match line {
        Line::V0_10 => (Lock::parse("pio-0.10", PIO_0_10)?, "pio"),
        Line::V0_14 => (Lock::parse("spark-2.4", SPARK_2_4)?, "pio"),
    };
    let archive = match line {
        Line::V0_10 => None,
        Line::V0_14 => {
            let own = settings.inventory.as_deref();
            Some(PioArchive::load(own, &context.app_dir, http)?)
        }
    };
    let jars = lock.group(own_group)?;
    Ok((lock.group("spark")?, Pio { jars, archive }))
}

/// The PostgreSQL of the architecture, where it is asked for and there is an engine to try.
fn decide_postgresql(
    settings: &BuildSettings,
    has_engine: bool,
    arch: &str,
) -> Result<Option<LockedJar>, InstallError> {
    if !settings.dev || !has_engine {
        return Ok(None);
    }
    let lock = Lock::parse("postgresql", POSTGRESQL)?;
    Ok(lock.group(arch)?.pop())
}

/// The backends, and what they need.
fn decide_storage(
    settings: &BuildSettings,
    env: &BTreeMap<String, String>,
    bindings: &Bindings,
    line: Line,
    clients: Vec<UsedClient>,
) -> Result<Storage, BuildError> {
    let Wanted {
        mut backends,
        mut optional,
    } = wanted(settings.storage.as_deref(), env, bindings)
        .map_err(|name| BuildError::Storage { name })?;
    backends.extend(clients.iter().map(|client| client.backend));
    optional.retain(|backend| clients.iter().all(|client| client.backend != *backend));
    let lock = Lock::parse("storage-0.10", STORAGE_0_10).map_err(InstallError::from)?;
    let mut jars = Vec::new();
    for backend in &backends {
        // The others of the line 0.14 are in PIO's archive.
        let is_driver = *backend == Backend::MySql;
        let has_jars = lock.jars().iter().any(|jar| jar.group == backend.name());
        if has_jars && (line == Line::V0_10 || is_driver) {
            jars.extend(lock.group(backend.name()).map_err(InstallError::from)?);
        }
    }
    Ok(Storage {
        backends,
        optional,
        jars,
        clients,
    })
}

/// The platform directory, for bindings that come with the build. libcnb reads it, but keeps it to itself.
fn platform_dir(env: &BTreeMap<String, String>) -> PathBuf {
    env.get("CNB_PLATFORM_DIR")
        .map_or_else(|| PathBuf::from("/platform"), PathBuf::from)
}

fn decide_java(
    context: &BuildContext<PredictionIoBuildpack>,
    settings: &BuildSettings,
    get: &impl Fn(&str) -> Option<OsString>,
    http: &Http,
) -> Result<(JavaSource, Option<String>), BuildError> {
    let mut warning = None;
    match provided_java(get) {
        JavaHome::Java(java) if java.can_compile() => {
            return Ok((JavaSource::Provided(java), None));
        }
        JavaHome::Java(java) => warning = Some(warnings::unusable_java(&java)),
        JavaHome::Unknown(home) => warning = Some(warnings::unknown_java(&home)),
        JavaHome::Unset => {}
    }
    let inventory = JdkInventory::load(settings.inventory.as_deref(), &context.app_dir, http)?;
    let (os, arch) = system(&context.target.os, &context.target.arch)?;
    let jdk = inventory
        .resolve(JavaKind::Jdk, os, arch)
        .map_err(InstallError::from)?;
    let jre = inventory.find(JavaKind::Jre, os, arch);
    let source = JavaSource::Inventory {
        jdk: Box::new(jdk.clone()),
        jre: jre.cloned().map(Box::new),
    };
    Ok((source, warning))
}

/// The system that the build is for.
fn system(os: &str, arch: &str) -> Result<(Os, Arch), InstallError> {
    match (os.parse(), arch.parse()) {
        (Ok(os), Ok(arch)) => Ok((os, arch)),
        _ => Err(InstallError::Inventory(InventoryError::NoSuchSystem {
            os: os.to_owned(),
            arch: arch.to_owned(),
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_that_is_not_known_is_refused() {
        assert_eq!(system("linux", "arm64").unwrap(), (Os::Linux, Arch::Arm64));
        for (os, arch) in [("linux", "riscv64"), ("windows", "amd64"), ("", "")] {
            assert!(system(os, arch).is_err(), "{os}/{arch}");
        }
    }

    #[test]
    fn postgresql_is_there_for_every_architecture_and_only_where_it_is_asked_for() {
        let wanted = |dev, has_engine, arch: &str| {
            let mut settings = BuildSettings::from_env(&BTreeMap::new()).unwrap();
            settings.dev = dev;
            decide_postgresql(&settings, has_engine, arch).unwrap()
        };
        for (arch, name) in [("amd64", "amd64"), ("arm64", "arm64v8")] {
            let jar = wanted(true, true, arch).unwrap();
            assert!(jar.coordinates.artifact.ends_with(name), "{arch}: {jar:?}");
        }
        assert_eq!(wanted(true, false, "amd64"), None);
        assert_eq!(wanted(false, true, "amd64"), None);
    }
}
