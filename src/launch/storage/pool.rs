//! What a process takes of a database: how many connections, and how long it waits. Small databases, such as Heroku's with
//! 20 connections, must have enough for all processes of an app, and one that hangs must hold nobody for ever.

use super::site::HBASE;
use super::{SOURCES, Storage};
use crate::launch::environment::Environment;
use crate::launch::error::LaunchError;
use crate::launch::memory::Process;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The setting for how long a statement may take, in seconds.
pub const TIMEOUT: &str = "PIO_STORAGE_TIMEOUT";
/// An event server's clients are told after as long that there is no answer (`server.conf`), so nobody waits for more.
const OF_EVENTS: u32 = 30;
/// Models are large values, and commands may have much to do.
const OF_OTHERS: u32 = 300;
/// What HBase's client waits for one call unless told otherwise.
const OF_HBASE_CALL: u32 = 60;
/// So much later the connection itself is given up: a server that hangs cancels no statement.
const GRACE: u32 = 30;

impl Process {
    /// The most connections at a time in the pool of its JVM. A training reads events by as many more as it has tasks.
    #[must_use]
    pub fn connections(self) -> u32 {
        match self {
            Self::EventServer => 8,
            Self::Tool => 2,
            _ => 4,
        }
    }
}

/// Puts the bounds of a process into its storage.
///
/// # Errors
/// When the setting is no number.
pub fn bound(
    storage: &mut Storage,
    process: Process,
    env: &Environment,
) -> Result<(), LaunchError> {
    let default = if process == Process::EventServer {
        OF_EVENTS
    } else {
        OF_OTHERS
    };
    let seconds = env.seconds(TIMEOUT)?.unwrap_or(default).max(1);
    let set = bounds_of_databases(storage, process, seconds, env);
    storage.variables.extend(set);
    bound_hbase(storage, seconds);
    Ok(())
}

fn bounds_of_databases(
    storage: &Storage,
    process: Process,
    seconds: u32,
    env: &Environment,
) -> BTreeMap<String, String> {
    let mut set = BTreeMap::from([(TIMEOUT.to_owned(), seconds.to_string())]);
    for place in storage.places.iter().filter(|place| place.by_jdbc) {
        let key = |name| format!("{SOURCES}{}_{name}", place.source);
        let of = |key: &str| {
            let resolved = storage.variables.get(key).map(String::as_str);
            resolved.or_else(|| env.get(key))
        };
        if of(&key("CONNECTIONS")).is_none() {
            set.insert(key("CONNECTIONS"), process.connections().to_string());
        }
        if let Some(url) = of(&key("URL")) {
            set.insert(key("URL"), bounded(url, seconds.saturating_add(GRACE)));
        }
    }
    set
}

/// The same bounds for HBase's client, which would try for ever by itself: in its file, where the launcher makes one.
fn bound_hbase(storage: &mut Storage, seconds: u32) {
    if let Some(properties) = storage.site.get_mut(HBASE) {
        for (name, seconds) in [
            ("hbase.client.operation.timeout", seconds),
            ("hbase.rpc.timeout", seconds.min(OF_HBASE_CALL)),
        ] {
            properties.insert(name.to_owned(), format!("{seconds}000"));
        }
    }
}

