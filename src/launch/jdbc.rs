//! A database's address in the form of PostgreSQL's JDBC driver, without user and password.
//!
//! libpq and the driver have many parameters in common, and some under two names:
//! [libpq's](https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS),
//! [the driver's](https://jdbc.postgresql.org/documentation/use/#connection-parameters). What neither table below
//! names goes through as it is; the driver passes over what it does not know.

use super::database_url::Database;
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
    let query: Vec<_> = parameters(database, encryption)
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    let separator = if query.is_empty() { "" } else { "?" };
    format!(
        "jdbc:postgresql://{}/{}{separator}{}",
        database.authority(),
        encode(&database.name),
        query.join("&")
    )
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
    fn several_hosts_and_ipv6_keep_their_form() {
        let url = url_of("postgres://u@[2001:db8::1],b:7/d", Encryption::Preferred);
        assert_eq!(url, "jdbc:postgresql://[2001:db8::1]:5432,b:7/d");
    }
}
