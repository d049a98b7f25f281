//! A database whose certificate is checked against an authority from a binding.

use crate::support::docker::Run;
use crate::support::engine::{PASSWORD_IN_URL, Postgres};
use crate::support::{OWN_POSTGRES, postgres_image};
use libcnb_test::assert_contains;
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// Where the PostgreSQL of the test stack has its certificate, which signs itself.
const CERTIFICATE: &str = "/etc/ssl/certs/ssl-cert-snakeoil.pem";

/// Without the binding, no connection; with it, one to the host that the certificate names.
pub(crate) fn a_database_is_verified_by_a_binding(image: &str, postgres: &Postgres) {
    if postgres_image() != OWN_POSTGRES {
        eprintln!("No test of a verified database: only the test stack's PostgreSQL has TLS");
        return;
    }
    let name = host_name(postgres);
    let status = || {
        Run::new(image)
            .hardened()
            .env(
                "DATABASE_URL",
                &format!("postgres://pio:{PASSWORD_IN_URL}@{name}/pio?sslmode=verify-full"),
            )
            .option(&["--add-host", &format!("{name}:{}", postgres.container.ip())])
            .command(&["pio", "status"])
    };
    let refused = status().to_end();
    assert_eq!(refused.code, 5, "{}", refused.log);
    assert_contains!(refused.log, "ca-certificates");

    let bindings = tempfile::tempdir().unwrap();
    let binding = bindings.path().join("database-ca");
    fs::create_dir(&binding).unwrap();
    fs::write(binding.join("type"), "ca-certificates").unwrap();
    let pem = postgres.container.exec(&["cat", CERTIFICATE]);
    fs::write(binding.join("database.crt"), pem).unwrap();
    // The process runs as another user than this test.
    fs::set_permissions(bindings.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let accepted = status()
        .env("SERVICE_BINDING_ROOT", "/bindings")
        .option(&[
            "--volume",
            &format!("{}:/bindings:ro", bindings.path().display()),
        ])
        .to_end();
    assert_eq!(accepted.code, 0, "{}", accepted.log);
}

/// The name for which the certificate was made: that of the machine that made the image.
fn host_name(postgres: &Postgres) -> String {
    let names = postgres.container.exec(&[
        "openssl",
        "x509",
        "-in",
        CERTIFICATE,
        "-noout",
        "-ext",
        "subjectAltName",
    ]);
    let name = names.split("DNS:").nth(1).unwrap_or_default();
    name.split([',', '\n'])
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}
