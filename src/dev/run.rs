//! The course of `pio dev`.

use super::cluster::{Cluster, DB};
use super::data::{DataDir, secret};
use super::error::DevError;
use super::session::Session;
use super::shares::Shares;
use super::supervisor::{Event, Supervisor};
use crate::engine::PostgresqlFacts;
use crate::launch::Environment;
use crate::launch::identity::APP_NAME;
use crate::launch::job::ACCESS_KEY;
use crate::launch::limit::MEMORY_LIMIT;
use crate::launch::log_format::LogFormat;
use crate::launch::regions::{MIB, Size};
use crate::launch::server_key::SERVER_KEY;
use crate::launch::storage::DATABASE_URL;
use crate::release::TRAIN_ON_RELEASE;
use rustix::process::Signal;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const EVENTS: &str = "events";
const RELEASE: &str = "release";
const TRAIN: &str = "train";
const WEB: &str = "web";
/// Those that end before the database does.
const ABOVE_DATABASE: [&str; 5] = [WEB, EVENTS, TRAIN, RELEASE, "initdb"];

const EVENTS_PORT: u16 = 7070;
const SHUTDOWN_TIMEOUT: &str = "PIO_SHUTDOWN_TIMEOUT";
const SHUTDOWN_DELAY: &str = "PIO_SHUTDOWN_DELAY";
const RELOAD_URLS: &str = "PIO_RELOAD_URLS";
const RELOAD_INTERVAL: &str = "PIO_RELOAD_INTERVAL";
/// Half of what Docker waits before it kills.
const SHUTDOWN_SECONDS: u32 = 5;
/// What servers take beyond what they are given for queries in flight, and what PostgreSQL takes.
const GRACE: Duration = Duration::from_secs(3);
/// How long one look at everything takes.
const ROUND: Duration = Duration::from_millis(250);
/// How a query server ends that finds nothing to serve, or nothing that this image can serve.
const NO_MODEL: [u8; 2] = [6, 8];

/// What `pio dev` is to do.
pub struct Dev<'a> {
    /// The launcher itself.
    pub program: PathBuf,
    /// The PostgreSQL of the image.
    pub postgresql: &'a PostgresqlFacts,
    /// Where data are kept.
    pub data: DataDir,
    /// The environment.
    pub env: &'a Environment,
    /// The app whose events the engine reads.
    pub app: String,
    /// How the memory is shared.
    pub shares: Shares,
    /// The port for queries.
    pub port: u16,
    /// Whether it trains when it starts.
    pub trains: bool,
    /// What the names of the tables with PIO's metadata begin with.
    pub metadata: String,
    /// The user.
    pub uid: u32,
    /// The form of the log.
    pub format: LogFormat,
}

/// Runs everything until it is told to end, or one of the servers ends.
///
/// # Errors
/// Always: this is how it ends.
pub fn run(dev: &Dev) -> Result<Infallible, DevError> {
    let mut supervisor = Supervisor::start(dev.format).map_err(|source| DevError::System {
        what: dev.program.clone(),
        source,
    })?;
    let session = Session::path(dev.uid);
    let end = serve(dev, &mut supervisor, &session);
    if let Err(DevError::Ended { name, code }) = &end {
        supervisor.say(&format!("{name} ended with {code}; ending the others"));
    }
    let seconds = |name| dev.env.seconds(name).ok().flatten();
    let seconds = seconds(SHUTDOWN_TIMEOUT).unwrap_or(SHUTDOWN_SECONDS)
        + seconds(SHUTDOWN_DELAY).unwrap_or_default();
    let grace = Duration::from_secs(seconds.into()) + GRACE;
    supervisor.stop(&ABOVE_DATABASE, Signal::TERM, grace);
    // Its "fast" way: sessions end, and what they had committed is on the disk.
    supervisor.stop(&[DB], Signal::INT, GRACE);
    let _ = fs_err::remove_file(session);
    supervisor.flush();
    end
}

