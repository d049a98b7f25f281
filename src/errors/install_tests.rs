use super::*;
use crate::install::{Arch, JavaKind, Os, Sha256Digest};
use crate::install::{Cause, DownloadError, MAVEN_REPOSITORY};
use insta::assert_snapshot;
use std::io;

const JAR: &str = "https://maven.example.com/m2/org/example/a/1/a-1.jar";

fn own(cause: Cause, tries: u32) -> Message {
    describe(&InstallError::Download(Box::new(DownloadError {
        url: JAR.to_owned(),
        setting: None,
        proxy: None,
        tries,
        cause,
    })))
}

fn set(cause: Cause, tries: u32) -> Message {
    describe(&InstallError::Download(Box::new(DownloadError {
        url: JAR.to_owned(),
        setting: Some(MAVEN_REPOSITORY),
        proxy: None,
        tries,
        cause,
    })))
}

fn proxied(cause: Cause, tries: u32) -> Message {
    describe(&InstallError::Download(Box::new(DownloadError {
        url: JAR.to_owned(),
        setting: Some(MAVEN_REPOSITORY),
        proxy: Some(("http://proxy.example.com:3128/".to_owned(), "HTTPS_PROXY")),
        tries,
        cause,
    })))
}

fn status(status: u16) -> Cause {
    Cause::Status {
        status,
        retry_after: None,
    }
}

fn reason() -> String {
    "Connection refused (os error 111)".to_owned()
}

fn denied() -> io::Error {
    io::Error::from(io::ErrorKind::PermissionDenied)
}

#[test]
fn download_not_there() {
    assert_snapshot!(set(status(404), 1));
}

#[test]
fn download_not_there_by_default() {
    assert_snapshot!(own(status(404), 1));
}

#[test]
fn download_forbidden() {
    assert_snapshot!(set(status(401), 1));
}

#[test]
fn download_server_broken() {
    assert_snapshot!(set(status(503), 5));
}

#[test]
fn download_host_not_found() {
    assert_snapshot!(own(Cause::HostNotFound, 5));
}

#[test]
fn download_connection() {
    assert_snapshot!(proxied(Cause::Connection { reason: reason() }, 5));
}

#[test]
fn download_certificate() {
    let reason = "invalid peer certificate: UnknownIssuer".to_owned();
    assert_snapshot!(set(Cause::Certificate { reason }, 1));
}

#[test]
fn download_proxy_wants_a_password() {
    let status = Some(407);
    assert_snapshot!(proxied(
        Cause::Proxy {
            status,
            reason: String::new()
        },
        1
    ));
}

#[test]
fn download_proxy_fails() {
    let reason = "proxy server did not respond".to_owned();
    assert_snapshot!(proxied(
        Cause::Proxy {
            status: None,
            reason
        },
        5
    ));
}

#[test]
fn download_timeout() {
    assert_snapshot!(own(Cause::Timeout, 5));
}

#[test]
fn download_truncated() {
    assert_snapshot!(set(Cause::Truncated { received: 4096 }, 5));
}

#[test]
fn download_redirect() {
    let to = "http://cdn.example.com/a.jar".to_owned();
    let reason = "that connection would not be secure";
    assert_snapshot!(set(Cause::Redirect { to, reason }, 1));
}

#[test]
fn download_checksum() {
    let (expected, actual) = ([0xAB; 32].into(), [0xCD; 32].into());
    assert_snapshot!(set(Cause::Checksum { expected, actual }, 2));
}

#[test]
fn download_too_small() {
    assert_snapshot!(set(
        Cause::Size {
            expected: 100,
            actual: 99
        },
        2
    ));
}

#[test]
fn download_too_large() {
    assert_snapshot!(set(
        Cause::Size {
            expected: 100,
            actual: 65_536
        },
        2
    ));
}

#[test]
fn download_file() {
    let path = "/opt/mirror/a-1.jar".into();
    assert_snapshot!(set(
        Cause::File {
            path,
            source: denied()
        },
        1
    ));
}

#[test]
fn download_stopped() {
    assert_snapshot!(own(Cause::Stopped, 1));
}

#[test]
fn download_other() {
    let reason = "response header is too big".to_owned();
    assert_snapshot!(own(Cause::Other { reason }, 1));
}

#[test]
fn archive_damaged() {
    assert_snapshot!(describe(&InstallError::Archive(ArchiveError::Damaged {
        archive: "/tmp/jdk.tar.gz".into(),
        reason: "invalid gzip header".to_owned(),
    })));
}

#[test]
fn archive_kind() {
    assert_snapshot!(describe(&InstallError::Archive(ArchiveError::Kind {
        archive: "https://files.example.com/pio.zip".into(),
        kind: "a zip",
    })));
}

