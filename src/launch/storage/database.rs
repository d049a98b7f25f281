//! The one database of an app: an address, or the binding of a database.

use super::service::Service;
use super::variables::Variables;
use crate::backends::Backend;
use crate::bindings::{Binding, Bindings};
use crate::launch::database_url::{Database, Server, UrlFault};
use crate::launch::environment::Environment;
use crate::launch::error::LaunchError;
use crate::launch::host::Host;
use crate::launch::jdbc::{self, Encryption};
use std::collections::BTreeSet;

/// The variable with the database's address, as platforms set it.
pub const DATABASE_URL: &str = "DATABASE_URL";
/// The variable that allows a connection without encryption; the ancestor's name.
pub const OPTIONAL_SSL: &str = "PIO_POSTGRES_OPTIONAL_SSL";
/// What an engine reads that has a table of its own there, by the names that Heroku's buildpack for the JVM gives them.
const FOR_ENGINES: [&str; 3] = [
    "JDBC_DATABASE_URL",
    "JDBC_DATABASE_USERNAME",
    "JDBC_DATABASE_PASSWORD",
];
/// The types of service bindings for databases.
const KINDS: [(&str, Server); 3] = [
    ("postgresql", Server::PostgreSql),
    ("mysql", Server::MySql),
    ("mariadb", Server::MySql),
];
/// Both kinds, for messages.
const KIND: &str = "postgresql or mysql";

/// `DATABASE_URL`, else a binding.
pub(super) fn find(env: &Environment, bindings: &Bindings) -> Result<Option<Service>, LaunchError> {
    let Some(database) = database(env, bindings)? else {
        return Ok(None);
    };
    let encryption = encryption(env, &database)?;
    let (backend, source) = match database.server {
        Server::PostgreSql => (Backend::PostgreSql, super::PGSQL),
        Server::MySql => (Backend::MySql, super::MYSQL),
    };
    let url = jdbc::url(&database, encryption);
    let for_engines = for_engines(&url, &database.user, &database.password);
    let mut service = Service::new(
        backend,
        source,
        [
            ("URL", url),
            ("USERNAME", database.user),
            ("PASSWORD", database.password),
        ],
    );
    service.variables.extend(for_engines);
    Ok(Some(service))
}

/// Tells engines of the database in which PIO's own variables have a repository, unless they know of one.
pub(super) fn tell_engines(chosen: &mut Variables, used: &BTreeSet<String>) {
    let is_database = |source: &&String| chosen.of(source, "TYPE") == Some("jdbc");
    let Some(source) = used.iter().find(is_database) else {
        return;
    };
    let of = |key| chosen.of(source, key).unwrap_or_default();
    for (name, value) in for_engines(of("URL"), of("USERNAME"), of("PASSWORD")) {
        chosen.default(name.to_owned(), &value);
    }
}

fn for_engines(url: &str, user: &str, password: &str) -> [(&'static str, String); 3] {
    let whole = if user.is_empty() || url.contains("user=") {
        url.to_owned()
    } else {
        jdbc::with_credentials(url, user, password)
    };
    [
        (FOR_ENGINES[0], whole),
        (FOR_ENGINES[1], user.to_owned()),
        (FOR_ENGINES[2], password.to_owned()),
    ]
}

fn database(env: &Environment, bindings: &Bindings) -> Result<Option<Database>, LaunchError> {
    if let Some(url) = env.get(DATABASE_URL) {
        return parse(url, DATABASE_URL.to_owned()).map(Some);
    }
    let found: Vec<_> = KINDS
        .iter()
        .flat_map(|(kind, server)| bindings.of_kind(kind).map(|binding| (binding, *server)))
        .collect();
    match found[..] {
        [] => Ok(None),
        [(binding, server)] => bound_database(binding, server).map(Some),
        _ => Err(LaunchError::SeveralBindings {
            kind: KIND,
            names: found.iter().map(|(one, _)| one.name.clone()).collect(),
        }),
    }
}

fn bound_database(binding: &Binding, server: Server) -> Result<Database, LaunchError> {
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
    let host = Host::new(host, binding.text("port")?, server.port()).map_err(malformed)?;
    let user = binding.text("username")?.filter(|user| !user.is_empty());
    let user = user.ok_or_else(|| malformed(UrlFault::NoUser))?;
    Ok(Database {
        server,
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
