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
        return parse(uri, format!("entry uri of binding {}", binding.name));
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
        parameters: Vec::new(),
    })
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
mod tests {
    use super::*;
    use fs_err as fs;

    fn resolve(variables: &[(&str, &str)]) -> Result<Storage, LaunchError> {
        Storage::resolve(&variables.iter().copied().collect(), &Bindings::default())
    }

    fn bound(files: &[(&str, &str)]) -> Result<Storage, LaunchError> {
        let root = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let bindings = Bindings::read(root.path()).unwrap();
        Storage::resolve(&Environment::default(), &bindings)
    }

    fn pgsql<'a>(storage: &'a Storage, key: &str) -> Option<&'a str> {
        let value = storage
            .variables
            .get(&format!("PIO_STORAGE_SOURCES_PGSQL_{key}"));
        value.map(String::as_str)
    }

    fn lines(variables: &BTreeMap<String, String>) -> String {
        let lines = variables
            .iter()
            .map(|(key, value)| format!("{key}={value}"));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_platforms_address_becomes_pios_variables() {
        let storage = resolve(&[(
            DATABASE_URL,
            "postgres://pio:p%40ss,word@db.example.com/shop",
        )])
        .unwrap();
        insta::assert_snapshot!(lines(&storage.variables));
        assert_eq!(storage.shown, "postgresql://db.example.com:5432/shop");
        assert!(!format!("{storage:?}").contains("p@ss"));
    }

    #[test]
    fn encryption_may_be_optional_or_needless() {
        let remote = (DATABASE_URL, "postgres://pio@db/shop");
        let url = |variables: &[_]| {
            pgsql(&resolve(variables).unwrap(), "URL")
                .unwrap()
                .to_owned()
        };
        assert_eq!(
            url(&[remote]),
            "jdbc:postgresql://db:5432/shop?sslmode=require"
        );
        assert_eq!(
            url(&[remote, (OPTIONAL_SSL, "true")]),
            "jdbc:postgresql://db:5432/shop"
        );
        assert_eq!(
            url(&[remote, (OPTIONAL_SSL, "false")]),
            "jdbc:postgresql://db:5432/shop?sslmode=require"
        );
        let local = (DATABASE_URL, "postgres://pio@127.0.0.1/shop");
        assert_eq!(url(&[local]), "jdbc:postgresql://127.0.0.1:5432/shop");
        let error = resolve(&[remote, (OPTIONAL_SSL, "perhaps")]).unwrap_err();
        assert!(matches!(
            error,
            LaunchError::Setting {
                key: OPTIONAL_SSL,
                ..
            }
        ));
    }

    #[test]
    fn without_any_setting_it_is_the_ancestors_local_database() {
        let storage = resolve(&[]).unwrap();
        assert_eq!(
            pgsql(&storage, "URL"),
            Some("jdbc:postgresql://localhost:5432/pio")
        );
        assert_eq!(pgsql(&storage, "USERNAME"), Some("pio"));
        assert_eq!(pgsql(&storage, "PASSWORD"), Some("pio"));
        assert_eq!(
            storage.shown,
            "postgresql://localhost:5432/pio (the default: DATABASE_URL is not set)"
        );
        assert_eq!(storage.variables[IS_DEFAULT], "true");
    }

    #[test]
    fn pios_own_variables_stay_as_they_are() {
        let storage = resolve(&[
            (
                "PIO_STORAGE_SOURCES_PGSQL_URL",
                "jdbc:postgresql://db/pio?user=x&password=s3cret",
            ),
            ("PIO_STORAGE_SOURCES_PGSQL_USERNAME", "me"),
            ("PIO_STORAGE_SOURCES_PGSQL_PASSWORD", "s3cret"),
            ("PIO_STORAGE_SOURCES_PGSQL_CONNECTIONS", "2"),
            ("PIO_STORAGE_REPOSITORIES_METADATA_NAME", "mine"),
        ])
        .unwrap();
        for key in ["URL", "USERNAME", "PASSWORD", "CONNECTIONS"] {
            assert_eq!(pgsql(&storage, key), None, "{key}");
        }
        assert_eq!(pgsql(&storage, "TYPE"), Some("jdbc"));
        assert!(
            !storage
                .variables
                .contains_key("PIO_STORAGE_REPOSITORIES_METADATA_NAME")
        );
        assert_eq!(storage.shown, "postgresql://db/pio");
    }

    #[test]
    fn other_sources_stay_beside_the_database() {
        let elasticsearch = [
            ("PIO_STORAGE_REPOSITORIES_METADATA_SOURCE", "ELASTICSEARCH"),
            ("PIO_STORAGE_SOURCES_ELASTICSEARCH_TYPE", "elasticsearch"),
        ];
        let storage = resolve(&[
            elasticsearch[0],
            elasticsearch[1],
            (DATABASE_URL, "postgres://u:p@h/d"),
        ])
        .unwrap();
        assert_eq!(storage.shown, "ELASTICSEARCH, postgresql://h:5432/d");
        let error = resolve(&elasticsearch[..1]).unwrap_err();
        assert!(
            matches!(error, LaunchError::StorageSource { source_name, .. } if source_name == "ELASTICSEARCH")
        );
    }

    #[test]
    fn a_binding_may_hold_an_address_or_its_parts() {
        let storage = bound(&[
            ("db/type", "postgresql"),
            ("db/uri", "postgres://u:p@h/d\n"),
        ])
        .unwrap();
        assert_eq!(
            pgsql(&storage, "URL"),
            Some("jdbc:postgresql://h:5432/d?sslmode=require")
        );
        let parts = [
            ("db/type", "postgresql"),
            ("db/host", "h"),
            ("db/port", "6543"),
            ("db/username", "u"),
            ("db/password", "p%40"),
            ("db/database", "d"),
        ];
        let storage = bound(&parts).unwrap();
        assert_eq!(
            pgsql(&storage, "URL"),
            Some("jdbc:postgresql://h:6543/d?sslmode=require")
        );
        assert_eq!(pgsql(&storage, "PASSWORD"), Some("p%40"));
    }

    #[test]
    fn a_binding_must_be_complete_and_the_only_one() {
        let error = bound(&[("db/type", "postgresql"), ("db/host", "h")]).unwrap_err();
        assert!(matches!(
            error,
            LaunchError::Database {
                fault: UrlFault::NoUser,
                ..
            }
        ));
        let error = bound(&[("db/type", "postgresql"), ("db/username", "u")]).unwrap_err();
        assert!(matches!(
            error,
            LaunchError::Database {
                fault: UrlFault::NoHost,
                ..
            }
        ));
        let error = bound(&[("a/type", "postgresql"), ("b/type", "postgresql")]).unwrap_err();
        assert!(matches!(error, LaunchError::SeveralBindings { names, .. } if names == ["a", "b"]));
    }
}