#[test]
fn archive_unsafe() {
    assert_snapshot!(describe(&InstallError::Archive(ArchiveError::Unsafe {
        archive: "/tmp/jdk.tar.gz".into(),
        entry: "jdk/../../evil".into(),
        reason: "its path has \"..\"",
    })));
}

#[test]
fn archive_too_large() {
    assert_snapshot!(describe(&InstallError::Archive(ArchiveError::TooLarge {
        archive: "/tmp/jdk.tar.gz".into(),
        limit: 1_000_000,
    })));
}

#[test]
fn archive_empty() {
    assert_snapshot!(describe(&InstallError::Archive(ArchiveError::Empty {
        archive: "/tmp/jdk.tar.gz".into(),
    })));
}

#[test]
fn archive_file() {
    assert_snapshot!(describe(&InstallError::Archive(ArchiveError::File {
        path: "/layers/predictionio_engine/jdk/bin/java".into(),
        source: denied(),
    })));
}

#[test]
fn inventory_unreadable() {
    assert_snapshot!(describe(&InstallError::Inventory(
        InventoryError::Unreadable {
            path: "/workspace/jdk.toml".into(),
            source: denied(),
        }
    )));
}

#[test]
fn inventory_form() {
    assert_snapshot!(describe(&InstallError::Inventory(InventoryError::Form {
        place: "jdk.toml".to_owned(),
        line: 8,
        column: 8,
        reason: "unknown variant `jkd`, expected `jdk` or `jre`".to_owned(),
    })));
}

#[test]
fn inventory_nothing_for_this_system() {
    assert_snapshot!(describe(&InstallError::Inventory(
        InventoryError::NoArtifact {
            kind: JavaKind::Jdk,
            os: Os::Linux,
            arch: Arch::Arm64,
            places: vec!["jdk.toml".to_owned(), "the built-in inventory".to_owned()],
        }
    )));
}

#[test]
fn digest() {
    let error = "abcd".parse::<Sha256Digest>().unwrap_err();
    assert_snapshot!(describe(&InstallError::Digest(error)));
}

#[test]
fn lock_defect() {
    assert_snapshot!(describe(&InstallError::Lock(LockError::NoSuchGroup {
        group: "spark".to_owned(),
    })));
}

#[test]
fn source_not_a_url() {
    assert_snapshot!(describe(&InstallError::Source(SourceError::NotAUrl {
        reason: "relative URL without a base".to_owned(),
        setting: Some(MAVEN_REPOSITORY),
    })));
}

#[test]
fn source_scheme() {
    assert_snapshot!(describe(&InstallError::Source(SourceError::Scheme {
        scheme: "ftp".to_owned(),
        setting: Some(INVENTORY),
    })));
}

#[test]
fn proxy_unusable() {
    assert_snapshot!(describe(&InstallError::Proxy(ProxyError {
        variable: "ALL_PROXY",
        reason: "the scheme \"socks5\" is not supported".to_owned(),
    })));
}

#[test]
fn file_unreadable() {
    assert_snapshot!(describe(&InstallError::File {
        path: "/layers/predictionio_engine/spark/jars".into(),
        source: denied(),
    }));
}

#[test]
fn an_archive_without_pio() {
    assert_snapshot!(describe(&InstallError::NotPio {
        archive: "https://files.example.com/spark.tgz".to_owned(),
        missing: "lib/pio-assembly-0.14.0.jar".to_owned(),
        jars: vec!["spark-2.4.8/jars/spark-core_2.11-2.4.8.jar".to_owned()],
    }));
    assert_snapshot!("no_pio", describe(&InstallError::NoPio));
}

#[test]
fn download_unpinned_too_large() {
    let largest = 1024 * 1024;
    assert_snapshot!(set(Cause::TooLarge { largest }, 1));
}

#[test]
fn download_over_plain_http() {
    let error = DownloadError {
        url: "http://maven.example.com/m2/a.jar".to_owned(),
        setting: Some(MAVEN_REPOSITORY),
        proxy: None,
        tries: 5,
        cause: Cause::Connection { reason: reason() },
    };
    let message = describe(&InstallError::Download(Box::new(error)));
    assert!(!message.body.contains("HTTPS_PROXY"), "{message}");
    assert_snapshot!(message);
}

#[test]
fn source_without_scheme() {
    assert_snapshot!(describe(&InstallError::Source(SourceError::NoScheme {
        setting: Some(MAVEN_REPOSITORY),
    })));
}

#[test]
fn source_with_a_password_in_clear() {
    assert_snapshot!(describe(&InstallError::Source(
        SourceError::PlainCredentials {
            setting: Some(MAVEN_REPOSITORY),
        }
    )));
}

#[test]
fn system_unknown() {
    let error = InventoryError::NoSuchSystem {
        os: "linux".to_owned(),
        arch: "riscv64".to_owned(),
    };
    assert_snapshot!(describe(&InstallError::Inventory(error)));
}