fn serve(dev: &Dev, supervisor: &mut Supervisor, path: &Path) -> Result<Infallible, DevError> {
    tell_place(dev, supervisor);
    let mut cluster = Cluster::start(
        supervisor,
        dev.postgresql,
        &dev.data,
        dev.shares.database,
        dev.uid,
    )?;
    let (session, made) = session(dev, &cluster)?;
    let written = session.write(path, dev.uid);
    written.map_err(|source| DevError::System {
        what: path.to_owned(),
        source,
    })?;

    let mut release = dev.pio(&session, dev.shares.train, &["release"]);
    release.env(TRAIN_ON_RELEASE, "false");
    match supervisor.complete(RELEASE, &mut release)? {
        0 => {}
        code => {
            let name = RELEASE;
            return Err(DevError::Ended { name, code });
        }
    }
    let port = EVENTS_PORT.to_string();
    let events = ["eventserver", "--port", &port];
    supervisor.spawn(EVENTS, &mut dev.pio(&session, dev.shares.events, &events))?;
    tell_key(dev, supervisor, &session, made);
    if dev.trains {
        let train = ["train", "--if-new", &dev.app];
        let mut train = dev.pio(&session, dev.shares.train, &train);
        if dev.env.get(RELOAD_URLS).is_none() {
            // The query server starts with its model, or is starting now.
            train.env_remove(RELOAD_URLS);
        }
        supervisor.spawn(TRAIN, &mut train)?;
    }
    let mut web = Web::default();
    loop {
        if let Some(event) = supervisor.next(ROUND)
            && let Some(words) = meaning(event, web.answers)?
        {
            supervisor.say(words);
        }
        web.go_on(dev, &session, &mut cluster, supervisor)?;
    }
}

/// The query server, which needs a model.
#[derive(Default)]
struct Web {
    /// The trainings that there were when it was started last.
    tried: Option<String>,
    answers: bool,
}

impl Web {
    /// Starts it as soon as there is a training that it has not tried, and tells when it answers.
    fn go_on(
        &mut self,
        dev: &Dev,
        session: &Session,
        cluster: &mut Cluster,
        supervisor: &mut Supervisor,
    ) -> Result<(), DevError> {
        if !supervisor.runs(WEB) {
            let trained = cluster.trained(&dev.metadata);
            if trained.is_some() && trained != self.tried {
                self.tried = trained;
                let port = dev.port.to_string();
                let words = ["deploy", "--port", &port];
                supervisor.spawn(WEB, &mut dev.pio(session, dev.shares.web, &words))?;
            }
        } else if !self.answers && answers(dev.port) {
            self.answers = true;
            supervisor.say(&format!(
                "Ready: POST queries to http://localhost:{}/queries.json. To train on new events: docker exec CONTAINER train",
                dev.port
            ));
        }
        Ok(())
    }
}

/// What to say of an event, where it is not the end of all; `answers` is whether the query server ever answered.
fn meaning(event: Event, answers: bool) -> Result<Option<&'static str>, DevError> {
    match event {
        Event::Told(signal) => Err(DevError::Told(signal)),
        Event::Ended(TRAIN, 0) => Ok(None),
        Event::Ended(TRAIN, _) => Ok(Some(
            "The training failed; the reason is above. Events are taken in. To train again: docker exec CONTAINER train",
        )),
        Event::Ended(WEB, code) if !answers && NO_MODEL.contains(&code) => Ok(Some(
            "Nothing to serve yet; the query server starts after the next training",
        )),
        Event::Ended(name, code) => Err(DevError::Ended { name, code }),
    }
}

/// A query server opens its port when its model is loaded.
fn answers(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpStream::connect_timeout(&address, ROUND).is_ok()
}

