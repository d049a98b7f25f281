//! Words for a storage that cannot work, whatever answers.

use super::Message;
use crate::backends::{Backend, Repository, STORAGE};
use crate::engine::Line;
use crate::launch::LaunchError;
use crate::launch::database_url::UrlFault;

/// Words for what is wrong with the storage's settings.
#[must_use]
pub(super) fn describe(error: &LaunchError) -> Message {
    match error {
        LaunchError::Service { origin, fault } => service(origin, fault),
        LaunchError::IncompleteBinding { name, kind, entry } => Message::new(
            format!("The binding {name} of type {kind} has no entry \"{entry}\""),
            "Add the entry, or remove the binding. docs/storage.md lists the entries of each type.",
        ),
        LaunchError::StorageMix {
            repository,
            backend,
            line,
        } => Message::new(
            format!(
                "PredictionIO {} keeps no {} in {backend}",
                line.pio(),
                content(*repository)
            ),
            format!(
                "What works:\n{}\n\n\
                 Set PIO_STORAGE_REPOSITORIES_{}_SOURCE to a source of one of these.",
                table(*line),
                repository.key()
            ),
        ),
        LaunchError::StorageNotBuilt {
            backend,
            built,
            used,
        } => {
            let names = |backends: &mut dyn Iterator<Item = &Backend>| {
                let names: Vec<_> = backends.map(|one| one.name()).collect();
                names.join(",")
            };
            Message::new(
                format!("This image cannot use {backend}"),
                format!(
                    "It was built with {}. Only the backends that a build is told of are in an image.\n\n\
                     Build it again with {STORAGE}={}.",
                    names(&mut built.iter()),
                    names(&mut built.union(used)),
                ),
            )
        }
        LaunchError::TwoDatabases { sources: [a, b] } => Message::new(
            format!("Two databases, {a} and {b}"),
            "PredictionIO has one pool of connections for all databases that it reaches by JDBC, so that it would look\n\
             for the one's tables in the other.\n\n\
             Let every PIO_STORAGE_REPOSITORIES_*_SOURCE whose source is of type jdbc name the same one.",
        ),
        LaunchError::SiteFile { path, source } => Message::new(
            "The settings for Hadoop's client cannot be written",
            format!(
                "Writing {} failed: {source}.\n\n\
                 /tmp must be writable; on a read-only root file system, mount a temporary one there.",
                path.display()
            ),
        ),
        other => Message::new(other.to_string(), ""),
    }
}

/// A name in the build setting that is none.
#[must_use]
pub fn unknown(name: &str) -> Message {
    let names = Backend::ALL.map(Backend::name).join(", ");
    Message::new(
        format!("{STORAGE} names \"{name}\", which is no storage backend"),
        format!(
            "There are {names}.\n\n\
             Name those that the image is to use, with commas between them: {STORAGE}=mysql,hbase"
        ),
    )
}

fn service(origin: &str, fault: &UrlFault) -> Message {
    let what = match fault {
        UrlFault::NoScheme => "It begins with neither \"http://\" nor \"https://\".",
        UrlFault::NoHost => "The host is missing.",
        UrlFault::Port => "A port is not a number from 1 to 65535.",
        UrlFault::Encoding(_) => {
            "A \"%\" is not followed by two hexadecimal digits that stand for text."
        }
        _ => "A host is neither a name nor an address.",
    };
    Message::new(
        format!("The address of Elasticsearch in {origin} cannot be used"),
        format!(
            "{what}\n(Its value is not shown, since it may hold a password.)\n\n\
             Write it as http://HOST:PORT, with https:// where the server has TLS, and with USER:PASSWORD@ before the host where\n\
             it asks for them."
        ),
    )
}

fn content(repository: Repository) -> &'static str {
    match repository {
        Repository::Metadata => "apps and trainings (METADATA)",
        Repository::EventData => "events (EVENTDATA)",
        Repository::ModelData => "models (MODELDATA)",
    }
}

fn table(line: Line) -> String {
    let rows = Repository::ALL.map(|repository| {
        let holders = repository.holders(line);
        let names: Vec<_> = holders.iter().map(|backend| backend.name()).collect();
        format!("  {:<10} {}", repository.key(), names.join(", "))
    });
    rows.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backends::Backends;

    #[test]
    fn a_backend_that_there_is_not() {
        insta::assert_snapshot!(unknown("cassandra"));
    }

    #[test]
    fn storages() {
        let errors = [
            LaunchError::Service {
                origin: "PIO_ELASTICSEARCH_URL".into(),
                fault: UrlFault::NoHost,
            },
            LaunchError::IncompleteBinding {
                name: "events".into(),
                kind: "hbase",
                entry: "hosts",
            },
            LaunchError::StorageMix {
                repository: Repository::EventData,
                backend: Backend::Elasticsearch,
                line: Line::V0_10,
            },
            LaunchError::StorageNotBuilt {
                backend: Backend::HBase,
                built: Backend::ALWAYS.into(),
                used: Backends::from([Backend::HBase, Backend::PostgreSql]),
            },
            LaunchError::TwoDatabases {
                sources: ["MYSQL".into(), "PGSQL".into()],
            },
            LaunchError::SiteFile {
                path: "/tmp/pio-1-site/core-site.xml".into(),
                source: std::io::Error::from(std::io::ErrorKind::PermissionDenied),
            },
        ];
        let described =
            errors.map(|error| format!("[exit {}] {}", error.exit_code(), describe(&error)));
        insta::assert_snapshot!(described.join("\n\n----\n\n"));
    }
}
