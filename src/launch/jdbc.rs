//! A database's address in the form of its JDBC driver, without user and password.
//!
//! libpq and PostgreSQL's driver have many parameters in common, and some under two names:
//! [libpq's](https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS),
//! [the driver's](https://jdbc.postgresql.org/documentation/use/#connection-parameters). What neither table below
//! names goes through as it is; the drivers pass over what they do not know.

use super::database_url::{Database, Server};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stays itself. The driver decodes as HTML forms are, so a `+` must not.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The driver's class that trusts what the JVM trusts, a company's own authorities among them.
const JVM_TRUST: &str = "org.postgresql.ssl.DefaultJavaSSLFactory";

/// Whether a connection must be encrypted when the address itself does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// No encryption, no connection.
    Required,
    /// Encrypted if the server can.
    Preferred,
}

/// The driver's address of a database.
#[must_use]
pub fn url(database: &Database, encryption: Encryption) -> String {
    let parameters = match database.server {
        Server::PostgreSql => parameters(database, encryption),
        Server::MySql => mysql_parameters(database, encryption),
    };
    let query: Vec<_> = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    let separator = if query.is_empty() { "" } else { "?" };
    format!(
        "jdbc:{}://{}/{}{separator}{}",
        database.server.scheme(),
        database.authority(),
        encode(&database.name),
        query.join("&")
    )
}

/// The same address with user and password in it, for who takes nothing else.
#[must_use]
pub fn with_credentials(url: &str, user: &str, password: &str) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    let (user, password) = (encode(user), encode(password));
    format!("{url}{separator}user={user}&password={password}")
}

fn parameters(database: &Database, encryption: Encryption) -> Vec<(String, String)> {
    let mut parameters: Vec<_> = database
        .parameters
        .iter()
        .filter(|(name, value)| (name.as_str(), value.as_str()) != ("sslrootcert", "system"))
        .map(|(name, value)| of_the_driver(name, value))
        .collect();
    let find = |wanted: &str| {
        let found = parameters.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    };
    let verifies = matches!(find("sslmode"), Some("verify-ca" | "verify-full"));
    if verifies && find("sslrootcert").or(find("sslfactory")).is_none() {
        parameters.push(("sslfactory".to_owned(), JVM_TRUST.to_owned()));
    } else if find("sslmode").or(find("ssl")).is_none() && encryption == Encryption::Required {
        parameters.push(("sslmode".to_owned(), "require".to_owned()));
    }
    parameters
}

/// What [the driver](https://dev.mysql.com/doc/connector-j/en/connector-j-reference-configuration-properties.html) is told
/// where the address does not say it.
///
/// PIO compares its times with `from_unixtime`, which answers in the session's time zone: both are UTC then, whatever zone
/// the server and the JVM have. As an offset, since a server need not know zones by their names.
const MYSQL_DEFAULTS: [(&str, &str); 3] = [
    ("connectionTimeZone", "+00:00"),
    ("forceConnectionTimeZoneToSession", "true"),
    ("connectTimeout", "10000"),
];

