//! Where PIO keeps apps, events and models, as the variables that PIO itself reads
//! (`org.apache.predictionio.data.storage.Storage` of PIO 0.10).

use super::database_url::{Database, UrlFault};
use super::environment::Environment;
use super::error::LaunchError;
use super::host::Host;
use super::jdbc::{self, Encryption};
use crate::bindings::{Binding, Bindings};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The variable with the database's address, as platforms set it.
pub const DATABASE_URL: &str = "DATABASE_URL";
/// The variable that allows a connection without encryption; the ancestor's name.
pub const OPTIONAL_SSL: &str = "PIO_POSTGRES_OPTIONAL_SSL";
/// The type of service bindings for PostgreSQL.
const BINDING_KIND: &str = "postgresql";

const SOURCES: &str = "PIO_STORAGE_SOURCES_";
const REPOSITORIES: &str = "PIO_STORAGE_REPOSITORIES_";
/// The source that is set up here; any other is the user's own.
const PGSQL: &str = "PGSQL";

/// PIO's repositories and their names, which are the prefixes of the tables. They are the ancestor's, so
/// that a database of its time works on.
const REPOSITORY_NAMES: [(&str, &str); 3] = [
    ("METADATA", "pio_meta"),
    ("EVENTDATA", "pio_event"),
    ("MODELDATA", "pio_model"),
];

/// The ancestor's settings of the source, each of which the user may set otherwise.
const PGSQL_DEFAULTS: [(&str, &str); 4] = [
    ("TYPE", "jdbc"),
    ("INDEX", "enabled"),
    ("PARTITIONS", "4"),
    ("CONNECTIONS", "8"),
];

/// Tells the Java half that nobody named a database, so that it does not blame a setting for it.
const IS_DEFAULT: &str = "PIO_LAUNCH_DEFAULT_DATABASE";

/// The ancestor's database when none is given.
const LOCAL_DATABASE: [(&str, &str); 3] = [
    ("URL", "jdbc:postgresql://localhost:5432/pio"),
    ("USERNAME", "pio"),
    ("PASSWORD", "pio"),
];

/// The storage of a process.
#[derive(Clone, PartialEq, Eq)]
pub struct Storage {
    /// The variables to set. They hold the password.
    pub variables: BTreeMap<String, String>,
    /// Where the storage is, without secrets, for people to read.
    pub shown: String,
    /// The database with the apps, if it is PostgreSQL.
    pub metadata: Option<Jdbc>,
    /// The database with the events, if it is PostgreSQL.
    pub events: Option<Jdbc>,
    /// Whether nobody named a database, so that the default is tried.
    pub is_default: bool,
}

/// A PostgreSQL database with PIO's own tables, as PIO's JDBC storage is told of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Jdbc {
    /// The variable that names it, for errors.
    pub origin: String,
    /// The driver's address.
    pub url: String,
    /// The user, unless the address names one.
    pub user: String,
    /// The password, unless the address holds one.
    pub password: String,
    /// What the names of the tables begin with, before an underscore.
    pub prefix: String,
}

impl Storage {
    /// Decides where the storage is: `DATABASE_URL`, else a binding of type `postgresql`, else PIO's own
    /// variables as the user set them, else a database on this machine. Of PIO's own variables, only
    /// those of the database's address give way; the others stay as the user set them.
    ///
    /// # Errors
    /// When an address is malformed, a binding is incomplete, or a repository names a source that is
    /// not set up.
    pub fn resolve(env: &Environment, bindings: &Bindings) -> Result<Self, LaunchError> {
        let mut chosen = Variables {
            env,
            set: BTreeMap::new(),
        };
        for (repository, name) in REPOSITORY_NAMES {
            chosen.default(format!("{REPOSITORIES}{repository}_NAME"), name);
            chosen.default(format!("{REPOSITORIES}{repository}_SOURCE"), PGSQL);
        }
        if let Some(database) = database(env, bindings)? {
            let encryption = encryption(env, &database)?;
            for (key, value) in [
                ("URL", jdbc::url(&database, encryption)),
                ("USERNAME", database.user),
                ("PASSWORD", database.password),
            ] {
                chosen.set.insert(format!("{SOURCES}{PGSQL}_{key}"), value);
            }
        }
        let used = chosen.used_sources()?;
        let mut remark = "";
        if used.contains(PGSQL) {
            if chosen.get(&format!("{SOURCES}{PGSQL}_URL")).is_none() {
                chosen.defaults(LOCAL_DATABASE);
                chosen.set.insert(IS_DEFAULT.to_owned(), "true".to_owned());
                remark = " (the default: DATABASE_URL is not set)";
            }
            chosen.defaults(PGSQL_DEFAULTS);
        }
        let shown = used
            .iter()
            .map(|source| chosen.shown(source))
            .collect::<Vec<_>>()
            .join(", ")
            + remark;
        Ok(Self {
            metadata: chosen.jdbc("METADATA"),
            events: chosen.jdbc("EVENTDATA"),
            is_default: chosen.get(IS_DEFAULT).is_some(),
            variables: chosen.set,
            shown,
        })
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Storage").field(&self.shown).finish()
    }
}

impl fmt::Debug for Jdbc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Jdbc").field(&self.prefix).finish()
    }
}

/// The user's variables, and those that are set beside them.
struct Variables<'a> {
    env: &'a Environment,
    set: BTreeMap<String, String>,
}

