//! The launcher: gathers what [`predictionio_buildpack::launch`] decides upon, and becomes the JVM.

use fs_err as fs;
use predictionio_buildpack::bindings::Bindings;
use predictionio_buildpack::database::zone;
use predictionio_buildpack::engine::{FACTS_FILE, ImageFacts, VariantError, read_variant};
use predictionio_buildpack::errors;
use predictionio_buildpack::launch::cli::{self, CliError, Command};
use predictionio_buildpack::launch::env_file::EnvFile;
use predictionio_buildpack::launch::java_options::UserFlags;
use predictionio_buildpack::launch::job::Variant;
use predictionio_buildpack::launch::log_format::{Level, LogFormat};
use predictionio_buildpack::launch::memory::Machine;
use predictionio_buildpack::launch::own_config::{self, OwnConfig};
use predictionio_buildpack::launch::storage::Storage;
use predictionio_buildpack::launch::{
    Context, Deletion, Environment, LaunchError, Start, limit, report, trust, variant,
};
use predictionio_buildpack::release::{self, ReleaseError, ReleaseSettings};
use predictionio_buildpack::transfer::{Direct, TransferError};
use predictionio_buildpack::trust::Authorities;
use predictionio_buildpack::view;
use std::env;
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::thread;

/// The variable that names another facts file, for tests.
const IMAGE_FACTS: &str = "PIO_IMAGE_FACTS";

fn main() -> ExitCode {
    let command = match cli::parse(env::args_os().skip(1)) {
        Ok(command) => command,
        Err(CliError::Clap(error)) => error.exit(),
        Err(CliError::Launch(error)) => return refuse(&error, LogFormat::Text),
    };
    let format = format_of(&command, &text_variables());
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Launch(error)) => refuse(&error, format),
        Err(Failure::Release(error)) => {
            if let Some(words) = errors::release::describe(&error) {
                eprintln!("pio: {words}");
            }
            ExitCode::from(error.exit_code())
        }
        Err(Failure::Transfer(error)) => {
            eprintln!("pio: {}", errors::events::describe(&error));
            ExitCode::from(error.exit_code())
        }
    }
}

/// What can go wrong in either of the launcher's trades: to start a JVM, and to move events itself.
enum Failure {
    Launch(LaunchError),
    Transfer(TransferError),
    Release(ReleaseError),
}

impl<E: Into<LaunchError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Launch(error.into())
    }
}

/// Results stay what they are; what goes to a log has its form.
fn format_of(command: &Command, env: &Environment) -> LogFormat {
    if command.logs() {
        LogFormat::of(env)
    } else {
        LogFormat::Text
    }
}

fn refuse(error: &LaunchError, format: LogFormat) -> ExitCode {
    format.say(Level::Error, &errors::launch::describe(error).to_string());
    ExitCode::from(error.exit_code())
}

/// Does what is asked. A command with a JVM comes back only when that does not start.
fn run(command: Command) -> Result<(), Failure> {
    if let Some(deletion) = command.deletion() {
        confirm(deletion)?;
    }
    let facts = read_facts()?;
    let (env, own) = own_config(&facts, text_variables());
    let command = &command.resolved(facts.engine.is_some(), &env)?;
    match command {
        Command::Version => print!("{}", report::versions(&facts)),
        Command::Memory => {
            let user = UserFlags::read(&env)?;
            print!("{}", report::memory(machine(&env)?, &user));
        }
        Command::Release => release(&facts, &env)?,
        Command::Import(_) | Command::Export(_) => transfer(command, &facts, &env, &own)?,
        _ => launch(command, &facts, &env, &own)?,
    }
    Ok(())
}

/// Moves events past PIO where its tables are in PostgreSQL, else by PIO.
fn transfer(
    command: &Command,
    facts: &ImageFacts,
    env: &Environment,
    own: &OwnConfig,
) -> Result<(), Failure> {
    let done = directly(facts, env, |direct| match (direct, command) {
        (Some(direct), Command::Import(options)) => Some(direct.import(options)),
        (Some(direct), Command::Export(options)) => Some(direct.export(options)),
        _ => None,
    })?;
    match done {
        Some(done) => done.map_err(Failure::Transfer),
        None => Ok(launch(command, facts, env, own)?),
    }
}

/// App, data and training, by this program's own commands.
fn release(facts: &ImageFacts, env: &Environment) -> Result<(), Failure> {
    let engine = facts.engine.as_ref().ok_or(LaunchError::NoEngine {
        command: "pio release",
    })?;
    let variant = variant(facts, env, LogFormat::Text)?;
    let of_variant = variant.and_then(|variant| variant.app_name);
    let settings = ReleaseSettings::read(env, of_variant.as_deref()).map_err(Failure::Release)?;
    let program = env::current_exe().map_err(|source| LaunchError::Exec {
        program: "pio".into(),
        source,
    })?;
    directly(facts, env, |direct| {
        release::run(&settings, &engine.dir, &program, direct)
    })?
    .map_err(Failure::Release)
}

/// Does something with the way to the database, where there is one without a JVM.
fn directly<T>(
    facts: &ImageFacts,
    env: &Environment,
    work: impl FnOnce(Option<&Direct>) -> T,
) -> Result<T, Failure> {
    let bindings = bindings()?;
    let storage = Storage::resolve(env, &bindings)?;
    let roots = || authorities(facts, &bindings);
    let localtime = fs::read_link("/etc/localtime").ok();
    let sources = zone::Sources {
        java_options: &UserFlags::read(env)?.words,
        variable: env.get(zone::TZ).unwrap_or_default(),
        file: &fs::read_to_string("/etc/timezone").unwrap_or_default(),
        link: localtime.as_deref(),
    };
    let direct = Direct::find(env, &storage, &sources, &roots).map_err(Failure::Transfer)?;
    Ok(work(direct.as_ref()))
}

