//! The address of a database, as platforms give it: a URI in the form that
//! [libpq](https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS) takes, the same for MySQL, or
//! the JDBC form of it. The `url` crate is no help: it knows neither several hosts nor JDBC.

use super::host::{Host, parse_hosts};
use percent_encoding::percent_decode_str;
use std::fmt;

/// Whose database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// PostgreSQL.
    PostgreSql,
    /// MySQL or MariaDB.
    MySql,
}

/// Where a database is and how to log in, every part decoded.
#[derive(Clone, PartialEq, Eq)]
pub struct Database {
    /// Whose it is.
    pub server: Server,
    /// At least one server.
    pub hosts: Vec<Host>,
    /// The name of the database.
    pub name: String,
    /// The user.
    pub user: String,
    /// The password; empty when there is none.
    pub password: String,
    /// Every other parameter, in the order given.
    pub parameters: Vec<(String, String)>,
}

/// What is wrong with an address. It never holds a part that may be secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlFault {
    /// No `scheme://` at the beginning.
    NoScheme,
    /// Another kind of database.
    Scheme(String),
    /// What looks like part of the user or password is where host and port should be.
    Credentials,
    /// The host is missing.
    NoHost,
    /// The host is a directory: a Unix socket, which JDBC cannot use.
    UnixSocket,
    /// The host has a character that no host has.
    Host,
    /// The port is not a number from 1 to 65535.
    Port,
    /// The user is missing.
    NoUser,
    /// The part has a `%` without two hexadecimal digits, a zero byte, or is not UTF-8.
    Encoding(&'static str),
}

impl Server {
    /// The port where none is named.
    #[must_use]
    pub fn port(self) -> u16 {
        match self {
            Self::PostgreSql => 5432,
            Self::MySql => 3306,
        }
    }

    /// Its name in the driver's addresses.
    #[must_use]
    pub fn scheme(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::MySql => "mysql",
        }
    }

    fn of_scheme(scheme: &str) -> Option<Self> {
        match scheme.to_ascii_lowercase().as_str() {
            "postgres" | "postgresql" => Some(Self::PostgreSql),
            // As Rails, whose addresses some platforms give to all, has it.
            "mysql" | "mysql2" | "mariadb" => Some(Self::MySql),
            _ => None,
        }
    }
}

impl Database {
    /// Reads `postgres://`, `postgresql://`, `mysql://`, `mariadb://`, and each behind `jdbc:`.
    ///
    /// # Errors
    /// When the address cannot be understood.
    pub fn parse(text: &str) -> Result<Self, UrlFault> {
        Self::parse_with(text, "", "")
    }

    /// The same, of an address beside which user and password are given, as JDBC has it. Those in the address
    /// go before.
    ///
    /// # Errors
    /// When the address cannot be understood.
    pub fn parse_with(text: &str, user: &str, password: &str) -> Result<Self, UrlFault> {
        let (given_user, given_password) = (user, password);
        let text = text.trim();
        let (address, form) = match text.get(..5) {
            Some(prefix) if prefix.eq_ignore_ascii_case("jdbc:") => (&text[5..], Form::Jdbc),
            _ => (text, Form::Uri),
        };
        let (scheme, rest) = address.split_once("://").ok_or(UrlFault::NoScheme)?;
        let server =
            Server::of_scheme(scheme).ok_or_else(|| UrlFault::Scheme(plain_scheme(scheme)))?;
        let (before_query, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = before_query.split_once('/').unwrap_or((before_query, ""));
        let (credentials, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
        if credentials.is_empty()
            && (path.contains('@') || (query.contains('@') && hosts.contains(':')))
        {
            return Err(UrlFault::Credentials);
        }
        let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
        let mut parameters = parameters(query, form)?;
        let mut take = |name: &str| take_parameter(&mut parameters, name);

        let or = |found: String, given: &str| {
            if found.is_empty() {
                given.to_owned()
            } else {
                found
            }
        };
        let user = take("user").map_or_else(|| decode(user, "user"), Ok)?;
        let user = or(user, given_user);
        if user.is_empty() {
            return Err(UrlFault::NoUser);
        }
        let password = take("password").map_or_else(|| decode(password, "password"), Ok)?;
        let password = or(password, given_password);
        let name = take("dbname").map_or_else(|| decode(path, "database"), Ok)?;
        let hosts = match (take("host"), take("port")) {
            (None, None) => parse_hosts(hosts, server.port())?,
            (Some(host), port) => vec![Host::new(&host, port.as_deref(), server.port())?],
            (None, Some(port)) => vec![Host::new(hosts, Some(&port), server.port())?],
        };
        Ok(Self {
            server,
            hosts,
            // As libpq has it: the database of the user's own name.
            name: if name.is_empty() { user.clone() } else { name },
            user,
            password,
            parameters,
        })
    }

    /// Whether no connection leaves the machine: every host is a loopback address or `localhost`.
    ///
    /// A short name such as `db` is not local. It may be a neighbour on a private network, or a
    /// server across the data centre: nothing here can tell.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.hosts.iter().all(Host::is_loopback)
    }

    /// Hosts, ports and database, without user and password, for people to read.
    #[must_use]
    pub fn shown(&self) -> String {
        format!(
            "{}://{}/{}",
            self.server.scheme(),
            self.authority(),
            self.name
        )
    }

    /// `host:port`, separated by commas.
    #[must_use]
    pub fn authority(&self) -> String {
        let hosts: Vec<_> = self.hosts.iter().map(ToString::to_string).collect();
        hosts.join(",")
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Database").field(&self.shown()).finish()
    }
}

/// How `+` reads in a query: as itself in libpq's URIs, as a space in JDBC's.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Uri,
    Jdbc,
}

fn parameters(query: &str, form: Form) -> Result<Vec<(String, String)>, UrlFault> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = match form {
                Form::Uri => decode(value, "query")?,
                Form::Jdbc => decode(&value.replace('+', " "), "query")?,
            };
            let name = decode(name, "query")?;
            // libpq reads this parameter of JDBC's so; in JDBC's own form it asks for more.
            if form == Form::Uri && (name.as_str(), value.as_str()) == ("ssl", "true") {
                return Ok(("sslmode".to_owned(), "require".to_owned()));
            }
            Ok((name, value))
        })
        .collect()
}

fn take_parameter(parameters: &mut Vec<(String, String)>, name: &str) -> Option<String> {
    let mut value = None;
    parameters.retain(|(key, given)| {
        if key == name {
            value = Some(given.clone());
        }
        key != name
    });
    value
}

pub(super) fn decode(text: &str, part: &'static str) -> Result<String, UrlFault> {
    let lone = |rest: &str| {
        !rest
            .get(..2)
            .is_some_and(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    if text.split('%').skip(1).any(lone) {
        return Err(UrlFault::Encoding(part));
    }
    percent_decode_str(text)
        .decode_utf8()
        .ok()
        .filter(|text| !text.contains('\0'))
        .map(Into::into)
        .ok_or(UrlFault::Encoding(part))
}

/// A scheme is shown back to the user, but only if it can be nothing else than a scheme.
fn plain_scheme(scheme: &str) -> String {
    let plain = scheme.len() <= 20
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.:".contains(c));
    if plain {
        scheme.to_owned()
    } else {
        "…".to_owned()
    }
}

#[cfg(test)]
#[path = "database_url_tests.rs"]
mod tests;
