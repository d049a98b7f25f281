//! PostgreSQL: its files, its command line, and what is set up in it.
//!
//! It listens on this machine alone, with a password that is made anew at every start. Its socket is in a directory that
//! only its user may enter, so there it asks for none.

use super::data::{DataDir, secret};
use super::error::DevError;
use super::supervisor::{Event, Supervisor};
use crate::engine::PostgresqlFacts;
use crate::launch::regions::MIB;
use fs_err as fs;
use postgres::{Client, Config, NoTls};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// Its name in the log.
pub(super) const DB: &str = "db";
/// The database, and the user that owns it.
const NAME: &str = "pio";
/// The database that every PostgreSQL has.
const FIRST: &str = "postgres";
const PAUSE: Duration = Duration::from_millis(100);

/// A running PostgreSQL.
pub(super) struct Cluster {
    /// Its directory with the socket, which goes with it.
    sockets: TempDir,
    port: u16,
    password: String,
    client: Option<Client>,
}

impl Cluster {
    /// Makes the files where there are none, starts PostgreSQL on them, and waits until it answers: after an abrupt end
    /// it repairs itself first.
    pub(super) fn start(
        supervisor: &mut Supervisor,
        facts: &PostgresqlFacts,
        data: &DataDir,
        memory: u64,
        uid: u32,
    ) -> Result<Self, DevError> {
        let dir = data.database();
        if dir.join("PG_VERSION").is_file() {
            same_version(&dir, facts)?;
        } else {
            make(supervisor, facts, &dir, uid)?;
        }
        // It has the number of a process in another container, where this one may have a process of the same number.
        // That no other PostgreSQL is at work is known from the lock on the data.
        let _ = fs::remove_file(dir.join("postmaster.pid"));
        let sockets = tempfile::Builder::new().prefix("pio-db-").tempdir();
        let sockets = sockets.map_err(|source| system(&std::env::temp_dir(), source))?;
        let port = free_port().map_err(|source| system(Path::new("127.0.0.1"), source))?;
        let mut command = Command::new(facts.home.join("bin/postgres"));
        command.args(arguments(&dir, sockets.path(), port, memory));
        supervisor.spawn(DB, &mut command)?;
        let mut cluster = Self {
            sockets,
            port,
            password: secret(),
            client: None,
        };
        cluster.wait(supervisor)?;
        cluster.set_up()?;
        Ok(cluster)
    }

    /// Its address with the password.
    pub(super) fn url(&self) -> String {
        let Self { port, password, .. } = self;
        format!("postgres://{NAME}:{password}@127.0.0.1:{port}/{NAME}")
    }

    /// What tells the trainings that have completed from those that had before; nothing where none has.
    pub(super) fn trained(&mut self, prefix: &str) -> Option<String> {
        let plain = prefix
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_');
        let prefix = if plain { prefix } else { "pio_meta" };
        let table = format!("{prefix}_engineinstances");
        if self.client.as_ref().is_none_or(Client::is_closed) {
            self.client = self.connect(NAME).ok();
        }
        let client = self.client.as_mut()?;
        // PIO makes the table with the first training; asked before, it would be an error in the log each time.
        let there = client.query_one("SELECT to_regclass($1)::text", &[&table]);
        there.ok()?.get::<_, Option<String>>(0)?;
        // Of no training there is no last one.
        let query = format!(
            "SELECT count(*) || ' ' || max(endtime) FROM {table} WHERE status = 'COMPLETED'"
        );
        client.query_one(&query, &[]).ok()?.get(0)
    }

    fn connect(&self, database: &str) -> Result<Client, postgres::Error> {
        let mut config = Config::new();
        config.host_path(self.sockets.path()).port(self.port);
        config.user(NAME).dbname(database).connect(NoTls)
    }

    fn wait(&self, supervisor: &mut Supervisor) -> Result<(), DevError> {
        while self.connect(FIRST).is_err() {
            match supervisor.next(PAUSE) {
                Some(Event::Ended(name, code)) => return Err(DevError::Ended { name, code }),
                Some(Event::Told(signal)) => return Err(DevError::Told(signal)),
                None => {}
            }
        }
        Ok(())
    }

    fn set_up(&mut self) -> Result<(), DevError> {
        let refused = |error: postgres::Error| DevError::Database {
            reason: error
                .as_db_error()
                .map_or_else(|| error.to_string(), |error| error.message().to_owned()),
        };
        let mut client = self.connect(FIRST).map_err(refused)?;
        // The password is hexadecimal, so it needs no quotes of its own.
        let password = format!("ALTER ROLE {NAME} PASSWORD '{}'", self.password);
        client.batch_execute(&password).map_err(refused)?;
        let there = "SELECT 1 FROM pg_database WHERE datname = $1";
        let there = client.query_opt(there, &[&NAME]).map_err(refused)?;
        if there.is_none() {
            let make = format!("CREATE DATABASE {NAME}");
            client.batch_execute(&make).map_err(refused)?;
        }
        Ok(())
    }
}