impl Variables<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let set = self.set.get(key).map(String::as_str);
        set.or_else(|| self.env.get(key))
    }

    fn default(&mut self, key: String, value: &str) {
        if self.get(&key).is_none() {
            self.set.insert(key, value.to_owned());
        }
    }

    fn defaults<const N: usize>(&mut self, defaults: [(&str, &str); N]) {
        for (key, value) in defaults {
            self.default(format!("{SOURCES}{PGSQL}_{key}"), value);
        }
    }

    /// The sources that the repositories name.
    fn used_sources(&self) -> Result<BTreeSet<String>, LaunchError> {
        let mut used = BTreeSet::new();
        for (repository, _) in REPOSITORY_NAMES {
            let key = format!("{REPOSITORIES}{repository}_SOURCE");
            let source = self.get(&key).unwrap_or(PGSQL).to_owned();
            let is_set_up = self.env.get(&format!("{SOURCES}{source}_TYPE")).is_some();
            // PIO finds sources by a pattern that ends at the first underscore.
            if source != PGSQL && (!is_set_up || source.contains('_')) {
                return Err(LaunchError::StorageSource {
                    key,
                    source_name: source,
                });
            }
            used.insert(source);
        }
        Ok(used)
    }

    /// The PostgreSQL database of a repository.
    fn jdbc(&self, repository: &str) -> Option<Jdbc> {
        let source = self.get(&format!("{REPOSITORIES}{repository}_SOURCE"))?;
        let of = |key| self.get(&format!("{SOURCES}{source}_{key}"));
        let url = of("URL").filter(|url| url.starts_with("jdbc:postgresql:"))?;
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        (of("TYPE")? == "jdbc").then(|| Jdbc {
            origin: format!("{SOURCES}{source}_URL"),
            url: url.to_owned(),
            user: text(of("USERNAME")),
            password: text(of("PASSWORD")),
            prefix: text(self.get(&format!("{REPOSITORIES}{repository}_NAME"))),
        })
    }

    fn shown(&self, source: &str) -> String {
        let url = self.get(&format!("{SOURCES}{source}_URL"));
        url.and_then(|url| url.split('?').next()?.strip_prefix("jdbc:"))
            .filter(|url| !url.contains('@'))
            .unwrap_or(source)
            .to_owned()
    }
}

fn database(env: &Environment, bindings: &Bindings) -> Result<Option<Database>, LaunchError> {
    if let Some(url) = env.get(DATABASE_URL) {
        return parse(url, DATABASE_URL.to_owned()).map(Some);
    }
    let found: Vec<_> = bindings.of_kind(BINDING_KIND).collect();
    match found[..] {
        [] => Ok(None),
        [binding] => bound_database(binding).map(Some),
        _ => Err(LaunchError::SeveralBindings {
            kind: BINDING_KIND,
            names: found.iter().map(|binding| binding.name.clone()).collect(),
        }),
    }
}

fn bound_database(binding: &Binding) -> Result<Database, LaunchError> {
    if let Some(uri) = binding.text("uri")? {
        let mut database = parse(uri, format!("entry uri of binding {}", binding.name))?;
        for (name, value) in bound_encryption(binding)? {
            if !database.parameters.iter().any(|(given, _)| *given == name) {
                database.parameters.push((name, value));
            }
        }
        return Ok(database);
    }
    let malformed = |fault| LaunchError::Database {
        origin: format!("binding {}", binding.name),
        fault,
    };
    let host = binding.text("host")?.unwrap_or_default();
    let host = Host::new(host, binding.text("port")?).map_err(malformed)?;
    let user = binding.text("username")?.filter(|user| !user.is_empty());
    let user = user.ok_or_else(|| malformed(UrlFault::NoUser))?;
    Ok(Database {
        hosts: vec![host],
        name: binding.text("database")?.unwrap_or(user).to_owned(),
        user: user.to_owned(),
        password: binding.text("password")?.unwrap_or_default().to_owned(),
        parameters: bound_encryption(binding)?,
    })
}

/// The entries `sslmode` and `sslrootcert`; the latter holds the certificate, or the path of a file with it.
fn bound_encryption(binding: &Binding) -> Result<Vec<(String, String)>, LaunchError> {
    let entry = |name| Ok::<_, LaunchError>(binding.text(name)?.filter(|text| !text.is_empty()));
    let mode = entry("sslmode")?;
    let certificate = entry("sslrootcert")?.map(|text| {
        if text.contains("-----BEGIN") {
            binding.path.join("sslrootcert").display().to_string()
        } else {
            text.to_owned()
        }
    });
    // As libpq has it: who names an authority wants it checked.
    let mode = mode.or(certificate.as_ref().map(|_| "verify-ca"));
    let parameters = [
        mode.map(|mode| ("sslmode".to_owned(), mode.to_owned())),
        certificate.map(|path| ("sslrootcert".to_owned(), path)),
    ];
    Ok(parameters.into_iter().flatten().collect())
}

fn parse(url: &str, origin: String) -> Result<Database, LaunchError> {
    Database::parse(url).map_err(|fault| LaunchError::Database { origin, fault })
}

fn encryption(env: &Environment, database: &Database) -> Result<Encryption, LaunchError> {
    Ok(if env.flag(OPTIONAL_SSL)? || database.is_local() {
        Encryption::Preferred
    } else {
        Encryption::Required
    })
}

#[cfg(test)]
#[path = "storage_tests.rs"]
mod tests;