fn bindings() -> Result<Bindings, LaunchError> {
    Ok(match Bindings::root_at_launch(|key| env::var_os(key)) {
        Some(root) => Bindings::read(&root)?,
        None => Bindings::default(),
    })
}

fn launch(
    command: &Command,
    facts: &ImageFacts,
    env: &Environment,
    own: &OwnConfig,
) -> Result<(), LaunchError> {
    let bindings = bindings()?;
    let variant = match command {
        Command::Train(_) | Command::Eval(_) | Command::Batchpredict(_) | Command::Deploy(_) => {
            variant(facts, env, format_of(command, env))?
        }
        // It tells what it can.
        Command::Status => variant(facts, env, LogFormat::Text).unwrap_or_else(|error| {
            eprintln!("pio: {}", errors::launch::describe(&error));
            None
        }),
        _ => None,
    };
    let trust_store = trust_store(facts, env, &bindings)?;
    let start = Start::of(
        command,
        &Context {
            facts,
            env,
            bindings: &bindings,
            machine: machine(env)?,
            variant: variant.as_ref(),
            own,
            trust_store: trust_store.as_deref(),
            home_is_writable: env.get("HOME").is_some_and(is_writable),
        },
    )?;
    let format = format_of(command, env);
    start.map_or(Ok(()), |start| Err(become_jvm(start, format)))
}

/// What the engine's own `config/` holds, and the environment with the variables of its `pio-env.sh` below the
/// platform's.
fn own_config(facts: &ImageFacts, env: Environment) -> (Environment, OwnConfig) {
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

/// Replaces this process, so that signals reach the JVM itself.
fn become_jvm(start: Start, format: LogFormat) -> LaunchError {
    for announcement in &start.announcements {
        format.say(Level::Info, announcement);
    }
    for warning in &start.warnings {
        format.say(Level::Warn, warning);
    }
    let mut jvm = process::Command::new(&start.program);
    jvm.args(&start.arguments).envs(&start.set);
    for key in start.removed {
        jvm.env_remove(key);
    }
    if let Some(dir) = start.dir.filter(|dir| dir.is_dir()) {
        let dir = if start.writes_into_dir {
            writable_view(&dir).map_err(|source| LaunchError::WorkingDir { source })
        } else {
            Ok(dir)
        };
        match dir {
            Ok(dir) => jvm.current_dir(dir),
            Err(error) => return error,
        };
    }
    let source = jvm.exec();
    LaunchError::Exec {
        program: start.program,
        source,
    }
}

/// The directory itself where it can be written, else a new one that holds the same.
fn writable_view(dir: &Path) -> io::Result<PathBuf> {
    if is_writable(dir) {
        return Ok(dir.to_owned());
    }
    let view = tempfile::Builder::new().prefix("pio-").tempdir()?.keep();
    view::fill(dir, &view)?;
    Ok(view)
}

/// Reads the facts file, which lies beside the directory of this program.
fn read_facts() -> Result<ImageFacts, LaunchError> {
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
fn text_variables() -> Environment {
    env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

fn machine(env: &Environment) -> Result<Machine, LaunchError> {
    let read = |path: &Path| fs::read_to_string(path).ok();
    let host = read(Path::new("/proc/meminfo")).and_then(|text| limit::host_total(&text));
    // Without /proc there is nothing to go by; every container has it.
    let host = host.unwrap_or(u64::MAX);
    let groups = read(Path::new("/proc/self/cgroup")).unwrap_or_default();
    let limits = limit::limit_files(&groups);
    let container = limit::lowest(limits.iter().filter_map(|path| read(path)), host);
    let cpus = thread::available_parallelism().map_or(1, |cpus| cpus.get() as u64);
    Ok(Machine {
        limit: limit::effective(env, container, host)?,
        cpus,
    })
}

/// The engine variant as this process uses it; what was filled in is written to a copy.
fn variant(
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
    let resolved = variant::resolve(&engine.variant, &text, env)?;
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
        if let Err(source) = write_private(&path, uid, text.as_bytes()) {
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

fn user_id() -> u32 {
    fs::metadata("/proc/self").map_or(0, |process| process.uid())
}

fn is_writable(dir: impl AsRef<Path>) -> bool {
    tempfile::tempfile_in(dir).is_ok()
}

/// Makes the JVM's trust store where it needs one of its own.
fn trust_store(
    facts: &ImageFacts,
    env: &Environment,
    bindings: &Bindings,
) -> Result<Option<PathBuf>, LaunchError> {
    if !trust::is_needed(facts, env, bindings, Path::exists) {
        return Ok(None);
    }
    let uid = user_id();
    let path = trust::store_path(uid);
    match write_private(&path, uid, &authorities(facts, bindings)?.to_jks()) {
        Ok(()) => Ok(Some(path)),
        Err(source) => Err(LaunchError::TrustStore { path, source }),
    }
}

/// What image, build and bindings trust.
fn authorities(facts: &ImageFacts, bindings: &Bindings) -> Result<Authorities, LaunchError> {
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

/// Writes a file that nobody else can write, in a directory that nobody else can write, in one step:
/// another process of the container may be reading it.
fn write_private(path: &Path, uid: u32, content: &[u8]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("/tmp"));
    match std::fs::DirBuilder::new().mode(0o700).create(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let made = fs::symlink_metadata(dir)?;
    if !made.is_dir() || made.uid() != uid {
        return Err(io::Error::other("its directory belongs to another user"));
    }
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(content)?;
    file.persist(path)?;
    Ok(())
}

/// Asks on the terminal before anything is deleted.
fn confirm(deletion: Deletion) -> Result<(), LaunchError> {
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