/// Makes the files beside their place first: what broke off leaves nothing that looks whole.
fn make(
    supervisor: &mut Supervisor,
    facts: &PostgresqlFacts,
    dir: &Path,
    uid: u32,
) -> Result<(), DevError> {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    if !has_name(&users, uid) {
        return Err(DevError::NoUserName { uid });
    }
    let beside = dir.with_extension("new");
    if beside.exists() {
        fs::remove_dir_all(&beside).map_err(|source| system(&beside, source))?;
    }
    supervisor.say(&format!(
        "Making a database of PostgreSQL {}",
        facts.version
    ));
    let mut command = Command::new(facts.home.join("bin/initdb"));
    command.arg("--pgdata").arg(&beside).args([
        "--username=pio",
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-instructions",
    ]);
    match supervisor.complete_quietly("initdb", &mut command)? {
        0 => fs::rename(&beside, dir).map_err(|source| system(dir, source)),
        code => Err(DevError::Ended {
            name: "initdb",
            code,
        }),
    }
}

/// `initdb` asks for the name of its user, also where it does not matter.
fn has_name(users: &str, uid: u32) -> bool {
    users
        .lines()
        .any(|line| line.split(':').nth(2) == Some(uid.to_string().as_str()))
}

fn same_version(dir: &Path, facts: &PostgresqlFacts) -> Result<(), DevError> {
    let file = dir.join("PG_VERSION");
    let found = fs::read_to_string(&file).map_err(|source| system(&file, source))?;
    let found = found.trim();
    let major = facts.version.split('.').next().unwrap_or_default();
    if found == major {
        return Ok(());
    }
    Err(DevError::Version {
        path: dir.to_owned(),
        found: found.to_owned(),
        major: major.to_owned(),
    })
}

fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// The command line: small, for one machine, and without what could show a secret in the log.
fn arguments(dir: &Path, sockets: &Path, port: u16, memory: u64) -> Vec<String> {
    let settings = [
        ("listen_addresses", "127.0.0.1".to_owned()),
        ("port", port.to_string()),
        ("unix_socket_directories", sockets.display().to_string()),
        ("shared_buffers", format!("{}MB", memory / 4 / MIB)),
        ("maintenance_work_mem", "32MB".to_owned()),
        ("max_connections", "60".to_owned()),
        ("max_wal_size", "256MB".to_owned()),
        ("max_parallel_workers_per_gather", "0".to_owned()),
        ("max_parallel_maintenance_workers", "0".to_owned()),
        ("jit", "off".to_owned()),
        ("huge_pages", "off".to_owned()),
        ("log_checkpoints", "off".to_owned()),
        ("log_line_prefix", String::new()),
        // Who asks is told of an error itself, and PredictionIO asks for some: it makes indices that are there.
        ("log_min_messages", "log".to_owned()),
        // Statements and their details hold keys and events.
        ("log_min_error_statement", "panic".to_owned()),
        ("log_error_verbosity", "terse".to_owned()),
    ];
    let mut arguments = vec!["-D".to_owned(), dir.display().to_string()];
    for (key, value) in settings {
        arguments.extend(["-c".to_owned(), format!("{key}={value}")]);
    }
    arguments
}

fn system(what: &Path, source: io::Error) -> DevError {
    DevError::System {
        what: PathBuf::from(what),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> PostgresqlFacts {
        PostgresqlFacts {
            home: "/pg".into(),
            version: "17.11.0".into(),
            data: "/data".into(),
        }
    }

    #[test]
    fn data_of_another_version_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("PG_VERSION"), "17\n").unwrap();
        same_version(dir.path(), &facts()).unwrap();
        fs::write(dir.path().join("PG_VERSION"), "16\n").unwrap();
        let error = same_version(dir.path(), &facts()).unwrap_err();
        assert!(
            matches!(error, DevError::Version { found, major, .. } if found == "16" && major == "17")
        );
    }

    #[test]
    fn users_are_known_by_their_number() {
        let users = "root:x:0:0:root:/root:/bin/sh\ncnb:x:1000:1001::/home/cnb:/bin/sh\n";
        assert!(has_name(users, 1000));
        assert!(!has_name(users, 1001), "that is a group");
        assert!(!has_name("", 0));
    }

    #[test]
    fn it_listens_on_this_machine_alone() {
        let arguments = arguments(Path::new("/d"), Path::new("/s"), 5, 128 * MIB).join(" ");
        assert!(arguments.starts_with("-D /d -c listen_addresses=127.0.0.1 -c port=5 "));
        assert!(arguments.contains("shared_buffers=32MB"));
    }
}