/// The driver's address with bounds where it has none of its own.
fn bounded(url: &str, seconds: u32) -> String {
    let (unit, more) = if url.starts_with("jdbc:mysql:") {
        // Its driver counts milliseconds, and keeps connections alive by itself.
        (1000, None)
    } else {
        (1, Some(("tcpKeepAlive", "true".to_owned())))
    };
    let bounds = [
        ("connectTimeout", (10 * unit).to_string()),
        ("socketTimeout", seconds.saturating_mul(unit).to_string()),
    ];
    let mut bounded = url.to_owned();
    for (name, value) in bounds.into_iter().chain(more) {
        let is_said = ['?', '&']
            .iter()
            .any(|before| url.contains(&format!("{before}{name}=")));
        if !is_said {
            let separator = if bounded.contains('?') { '&' } else { '?' };
            // Writing to a string does not fail.
            let _ = write!(bounded, "{separator}{name}={value}");
        }
    }
    bounded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::Bindings;
    use crate::engine::Line;

    fn bound_by(process: Process, variables: &[(&str, &str)]) -> Storage {
        let env: Environment = variables.iter().copied().collect();
        let mut storage = Storage::resolve(&env, &Bindings::default(), Line::V0_10).unwrap();
        bound(&mut storage, process, &env).unwrap();
        storage
    }

    const PGSQL: &str = "PIO_STORAGE_SOURCES_PGSQL_";

    /// Event server, query server, a training with two tasks beside its pool, the lock of its release: 19.
    #[test]
    fn an_app_fits_a_database_of_20_connections() {
        let of = |process| {
            let set = bound_by(process, &[]).variables;
            set[&format!("{PGSQL}CONNECTIONS")].parse::<u32>().unwrap()
        };
        assert_eq!(of(Process::Tool), 2);
        let servers = of(Process::EventServer) + of(Process::Deploy);
        assert_eq!(servers + of(Process::Train) + 2 + 1, 19);
    }

    #[test]
    fn calls_of_hbase_are_bounded() {
        let bounds = |process, more: &[(&str, &str)]| {
            let mut variables = vec![
                ("PIO_STORAGE_REPOSITORIES_EVENTDATA_SOURCE", "HB"),
                ("PIO_STORAGE_SOURCES_HB_TYPE", "hbase"),
                ("PIO_STORAGE_SOURCES_HB_HOSTS", "hbase"),
            ];
            variables.extend(more);
            let storage = bound_by(process, &variables);
            ["hbase.client.operation.timeout", "hbase.rpc.timeout"]
                .map(|name| storage.site[HBASE][name].clone())
        };
        assert_eq!(bounds(Process::EventServer, &[]), ["30000", "30000"]);
        assert_eq!(bounds(Process::Train, &[]), ["300000", "60000"]);
        assert_eq!(bounds(Process::Tool, &[(TIMEOUT, "5")]), ["5000", "5000"]);
    }

    #[test]
    fn statements_and_connections_are_bounded() {
        let url = |process, url, more: &[(&str, &str)]| {
            let mut variables = vec![("DATABASE_URL", url)];
            variables.extend(more);
            let set = bound_by(process, &variables).variables;
            let is_url = |key: &str| key.starts_with(SOURCES) && key.ends_with("_URL");
            let url = set.iter().find(|(key, _)| is_url(key)).unwrap().1;
            (url.clone(), set[TIMEOUT].clone())
        };
        for (process, address, more, expected, seconds) in [
            (
                Process::EventServer,
                "postgres://u:p@localhost/d",
                &[][..],
                "jdbc:postgresql://localhost:5432/d?connectTimeout=10&socketTimeout=60&tcpKeepAlive=true",
                "30",
            ),
            (
                Process::Train,
                "postgres://u:p@localhost/d?socketTimeout=7&keepalives=0",
                &[],
                "jdbc:postgresql://localhost:5432/d?socketTimeout=7&tcpKeepAlive=false&connectTimeout=10",
                "300",
            ),
            (
                Process::Deploy,
                "mysql://u:p@localhost/d?sslMode=DISABLED",
                &[(TIMEOUT, "100")],
                "jdbc:mysql://localhost:3306/d?sslMode=DISABLED&connectionTimeZone=%2B00%3A00\
                 &forceConnectionTimeZoneToSession=true&connectTimeout=10000&socketTimeout=130000",
                "100",
            ),
        ] {
            let found = url(process, address, more);
            assert_eq!(found, (expected.to_owned(), seconds.to_owned()));
        }
    }

    #[test]
    fn sources_of_the_users_own_are_bounded_too() {
        let own = [
            ("PIO_STORAGE_REPOSITORIES_METADATA_SOURCE", "SHOP"),
            ("PIO_STORAGE_REPOSITORIES_EVENTDATA_SOURCE", "SHOP"),
            ("PIO_STORAGE_REPOSITORIES_MODELDATA_SOURCE", "SHOP"),
            ("PIO_STORAGE_SOURCES_SHOP_TYPE", "jdbc"),
            ("PIO_STORAGE_SOURCES_SHOP_URL", "jdbc:postgresql://h/d"),
            ("PIO_STORAGE_SOURCES_SHOP_CONNECTIONS", "3"),
        ];
        let set = bound_by(Process::Deploy, &own).variables;
        assert!(!set.contains_key("PIO_STORAGE_SOURCES_SHOP_CONNECTIONS"));
        assert_eq!(
            set["PIO_STORAGE_SOURCES_SHOP_URL"],
            "jdbc:postgresql://h/d?connectTimeout=10&socketTimeout=330&tcpKeepAlive=true"
        );
    }

    #[test]
    fn other_backends_have_no_connections_to_count() {
        let elsewhere = [
            ("PIO_STORAGE_REPOSITORIES_METADATA_SOURCE", "ES"),
            ("PIO_STORAGE_REPOSITORIES_EVENTDATA_SOURCE", "ES"),
            ("PIO_STORAGE_REPOSITORIES_MODELDATA_SOURCE", "ES"),
            ("PIO_STORAGE_SOURCES_ES_TYPE", "elasticsearch"),
        ];
        let storage = bound_by(Process::Deploy, &elsewhere);
        let env: Environment = elsewhere.iter().copied().collect();
        let set = bounds_of_databases(&storage, Process::Deploy, 1, &env);
        assert_eq!(set.into_keys().collect::<Vec<_>>(), [TIMEOUT]);
    }
}
