//! PIO's storage backends, and which of its repositories each can hold, as read from PIO's sources: the packages below
//! `org.apache.predictionio.data.storage` of 0.10 and the modules in `storage/` of 0.14. Shared by build and launch.

mod wanted;

pub use wanted::{STORAGE, Wanted, wanted};

use crate::engine::Line;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// A kind of storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// PIO's JDBC storage with PostgreSQL's driver.
    PostgreSql,
    /// PIO's JDBC storage with MySQL's driver; MariaDB too.
    MySql,
    /// Elasticsearch.
    Elasticsearch,
    /// HBase.
    HBase,
    /// HDFS, or what else Hadoop's default file system is.
    Hdfs,
    /// S3, or what speaks like it.
    S3,
    /// A directory.
    LocalFs,
}

/// What PIO keeps apart from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repository {
    /// Apps, access keys, trainings.
    Metadata,
    /// Events.
    EventData,
    /// Models.
    ModelData,
}

/// A set of backends.
pub type Backends = BTreeSet<Backend>;

impl Backend {
    /// Every backend.
    pub const ALL: [Self; 7] = [
        Self::PostgreSql,
        Self::MySql,
        Self::Elasticsearch,
        Self::HBase,
        Self::Hdfs,
        Self::S3,
        Self::LocalFs,
    ];

    /// The backends in every image: they need nothing beside PIO and the driver that comes with it.
    pub const ALWAYS: [Self; 3] = [Self::PostgreSql, Self::S3, Self::LocalFs];

    /// Those of them that are modules of PIO 0.14 by themselves, which an archive that somebody built may lack.
    pub const MODULES: [Self; 1] = [Self::LocalFs];

    /// Its name in settings and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::MySql => "mysql",
            Self::Elasticsearch => "elasticsearch",
            Self::HBase => "hbase",
            Self::Hdfs => "hdfs",
            Self::S3 => "s3",
            Self::LocalFs => "localfs",
        }
    }

    /// The backend of a name, as users write it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "postgres" => Some(Self::PostgreSql),
            "mariadb" => Some(Self::MySql),
            _ => Self::ALL.into_iter().find(|backend| backend.name() == name),
        }
    }

    /// What `PIO_STORAGE_SOURCES_<NAME>_TYPE` is for it, which is the name of its module in PIO 0.14 too.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::PostgreSql | Self::MySql => "jdbc",
            other => other.name(),
        }
    }

    /// The backend of a source: its `TYPE`, and its `URL` where that is `jdbc`. Nothing for a type of the user's own, and
    /// for another database's driver.
    #[must_use]
    pub fn of_source(kind: &str, url: &str) -> Option<Self> {
        match kind {
            "jdbc" if url.starts_with("jdbc:mysql:") => Some(Self::MySql),
            "jdbc" if url.starts_with("jdbc:postgresql:") => Some(Self::PostgreSql),
            "jdbc" => None,
            other => Self::ALL
                .into_iter()
                .find(|backend| backend.name() == other),
        }
    }

    /// Whether PIO can keep a repository there.
    #[must_use]
    pub fn holds(self, repository: Repository, line: Line) -> bool {
        match self {
            Self::PostgreSql | Self::MySql => true,
            Self::Elasticsearch => {
                repository == Repository::Metadata
                    || (repository == Repository::EventData && line == Line::V0_14)
            }
            Self::HBase => repository == Repository::EventData,
            Self::Hdfs | Self::S3 | Self::LocalFs => repository == Repository::ModelData,
        }
    }
}

impl Repository {
    /// Every repository.
    pub const ALL: [Self; 3] = [Self::Metadata, Self::EventData, Self::ModelData];

    /// Its name in PIO's variables.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Metadata => "METADATA",
            Self::EventData => "EVENTDATA",
            Self::ModelData => "MODELDATA",
        }
    }

    /// Its name among the tables, which is the ancestor's, so that a database of its time works on.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Metadata => "pio_meta",
            Self::EventData => "pio_event",
            Self::ModelData => "pio_model",
        }
    }

    /// The backends that can hold it.
    #[must_use]
    pub fn holders(self, line: Line) -> Vec<Backend> {
        let mut holders = Backend::ALL.to_vec();
        holders.retain(|backend| backend.holds(self, line));
        holders
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(backends: &[Backend]) -> Vec<&'static str> {
        backends.iter().map(|backend| backend.name()).collect()
    }

    #[test]
    fn each_repository_has_its_holders() {
        let of = |repository: Repository, line| names(&repository.holders(line)).join(" ");
        for line in Line::ALL {
            assert_eq!(
                of(Repository::Metadata, line),
                "postgresql mysql elasticsearch"
            );
            assert_eq!(
                of(Repository::ModelData, line),
                "postgresql mysql hdfs s3 localfs"
            );
        }
        assert_eq!(
            of(Repository::EventData, Line::V0_10),
            "postgresql mysql hbase"
        );
        assert_eq!(
            of(Repository::EventData, Line::V0_14),
            "postgresql mysql elasticsearch hbase"
        );
    }

    #[test]
    fn names_and_types_lead_back() {
        for backend in Backend::ALL {
            assert_eq!(Backend::named(backend.name()), Some(backend));
            let url = format!("jdbc:{backend}://h/d");
            assert_eq!(Backend::of_source(backend.kind(), &url), Some(backend));
            let text = toml::to_string(&std::collections::BTreeMap::from([("a", backend)]));
            assert_eq!(text.unwrap(), format!("a = \"{backend}\"\n"));
        }
        assert_eq!(Backend::named("MariaDB"), Some(Backend::MySql));
        assert_eq!(Backend::named("cassandra"), None);
        assert_eq!(Backend::of_source("jdbc", "jdbc:h2:mem:x"), None);
        assert_eq!(Backend::of_source("com.example", ""), None);
    }
}