impl Dev<'_> {
    /// One of the launcher's own commands, with its share of the memory.
    fn pio(&self, session: &Session, memory: u64, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).envs(&session.0);
        command.env(MEMORY_LIMIT, megabytes(memory));
        for (key, value) in [
            (SHUTDOWN_TIMEOUT, SHUTDOWN_SECONDS.to_string()),
            // Nobody balances a load here.
            (SHUTDOWN_DELAY, "0".to_owned()),
            // A training tells the server, but one that ends while the server starts would be missed.
            (RELOAD_INTERVAL, "10".to_owned()),
        ] {
            if self.env.get(key).is_none() {
                command.env(key, value);
            }
        }
        command
    }
}

/// What every process is told, and whether its access key was made just now.
fn session(dev: &Dev, cluster: &Cluster) -> Result<(Session, bool), DevError> {
    let (key, made) = match dev.env.get(ACCESS_KEY) {
        Some(key) => (key.to_owned(), false),
        None => dev.data.access_key().map_err(|source| DevError::System {
            what: dev.data.access_key_file(),
            source,
        })?,
    };
    let own = |key, otherwise: String| dev.env.get(key).map_or(otherwise, ToOwned::to_owned);
    let server = format!("http://127.0.0.1:{}", dev.port);
    let variables = [
        (DATABASE_URL, cluster.url()),
        (MEMORY_LIMIT, megabytes(dev.shares.train)),
        (APP_NAME, dev.app.clone()),
        (ACCESS_KEY, key),
        (SERVER_KEY, own(SERVER_KEY, secret())),
        (RELOAD_URLS, own(RELOAD_URLS, server)),
    ];
    let variables = variables.map(|(key, value)| (key.to_owned(), value));
    Ok((Session(variables.into()), made))
}

fn megabytes(bytes: u64) -> String {
    format!("{}m", bytes / MIB)
}

fn tell_place(dev: &Dev, supervisor: &Supervisor) {
    let path = dev.data.path().display();
    let shares = dev.shares.named();
    let shares = shares.map(|(name, bytes)| format!("{name} {}", Size(bytes)));
    supervisor.say(&format!("Memory: {}", shares.join(", ")));
    if dev.data.is_passing() {
        supervisor.say(&format!(
            "Data: {path}. They go with the container; to keep them: docker run --volume pio-data:{}",
            dev.postgresql.data.display()
        ));
    } else {
        supervisor.say(&format!("Data: {path}"));
    }
}

fn tell_key(dev: &Dev, supervisor: &Supervisor, session: &Session, made: bool) {
    let app = &dev.app;
    let key = session.0.get(ACCESS_KEY).filter(|_| made);
    let (query, whence) = match (key, dev.env.get(ACCESS_KEY)) {
        (Some(key), _) => (key.as_str(), String::new()),
        (None, Some(_)) => ("KEY", format!(", with the key of {ACCESS_KEY}")),
        (None, None) => {
            let file = dev.data.access_key_file();
            ("KEY", format!(", with the key in {}", file.display()))
        }
    };
    supervisor.say(&format!(
        "Events of the app {app}: POST to http://localhost:{EVENTS_PORT}/events.json?accessKey={query}{whence}"
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_training_ends_nothing_and_a_server_ends_all() {
        assert_eq!(meaning(Event::Ended(TRAIN, 0), true).unwrap(), None);
        assert!(meaning(Event::Ended(TRAIN, 1), true).unwrap().is_some());
        for name in [WEB, EVENTS, DB] {
            let end = meaning(Event::Ended(name, 3), true).unwrap_err();
            assert_eq!(end.exit_code(), 3, "{name}");
            let end = meaning(Event::Ended(name, 0), true).unwrap_err();
            assert_eq!(end.exit_code(), 1, "{name}");
        }
        let told = meaning(Event::Told(15), true).unwrap_err();
        assert_eq!(told.exit_code(), 143);
    }

    #[test]
    fn a_query_server_without_a_model_waits_for_a_training() {
        for code in NO_MODEL {
            assert!(meaning(Event::Ended(WEB, code), false).unwrap().is_some());
            assert!(meaning(Event::Ended(WEB, code), true).is_err());
        }
        assert!(meaning(Event::Ended(WEB, 7), false).is_err());
    }
}
