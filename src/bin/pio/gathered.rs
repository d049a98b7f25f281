//! What the launcher reads before it decides, and the files that it writes for that.

use fs_err as fs;
use predictionio_buildpack::bindings::Bindings;
use predictionio_buildpack::engine::{FACTS_FILE, ImageFacts, VariantError, read_variant};
use predictionio_buildpack::launch::env_file::EnvFile;
use predictionio_buildpack::launch::job::Variant;
use predictionio_buildpack::launch::log_format::{Level, LogFormat};
use predictionio_buildpack::launch::memory::Machine;
use predictionio_buildpack::launch::own_config::{self, OwnConfig};
use predictionio_buildpack::launch::storage::Storage;
use predictionio_buildpack::launch::{
    Deletion, Environment, LaunchError, hadoop, limit, spark_conf, trust, variant,
};
use predictionio_buildpack::private;
use predictionio_buildpack::trust::Authorities;
use std::env;
use std::io::{self, IsTerminal};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread;

/// The variable that names another facts file, for tests.
const IMAGE_FACTS: &str = "PIO_IMAGE_FACTS";

pub(crate) fn bindings() -> Result<Bindings, LaunchError> {
    Ok(match Bindings::root_at_launch(|key| env::var_os(key)) {
        Some(root) => Bindings::read(&root)?,
        None => Bindings::default(),
    })
}

