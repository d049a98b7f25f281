//! A database whose certificate is checked against an authority from a binding.

use crate::support::docker::{Container, Run};
use crate::support::engine::{PASSWORD_IN_URL, Postgres};
use crate::support::{OWN_POSTGRES, postgres_image};
use libcnb_test::assert_contains;
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// Where the PostgreSQL of the test stack has its certificate, which signs itself.
const CERTIFICATE: &str = "/etc/ssl/certs/ssl-cert-snakeoil.pem";

/// Where the server is, by the name in its certificate.
pub(crate) struct Verified<'a> {
    pub(crate) image: &'a str,
    /// The address, which wants the certificate checked.
    pub(crate) url: &'a str,
    pub(crate) name: &'a str,
    pub(crate) server: &'a Container,
    pub(crate) certificate: &'a str,
}

pub(crate) fn a_database_is_verified_by_a_binding(image: &str, postgres: &Postgres) {
    if postgres_image() != OWN_POSTGRES {
        eprintln!("No test of a verified database: only the test stack's PostgreSQL has TLS");
        return;
    }
    let name = host_name(postgres);
    let url = format!("postgres://pio:{PASSWORD_IN_URL}@{name}/pio?sslmode=verify-full");
    let verified = Verified {
        image,
        url: &url,
        name: &name,
        server: &postgres.container,
        certificate: CERTIFICATE,
    };
    verified.by_a_binding();
}

impl Verified<'_> {
    /// Without the binding, no connection; with it, one to the host that the certificate names, and to no other.
    pub(crate) fn by_a_binding(&self) {
        let refused = self.run(self.url).to_end();
        assert_eq!(refused.code, 5, "{}", refused.log);
        assert_contains!(refused.log, "ca-certificates");

        let bindings = tempfile::tempdir().unwrap();
        let binding = bindings.path().join("database-ca");
        fs::create_dir(&binding).unwrap();
        fs::write(binding.join("type"), "ca-certificates").unwrap();
        let pem = self.server.exec(&["cat", self.certificate]);
        fs::write(binding.join("database.crt"), pem).unwrap();
        // The process runs as another user than this test.
        fs::set_permissions(bindings.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let volume = format!("{}:/bindings:ro", bindings.path().display());
        let trusting = |url: &str| {
            self.run(url)
                .env("SERVICE_BINDING_ROOT", "/bindings")
                .option(&["--volume", &volume])
                .to_end()
        };
        let accepted = trusting(self.url);
        assert_eq!(accepted.code, 0, "{}", accepted.log);
        let another = trusting(&self.url.replace(self.name, &self.server.ip()));
        assert_eq!(another.code, 5, "{}", another.log);
    }

    fn run(&self, url: &str) -> Run {
        let host = format!("{}:{}", self.name, self.server.ip());
        Run::new(self.image)
            .hardened()
            .env("DATABASE_URL", url)
            .option(&["--add-host", &host])
            .command(&["pio", "status"])
    }
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
