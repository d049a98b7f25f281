//! What the driver's address of a database means to a client that is not the driver.

use crate::launch::LaunchError;
use crate::launch::database_url::Database;
use crate::launch::storage::Jdbc;
use postgres::Config;
use postgres::config::{SslMode, TargetSessionAttrs};
use std::path::PathBuf;
use std::time::Duration;

/// A host that drops packets must not eat the whole waiting time; as in the Java part.
pub(super) const TRY_TIMEOUT: Duration = Duration::from_secs(10);

/// How a connection is secured, in the words of [the driver's
/// documentation](https://jdbc.postgresql.org/documentation/ssl/).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// Not at all.
    Off,
    /// If the server can.
    Preferred,
    /// Encrypted, whoever answers.
    Encrypted,
    /// The certificate comes from an authority that is trusted.
    VerifyAuthority,
    /// And it names the host.
    VerifyHost,
}

/// A database, and how to connect to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Servers, user, password.
    pub database: Database,
    /// How the connection is secured.
    pub tls: TlsMode,
    /// The file with the authorities, where the address names one.
    pub root_certificates: Option<PathBuf>,
}

impl Address {
    /// Reads the driver's address.
    ///
    /// # Errors
    /// When the address cannot be understood.
    pub fn of(jdbc: &Jdbc) -> Result<Self, LaunchError> {
        let database = Database::parse_with(&jdbc.url, &jdbc.user, &jdbc.password);
        let database = database.map_err(|fault| LaunchError::Database {
            origin: jdbc.origin.clone(),
            fault,
        })?;
        let find = |name| parameter(&database, name);
        // The driver reads its own `ssl=true` as the strictest mode, unless the mode is named.
        let ssl = find("ssl").is_some_and(|value| value.is_empty() || value == "true");
        let factory = find("sslfactory").unwrap_or_default();
        let tls = match find("sslmode") {
            Some("disable") => TlsMode::Off,
            Some("verify-full") => TlsMode::VerifyHost,
            Some("verify-ca") => TlsMode::VerifyAuthority,
            Some("require") if factory.ends_with("DefaultJavaSSLFactory") => {
                TlsMode::VerifyAuthority
            }
            Some("require") => TlsMode::Encrypted,
            None if ssl && factory.ends_with("NonValidatingFactory") => TlsMode::Encrypted,
            None if ssl => TlsMode::VerifyHost,
            _ => TlsMode::Preferred,
        };
        Ok(Self {
            root_certificates: find("sslrootcert").map(PathBuf::from),
            tls,
            database,
        })
    }

    /// Whether the address asks for what only the driver can do: to show a certificate of its own.
    #[must_use]
    pub fn needs_driver(&self) -> bool {
        ["sslcert", "sslkey"]
            .iter()
            .any(|name| parameter(&self.database, name).is_some())
    }

    /// The form that the client takes.
    #[must_use]
    pub fn config(&self) -> Config {
        let find = |name| parameter(&self.database, name);
        let mut config = Config::new();
        for host in &self.database.hosts {
            config.host(&host.name).port(host.port);
        }
        config
            .dbname(&self.database.name)
            .user(&self.database.user)
            .password(&self.database.password)
            .application_name(find("ApplicationName").unwrap_or("pio"))
            .connect_timeout(seconds(find("connectTimeout")).unwrap_or(TRY_TIMEOUT))
            .options(&self.options())
            .ssl_mode(match self.tls {
                TlsMode::Off => SslMode::Disable,
                TlsMode::Preferred => SslMode::Prefer,
                _ => SslMode::Require,
            });
        if find("targetServerType").is_some_and(|value| value == "primary" || value == "master") {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        config
    }

    /// Settings of the session: those of the address, and the schema, which the driver names otherwise.
    fn options(&self) -> String {
        let given = parameter(&self.database, "options").unwrap_or_default();
        let Some(schema) = parameter(&self.database, "currentSchema") else {
            return given.to_owned();
        };
        // The server splits this text at spaces.
        let schema = schema.replace('\\', r"\\").replace(' ', r"\ ");
        format!("{given} -c search_path={schema}").trim().to_owned()
    }
}

fn parameter<'a>(database: &'a Database, name: &str) -> Option<&'a str> {
    let mut found = database.parameters.iter().filter(|(key, _)| key == name);
    found.next_back().map(|(_, value)| value.as_str())
}

fn seconds(value: Option<&str>) -> Option<Duration> {
    let seconds = value?.parse().ok().filter(|seconds| *seconds > 0)?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(query: &str) -> Address {
        Address::of(&Jdbc {
            origin: "URL".into(),
            url: format!("jdbc:postgresql://h,[::1]:7/my%20db{query}"),
            user: "u".into(),
            password: "p@ss".into(),
            prefix: "pio_event".into(),
        })
        .unwrap()
    }

    #[test]
    fn the_drivers_modes_of_tls_keep_their_meaning() {
        for (query, mode) in [
            ("", TlsMode::Preferred),
            ("?sslmode=prefer", TlsMode::Preferred),
            ("?sslmode=allow", TlsMode::Preferred),
            ("?sslmode=disable", TlsMode::Off),
            ("?sslmode=require", TlsMode::Encrypted),
            ("?ssl=true", TlsMode::VerifyHost),
            ("?ssl=false", TlsMode::Preferred),
            ("?ssl=true&sslmode=require", TlsMode::Encrypted),
            (
                "?ssl=true&sslfactory=org.postgresql.ssl.NonValidatingFactory",
                TlsMode::Encrypted,
            ),
            (
                "?sslmode=require&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory",
                TlsMode::VerifyAuthority,
            ),
            ("?sslmode=verify-ca", TlsMode::VerifyAuthority),
            (
                "?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory",
                TlsMode::VerifyHost,
            ),
        ] {
            assert_eq!(address(query).tls, mode, "{query}");
        }
        let with_file = address("?sslmode=verify-full&sslrootcert=%2Fca.pem");
        assert_eq!(with_file.root_certificates, Some("/ca.pem".into()));
    }

    #[test]
    fn the_client_gets_everything_that_it_can_use() {
        let config = address(
            "?sslmode=require&currentSchema=a%20b&options=-c%20x%3D1&connectTimeout=3&targetServerType=primary\
             &prepareThreshold=0",
        )
        .config();
        assert_eq!(config.get_hosts().len(), 2);
        assert_eq!(config.get_ports(), [5432, 7]);
        assert_eq!(config.get_dbname(), Some("my db"));
        assert_eq!(
            (config.get_user(), config.get_password()),
            (Some("u"), Some(&b"p@ss"[..]))
        );
        assert_eq!(config.get_options(), Some(r"-c x=1 -c search_path=a\ b"));
        assert_eq!(config.get_connect_timeout(), Some(&Duration::from_secs(3)));
        assert_eq!(config.get_ssl_mode(), SslMode::Require);
        assert_eq!(
            config.get_target_session_attrs(),
            TargetSessionAttrs::ReadWrite
        );
        assert_eq!(address("").config().get_ssl_mode(), SslMode::Prefer);
    }

    #[test]
    fn certificates_of_the_client_are_left_to_the_driver() {
        assert!(address("?sslcert=%2Fc.pem").needs_driver());
        assert!(!address("?sslrootcert=%2Fc.pem").needs_driver());
    }
}