/// What the engine's own `config/` holds, and the environment with the variables of its `pio-env.sh` below the
/// platform's.
pub(crate) fn own_config(facts: &ImageFacts, env: Environment) -> (Environment, OwnConfig) {
    let Some(engine) = &facts.engine else {
        return (env, OwnConfig::default());
    };
    let dir = engine.dir.join(own_config::DIR);
    let entries = fs::read_dir(&dir).into_iter().flatten().flatten();
    let names: Vec<String> = entries
        .filter(|entry| entry.path().is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let text = |name: &str| {
        let there = names.iter().any(|one| one == name);
        there.then(|| fs::read(dir.join(name)).ok()).flatten()
    };
    let text = |name| text(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let file = text(own_config::ENV_FILE)
        .map(|text| EnvFile::parse(&text, |name| env.get(name).map(ToOwned::to_owned)));
    let variables = file.as_ref().map(|file| file.variables.clone());
    let env = env.above(&variables.unwrap_or_default());
    let used: Vec<String> = env.below().keys().cloned().collect();
    let spark = text(own_config::SPARK_FILE);
    let file = file.as_ref().map(|file| (file, used.as_slice()));
    let own = OwnConfig::of(&dir, &names, spark.as_deref(), file);
    (env, own)
}

/// The directories with the settings of a Hadoop cluster.
pub(crate) fn hadoop_dirs(env: &Environment) -> Result<Vec<PathBuf>, LaunchError> {
    hadoop::conf_dirs(env, &bindings()?, Path::is_dir)
}

/// Reads the facts file, which lies beside the directory of this program.
pub(crate) fn read_facts() -> Result<ImageFacts, LaunchError> {
    let path = match env::var_os(IMAGE_FACTS).filter(|path| !path.is_empty()) {
        Some(path) => PathBuf::from(path),
        None => beside_program().unwrap_or_else(|| FACTS_FILE.into()),
    };
    let unusable = |reason: String| LaunchError::Facts {
        path: path.clone(),
        reason,
    };
    let text = fs::read_to_string(&path).map_err(|error| unusable(plain_reason(&error)))?;
    toml::from_str(&text).map_err(|error| unusable(error.message().to_owned()))
}

/// The process types of an image are links to the launcher, so the real path counts.
fn beside_program() -> Option<PathBuf> {
    let program = env::current_exe().and_then(fs::canonicalize).ok()?;
    Some(program.parent()?.parent()?.join(FACTS_FILE))
}

/// What the system says, without the path that the message names anyway.
fn plain_reason(error: &io::Error) -> String {
    let kind = error.kind();
    kind.to_string()
}

/// Variables that are not text cannot be settings; the JVM inherits them all the same.
pub(crate) fn text_variables() -> Environment {
    env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

pub(crate) fn machine(env: &Environment) -> Result<Machine, LaunchError> {
    machine_with(|container, host| limit::effective(env, container, host))
}

/// The same, where all processes are in this container.
pub(crate) fn machine_of_all(env: &Environment) -> Result<Machine, LaunchError> {
    machine_with(|container, host| limit::of_all(env, container, host))
}

fn machine_with(
    limit_of: impl FnOnce(Option<u64>, u64) -> Result<u64, LaunchError>,
) -> Result<Machine, LaunchError> {
    let read = |path: &Path| fs::read_to_string(path).ok();
    let host = read(Path::new("/proc/meminfo")).and_then(|text| limit::host_total(&text));
    // Without /proc there is nothing to go by; every container has it.
    let host = host.unwrap_or(u64::MAX);
    let groups = read(Path::new("/proc/self/cgroup")).unwrap_or_default();
    let limits = limit::limit_files(&groups);
    let container = limit::lowest(limits.iter().filter_map(|path| read(path)), host);
    let cpus = thread::available_parallelism().map_or(1, |cpus| cpus.get() as u64);
    Ok(Machine {
        limit: limit_of(container, host)?,
        cpus,
    })
}

/// The engine variant as this process uses it; what was filled in is written to a copy.
pub(crate) fn variant(
    facts: &ImageFacts,
    env: &Environment,
    format: LogFormat,
) -> Result<Option<Variant>, LaunchError> {
    let Some(engine) = &facts.engine else {
        return Ok(None);
    };
    let unusable = |cause| LaunchError::Variant {
        dir: engine.dir.clone(),
        cause,
    };
    read_variant(&engine.dir, &engine.variant).map_err(unusable)?;
    let text = fs::read_to_string(engine.dir.join(&engine.variant)).map_err(|cause| {
        unusable(VariantError::Unreadable {
            file: engine.variant.clone(),
            cause,
        })
    })?;
    let mut resolved = variant::resolve(&engine.variant, &text, env)?;
    if spark_conf::has_elasticsearch(facts) {
        let storage = Storage::resolve(env, &bindings()?, facts.line())?;
        resolved.complete(&engine.variant, &text, &storage.elasticsearch_by_spark);
    }
    for change in &resolved.changes {
        match format {
            LogFormat::Text => eprintln!("pio: {change}"),
            LogFormat::Json => format.say(Level::Info, change),
        }
    }
    let mut file = None;
    if let Some(text) = &resolved.text {
        let uid = user_id();
        let path = resolved.path(uid);
        if let Err(source) = private::write(&path, uid, text.as_bytes()) {
            return Err(LaunchError::VariantCopy { path, source });
        }
        file = Some(path);
    }
    Ok(Some(Variant {
        file,
        app_name: resolved.app_name,
        app_of_ids: resolved.app_of_ids,
    }))
}

pub(crate) fn user_id() -> u32 {
    fs::metadata("/proc/self").map_or(0, |process| process.uid())
}

pub(crate) fn is_writable(dir: impl AsRef<Path>) -> bool {
    tempfile::tempfile_in(dir).is_ok()
}

/// Makes the JVM's trust store where it needs one of its own.
pub(crate) fn trust_store(
    facts: &ImageFacts,
    env: &Environment,
    bindings: &Bindings,
) -> Result<Option<PathBuf>, LaunchError> {
    if !trust::is_needed(facts, env, bindings, Path::exists) {
        return Ok(None);
    }
    let uid = user_id();
    let path = trust::store_path(uid);
    match private::write(&path, uid, &authorities(facts, bindings)?.to_jks()) {
        Ok(()) => Ok(Some(path)),
        Err(source) => Err(LaunchError::TrustStore { path, source }),
    }
}

/// What image, build and bindings trust.
pub(crate) fn authorities(
    facts: &ImageFacts,
    bindings: &Bindings,
) -> Result<Authorities, LaunchError> {
    let mut authorities = Authorities::collect(|key| env::var_os(key), bindings)?;
    if let Some(path) = &facts.ca_certificates {
        let pem = fs::read(path).map_err(|error| LaunchError::Facts {
            path: path.clone(),
            reason: plain_reason(&error),
        })?;
        authorities.extend(Authorities::from_pem_sources([(path, pem)])?);
    }
    Ok(authorities)
}

/// Where files for the JVM's class path lie. Processes of one container have one storage.
pub(crate) fn site_dir() -> PathBuf {
    PathBuf::from(format!("/tmp/pio-{}-site", user_id()))
}

/// Writes the files that a start needs.
pub(crate) fn write_files(files: &[(PathBuf, String)]) -> Result<(), LaunchError> {
    let uid = user_id();
    for (path, text) in files {
        private::write(path, uid, text.as_bytes()).map_err(|source| LaunchError::SiteFile {
            path: path.clone(),
            source,
        })?;
    }
    Ok(())
}

/// Asks on the terminal before anything is deleted.
pub(crate) fn confirm(deletion: Deletion) -> Result<(), LaunchError> {
    if !io::stdin().is_terminal() {
        return Err(LaunchError::NotConfirmed(deletion));
    }
    let Deletion { what, name, .. } = &deletion;
    eprint!("This deletes {what}. Type \"{name}\" to go on: ");
    let mut answer = String::new();
    match io::stdin().read_line(&mut answer) {
        Ok(_) if answer.trim() == name => Ok(()),
        _ => Err(LaunchError::Declined(deletion)),
    }
}
