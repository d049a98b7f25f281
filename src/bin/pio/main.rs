//! The launcher: gathers what [`predictionio_buildpack::launch`] decides upon, and becomes the JVM.

mod dev;
mod executor;
mod exhausted;
mod gathered;
mod jvm;
mod serving;

use fs_err as fs;
use gathered::{
    authorities, bindings, confirm, hadoop_dirs, is_writable, machine, own_config, read_facts,
    site_dir, text_variables, trust_store, user_id, variant, write_files,
};
use jvm::become_jvm;
use predictionio_buildpack::control::{Action, ControlError};
use predictionio_buildpack::database::zone;
use predictionio_buildpack::dev::{DevError, Session};
use predictionio_buildpack::engine::ImageFacts;
use predictionio_buildpack::errors;
use predictionio_buildpack::health::{self, HealthError};
use predictionio_buildpack::launch::cli::{self, CliError, Command, Control};
use predictionio_buildpack::launch::java_options::UserFlags;
use predictionio_buildpack::launch::job::{port_of_web, queries_port};
use predictionio_buildpack::launch::log_format::{Level, LogFormat};
use predictionio_buildpack::launch::own_config::OwnConfig;
use predictionio_buildpack::launch::storage::Storage;
use predictionio_buildpack::launch::{
    Context, Environment, LaunchError, Start, memory_report, report,
};
use predictionio_buildpack::release::{self, ReleaseError, ReleaseSettings};
use predictionio_buildpack::transfer::{Direct, TransferError};
use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    if executor::is_java() {
        return refuse(&executor::run(), LogFormat::of(&text_variables()));
    }
    let command = match cli::parse(env::args_os().skip(1)) {
        Ok(command) => command,
        Err(CliError::Clap(error)) => error.exit(),
        Err(CliError::Launch(error)) => return refuse(&error, LogFormat::Text),
    };
    let format = format_of(&command, &text_variables());
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Launch(error)) => refuse(&error, format),
        Err(Failure::Health(error)) => {
            eprintln!("pio: {}", errors::health::describe(&error));
            ExitCode::from(HealthError::EXIT_CODE)
        }
        Err(Failure::Control(error)) => {
            eprintln!("pio: {}", errors::control::describe(&error));
            ExitCode::from(error.exit_code())
        }
        Err(Failure::Release(error)) => {
            if let Some(words) = errors::release::describe(&error) {
                eprintln!("pio: {words}");
            }
            ExitCode::from(error.exit_code())
        }
        Err(Failure::Dev(error)) => {
            if let Some(words) = errors::dev::describe(&error) {
                format.say(Level::Error, &words.to_string());
            }
            ExitCode::from(error.exit_code())
        }
        Err(Failure::Transfer(error)) => {
            eprintln!("pio: {}", errors::events::describe(&error));
            ExitCode::from(error.exit_code())
        }
    }
}

/// What can go wrong in each of the launcher's trades: to start a JVM, to speak to one, to move events itself.
enum Failure {
    Launch(LaunchError),
    Control(ControlError),
    Health(HealthError),
    Transfer(TransferError),
    Release(ReleaseError),
    Dev(DevError),
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
    if let Command::OutOfMemory(jvm) = &command {
        return Ok(exhausted::tell(jvm)?);
    }
    if let Some(deletion) = command.deletion() {
        confirm(deletion)?;
    }
    let facts = read_facts()?;
    let (env, own) = own_config(&facts, text_variables());
    let env = beside_dev(&facts, env);
    let command = &command.resolved(facts.engine.is_some(), &env)?;
    match command {
        Command::Version => print!("{}", report::versions(&facts)),
        Command::Memory => {
            let machine = machine(&env)?;
            print!("{}", memory_report::memory(machine, &env, &own)?);
        }
        Command::Health(options) => {
            let port = port_of_web(options.port, facts.engine.is_some(), &env)?;
            println!("{}", health::ask(port).map_err(Failure::Health)?);
        }
        Command::Release => release(&facts, &env)?,
        Command::Dev(options) => match dev::dev(options, &facts, &env).map_err(Failure::Dev)? {},
        Command::Reload(control) => control_server(Action::Reload, control, &env)?,
        Command::Undeploy(control) => control_server(Action::Stop, control, &env)?,
        Command::Import(_) | Command::Export(_) => transfer(command, &facts, &env, &own)?,
        _ => launch(command, &facts, &env, &own)?,
    }
    Ok(())
}

/// In a container where `pio dev` runs, every other command has its database.
fn beside_dev(facts: &ImageFacts, env: Environment) -> Environment {
    let uid = user_id();
    let session = facts
        .postgresql
        .as_ref()
        .and_then(|_| Session::read(&Session::path(uid), uid));
    match session {
        Some(session) => session.join(env),
        None => env,
    }
}

fn control_server(action: Action, control: &Control, env: &Environment) -> Result<(), Failure> {
    let port = queries_port(control.port, env)?;
    let host = control.ip.as_deref();
    serving::tell(action, host, port, env).map_err(Failure::Control)
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
    let storage = Storage::resolve(env, &bindings, facts.line())?;
    storage.check(facts.line(), &facts.storage)?;
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
    let mut own = own.clone();
    own.hadoop = hadoop_dirs(env)?;
    let trust_store = trust_store(facts, env, &bindings)?;
    let server_key = serving::random_key(command, env)?;
    let start = Start::of(
        command,
        &Context {
            facts,
            env,
            bindings: &bindings,
            machine: machine(env)?,
            variant: variant.as_ref(),
            own: &own,
            server_key: server_key.as_ref(),
            plugins: &serving::plugins(command, facts),
            trust_store: trust_store.as_deref(),
            site_dir: &site_dir(),
            home_is_writable: env.get("HOME").is_some_and(is_writable),
        },
    )?;
    let format = format_of(command, env);
    match start {
        Some(start) => {
            write_files(&start.files)?;
            Err(become_jvm(start, format, None))
        }
        None => Ok(()),
    }
}
