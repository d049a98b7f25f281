//! Where PIO keeps apps, events and models, as the variables that PIO itself reads
//! (`org.apache.predictionio.data.storage.Storage`).

mod address;
mod database;
mod elasticsearch;
mod mix;
pub mod pool;
mod service;
pub mod site;
mod variables;

pub use database::{DATABASE_URL, OPTIONAL_SSL};
pub use mix::Place;
pub use service::ELASTICSEARCH_URL;

use super::environment::Environment;
use super::error::LaunchError;
use crate::backends::{Backend, Repository};
use crate::bindings::Bindings;
use crate::engine::Line;
use std::collections::BTreeMap;
use std::fmt;
use variables::Variables;

const SOURCES: &str = "PIO_STORAGE_SOURCES_";
const REPOSITORIES: &str = "PIO_STORAGE_REPOSITORIES_";
/// The sources that are set up here; any other is the user's own.
const PGSQL: &str = "PGSQL";
const MYSQL: &str = "MYSQL";

/// The ancestor's settings of a database, each of which the user may set otherwise.
const DATABASE_DEFAULTS: [(&str, &str); 3] =
    [("TYPE", "jdbc"), ("INDEX", "enabled"), ("PARTITIONS", "4")];

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
    /// Where each repository is.
    pub places: Vec<Place>,
    /// What Hadoop's and HBase's clients must be told, by the name of the file in which they look for it.
    pub site: BTreeMap<&'static str, BTreeMap<String, String>>,
    /// What the library with which an engine reads and writes Elasticsearch by Spark must be told; empty without a server.
    pub elasticsearch_by_spark: BTreeMap<&'static str, String>,
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
    /// Decides where the storage is: what the platform names (`DATABASE_URL`, `PIO_ELASTICSEARCH_URL`, `PIO_S3_*`) or binds,
    /// PIO's own variables as the user set them, else a database on this machine. Of PIO's own variables, only
    /// those of a named service's address give way; the others stay as the user set them.
    ///
    /// # Errors
    /// When an address is malformed, a binding is incomplete, or a repository names a source that is
    /// not set up.
    pub fn resolve(
        env: &Environment,
        bindings: &Bindings,
        line: Line,
    ) -> Result<Self, LaunchError> {
        let services = service::find(env, bindings, line)?;
        let mut chosen = Variables {
            env,
            set: BTreeMap::new(),
        };
        for repository in Repository::ALL {
            let takes = services
                .iter()
                .rfind(|service| service.repositories().contains(&repository));
            let source = takes.map_or(PGSQL, |service| service.source);
            let key = repository.key();
            chosen.default(format!("{REPOSITORIES}{key}_NAME"), repository.prefix());
            chosen.default(format!("{REPOSITORIES}{key}_SOURCE"), source);
        }
        for service in &services {
            for (key, value) in &service.keys {
                let variable = format!("{SOURCES}{}_{key}", service.source);
                chosen.set.insert(variable, value.clone());
            }
            for (variable, value) in &service.variables {
                chosen.default((*variable).to_owned(), value);
            }
        }
        let used = chosen.used_sources(&[PGSQL, MYSQL])?;
        let mut remark = "";
        if used.contains(PGSQL) && chosen.of(PGSQL, "URL").is_none() {
            chosen.defaults(PGSQL, LOCAL_DATABASE);
            chosen.set.insert(IS_DEFAULT.to_owned(), "true".to_owned());
            remark = " (the default: DATABASE_URL is not set)";
        }
        for database in [PGSQL, MYSQL] {
            if used.contains(database) {
                chosen.defaults(database, DATABASE_DEFAULTS);
            }
        }
        database::tell_engines(&mut chosen, &used);
        let mut site = BTreeMap::new();
        let mut elasticsearch_by_spark = BTreeMap::new();
        for source in &used {
            site::prepare(&mut chosen, source, &mut site);
            if line == Line::V0_14 {
                elasticsearch::prepare(&mut chosen, source, &mut site);
            }
            elasticsearch_by_spark.extend(elasticsearch::by_spark(&chosen, source, line));
        }
        let of_s3 = |source: &&String| chosen.backend(source) == Some(Backend::S3);
        let s3 = used.iter().find(of_s3).map_or(service::S3, String::as_str);
        site::prepare_s3a(&chosen, s3, &mut site);
        let shown = used
            .iter()
            .map(|source| chosen.shown(source))
            .collect::<Vec<_>>()
            .join(", ")
            + remark;
        Ok(Self {
            metadata: chosen.jdbc(Repository::Metadata),
            events: chosen.jdbc(Repository::EventData),
            is_default: chosen.get(IS_DEFAULT).is_some(),
            places: Repository::ALL.map(|one| place(&chosen, one)).into(),
            variables: chosen.set,
            shown,
            site,
            elasticsearch_by_spark,
        })
    }
}

fn place(chosen: &Variables, repository: Repository) -> Place {
    let source = chosen.source(repository);
    Place {
        repository,
        source: source.to_owned(),
        backend: chosen.backend(source),
        by_jdbc: chosen.of(source, "TYPE") == Some(Backend::PostgreSql.kind()),
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

#[cfg(test)]
mod elasticsearch_tests;
#[cfg(test)]
mod engine_data_tests;
#[cfg(test)]
mod tests;