fn mysql_parameters(database: &Database, encryption: Encryption) -> Vec<(String, String)> {
    let mut parameters: Vec<_> = database
        .parameters
        .iter()
        .map(|(name, value)| {
            let (name, value) = match (name.as_str(), value.as_str()) {
                ("ssl-mode" | "ssl_mode" | "sslmode", mode) => ("sslMode", mysql_mode(mode)),
                same => same,
            };
            (name.to_owned(), value.to_owned())
        })
        .collect();
    let is_said = |names: &[&str]| {
        let said = |(name, _): &(String, String)| names.contains(&name.as_str());
        database.parameters.iter().any(said) || parameters.iter().any(said)
    };
    let mut more = Vec::new();
    if !is_said(&["sslMode", "useSSL", "requireSSL"]) && encryption == Encryption::Required {
        more.push(("sslMode", "REQUIRED"));
    }
    more.extend(MYSQL_DEFAULTS.iter().filter(|(name, _)| !is_said(&[*name])));
    parameters.extend(more.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    parameters
}

/// PostgreSQL's words for what MySQL's driver has other words for.
fn mysql_mode(mode: &str) -> &str {
    match mode {
        "disable" => "DISABLED",
        "allow" | "prefer" => "PREFERRED",
        "require" | "no-verify" => "REQUIRED",
        "verify-ca" => "VERIFY_CA",
        "verify-full" => "VERIFY_IDENTITY",
        same => same,
    }
}

fn of_the_driver(name: &str, value: &str) -> (String, String) {
    let (name, value) = match (name, value) {
        ("application_name" | "fallback_application_name", value) => ("ApplicationName", value),
        ("channel_binding", value) => ("channelBinding", value),
        ("connect_timeout", value) => ("connectTimeout", value),
        ("gssencmode", value) => ("gssEncMode", value),
        ("keepalives", "0") => ("tcpKeepAlive", "false"),
        ("keepalives", _) => ("tcpKeepAlive", "true"),
        // A pooler that hands out sessions per transaction, as other clients' addresses say it.
        ("pgbouncer", "true") => ("prepareThreshold", "0"),
        // As node-postgres says it: encrypted, whoever answers.
        ("sslmode", "no-verify") => ("sslmode", "require"),
        ("target_session_attrs", "read-write" | "primary") => ("targetServerType", "primary"),
        ("target_session_attrs", "read-only" | "standby") => ("targetServerType", "secondary"),
        ("target_session_attrs", "prefer-standby") => ("targetServerType", "preferSecondary"),
        ("target_session_attrs", value) => ("targetServerType", value),
        same => same,
    };
    (name.to_owned(), value.to_owned())
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url_of(address: &str, encryption: Encryption) -> String {
        url(&Database::parse(address).unwrap(), encryption)
    }

    #[test]
    fn user_and_password_stay_out() {
        let url = url_of("postgres://pio:s3cret@db/my%2Fdb", Encryption::Preferred);
        assert_eq!(url, "jdbc:postgresql://db:5432/my%2Fdb");
    }

    #[test]
    fn encryption_is_required_unless_the_address_says_otherwise() {
        for (query, result) in [
            ("", "?sslmode=require"),
            ("?a=b", "?a=b&sslmode=require"),
            ("?sslmode=disable", "?sslmode=disable"),
            ("?sslmode=no-verify", "?sslmode=require"),
            ("?ssl=true", "?sslmode=require"),
            (
                "?sslmode=verify-full&sslrootcert=%2Fca.pem",
                "?sslmode=verify-full&sslrootcert=%2Fca.pem",
            ),
            (
                "?sslmode=verify-full&sslrootcert=system",
                "?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory",
            ),
        ] {
            let url = url_of(&format!("postgres://u@h/d{query}"), Encryption::Required);
            assert_eq!(
                url,
                format!("jdbc:postgresql://h:5432/d{result}"),
                "{query}"
            );
        }
        // In JDBC's own form it means more: the certificate is verified.
        let jdbc = url_of(
            "jdbc:postgresql://h/d?user=u&ssl=true",
            Encryption::Required,
        );
        assert_eq!(jdbc, "jdbc:postgresql://h:5432/d?ssl=true");
    }

    #[test]
    fn parameters_get_the_drivers_names_and_encoding() {
        for (given, result) in [
            ("connect_timeout=10", "connectTimeout=10"),
            ("application_name=a+b%20c", "ApplicationName=a%2Bb%20c"),
            (
                "options=-c%20search_path%3Dpio",
                "options=-c%20search_path%3Dpio",
            ),
            (
                "target_session_attrs=read-write",
                "targetServerType=primary",
            ),
            ("target_session_attrs=any", "targetServerType=any"),
            ("keepalives=0", "tcpKeepAlive=false"),
            ("pgbouncer=true", "prepareThreshold=0"),
            ("channel_binding=require", "channelBinding=require"),
            ("socketTimeout=7", "socketTimeout=7"),
        ] {
            let url = url_of(&format!("postgres://u@h/d?{given}"), Encryption::Preferred);
            assert_eq!(url, format!("jdbc:postgresql://h:5432/d?{result}"));
        }
    }

    #[test]
    fn mysqls_driver_is_told_of_tls_and_time() {
        const REST: &str = "connectionTimeZone=%2B00%3A00&forceConnectionTimeZoneToSession=true&connectTimeout=10000";
        for (address, query) in [
            ("mysql://u:p@h/d", format!("?sslMode=REQUIRED&{REST}")),
            (
                "mysql://u:p@h/d?ssl-mode=DISABLED&x=1",
                format!("?sslMode=DISABLED&x=1&{REST}"),
            ),
            (
                "mysql://u:p@h/d?sslmode=verify-full",
                format!("?sslMode=VERIFY_IDENTITY&{REST}"),
            ),
            (
                "mysql://u:p@h/d?useSSL=false&connectionTimeZone=SERVER&forceConnectionTimeZoneToSession=false&connectTimeout=1",
                "?useSSL=false&connectionTimeZone=SERVER&forceConnectionTimeZoneToSession=false&connectTimeout=1".into(),
            ),
        ] {
            let url = url_of(address, Encryption::Required);
            assert_eq!(url, format!("jdbc:mysql://h:3306/d{query}"));
        }
    }

    #[test]
    fn credentials_can_stand_in_the_address() {
        for (url, whole) in [
            (
                "jdbc:postgresql://h/d",
                "jdbc:postgresql://h/d?user=u%40&password=a%2Bb",
            ),
            (
                "jdbc:mysql://h/d?x=1",
                "jdbc:mysql://h/d?x=1&user=u%40&password=a%2Bb",
            ),
        ] {
            assert_eq!(with_credentials(url, "u@", "a+b"), whole);
        }
    }

    #[test]
    fn several_hosts_and_ipv6_keep_their_form() {
        let url = url_of("postgres://u@[2001:db8::1],b:7/d", Encryption::Preferred);
        assert_eq!(url, "jdbc:postgresql://[2001:db8::1]:5432,b:7/d");
    }
}
