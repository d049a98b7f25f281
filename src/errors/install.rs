//! Words for what keeps an artifact from being installed.

use super::Message;
use crate::install::{
    ArchiveError, Cause, DigestError, DownloadError, INVENTORY, InstallError, InventoryError,
    LockError, MAVEN_REPOSITORY, ProxyError, SourceError,
};
use std::path::Path;

/// Words for anything that goes wrong while artifacts are installed.
#[must_use]
pub fn describe(error: &InstallError) -> Message {
    match error {
        InstallError::Download(error) => download(error),
        InstallError::Archive(error) => archive(error),
        InstallError::Inventory(error) => inventory(error),
        InstallError::NotPio { archive, missing } => not_pio(archive, missing),
        InstallError::NoPio => defect(&error.to_string()),
        InstallError::Digest(error) => digest(error),
        InstallError::Lock(error) => lock(error),
        InstallError::Source(error) => source(error),
        InstallError::Proxy(error) => proxy(error),
        InstallError::File { path, source } => file(path, source),
    }
}

fn download(error: &DownloadError) -> Message {
    let (title, what) = happened(&error.cause);
    let tries = match error.tries {
        0 | 1 => String::new(),
        tries => format!(" It was tried {tries} times."),
    };
    let proxy = error
        .proxy
        .as_ref()
        .map_or(String::new(), |(server, variable)| {
            format!("\nThe connection goes through the proxy {server}, which {variable} names.")
        });
    let way = match (&error.proxy, error.url.starts_with("http://")) {
        (Some(_), _) => Way::Proxied,
        (None, true) => Way::Plain,
        (None, false) => Way::Secure,
    };
    let advice = advice(&error.cause, error.setting, way);
    let source = source_of(error.setting);
    Message::new(
        title,
        format!(
            "{}\n\n{what}{tries}{proxy}\n\n{advice}\n{source}",
            error.url
        ),
    )
}

/// Who chose a source, and how to choose another.
fn source_of(setting: Option<&str>) -> String {
    match setting {
        Some(setting) => format!("The setting {setting} names this source."),
        None => format!(
            "The buildpack chose this source itself. Set {MAVEN_REPOSITORY} to download jars from\n\
             elsewhere. For a JDK or the archive of PredictionIO 0.14.0, {INVENTORY} names a file with another\n\
             url and its checksum; docs/operating.md shows one."
        ),
    }
}

/// Title and one sentence or two for what ended a download.
fn happened(cause: &Cause) -> (&'static str, String) {
    match cause {
        Cause::Status { status, .. } => (
            match status {
                404 | 410 => "A file is not where it should be",
                401 | 403 => "A server refuses access to a file",
                _ => "A download failed",
            },
            format!("The server answered with the HTTP status {status}."),
        ),
        Cause::HostNotFound => (
            "A server was not found",
            "The name of the host has no address.".to_owned(),
        ),
        Cause::Connection { reason } => (
            "A server cannot be reached",
            format!("The connection failed: {reason}."),
        ),
        Cause::Certificate { reason } => (
            "A server's certificate is not trusted",
            format!("The secure connection was refused: {reason}."),
        ),
        Cause::Proxy { status, reason } => (
            "A proxy refused a connection",
            match status {
                Some(status) => format!("The proxy answered with the HTTP status {status}."),
                None => format!("The proxy failed: {reason}."),
            },
        ),
        Cause::Timeout => (
            "A download stalled",
            "The server was silent for too long.".to_owned(),
        ),
        Cause::Truncated { received } => (
            "A download broke off",
            format!("The connection ended early, after {received} bytes."),
        ),
        Cause::Redirect { to, reason } => (
            "A redirect was not followed",
            format!("The server redirects to {to}, but {reason}."),
        ),
        Cause::Checksum { expected, actual } => (
            "A downloaded file is not the expected one",
            format!(
                "Its sha256 is    {actual}\nand must be      {expected}.\nThe file was deleted."
            ),
        ),
        Cause::Size { expected, actual } => (
            "A downloaded file is not the expected one",
            if actual > expected {
                format!(
                    "More than the {expected} bytes that it must have arrived. The file was deleted."
                )
            } else {
                format!("It must have {expected} bytes and has {actual}. The file was deleted.")
            },
        ),
        Cause::TooLarge { largest } => (
            "A download is too large",
            format!(
                "More than {} MB arrived. The file was deleted.",
                largest / (1024 * 1024)
            ),
        ),
        Cause::File { path, source } => (
            "A file cannot be read or written",
            format!("{}: {source}.", path.display()),
        ),
        Cause::Stopped => (
            "A download was stopped",
            "Another download had failed.".to_owned(),
        ),
        Cause::Other { reason } => (
            "A download failed",
            format!("The request was refused: {reason}."),
        ),
    }
}

/// How a request goes out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Proxied,
    Plain,
    Secure,
}

/// What to do about it.
fn advice(cause: &Cause, setting: Option<&str>, way: Way) -> &'static str {
    match cause {
        Cause::Status {
            status: 401 | 403, ..
        } if setting.is_some() => {
            "Check that the URL holds the right user name and password, percent-encoded."
        }
        Cause::Status {
            status: 404 | 410, ..
        } if setting.is_some() => "Check that the URL is right and that the mirror is complete.",
        Cause::Status {
            status: 408 | 429 | 500..,
            ..
        } => "The server may be overloaded or under maintenance: build again later.",
        Cause::Certificate { .. } => {
            "If a company's proxy or mirror has certificates of its own authority, give that authority to the\n\
             build as a service binding of type \"ca-certificates\", or put it into the build image."
        }
        Cause::Proxy {
            status: Some(407), ..
        } => {
            "The proxy wants a user name and a password: put them into the variable, percent-encoded, as in\n\
             http://USER:PASSWORD@proxy.example.com:3128."
        }
        Cause::Proxy { .. } => {
            "Check that the proxy allows this host (with CONNECT), or name the host in NO_PROXY."
        }
        Cause::TooLarge { .. } => {
            "Open the URL from the network of the build: often it is a page, or not the file that was meant."
        }
        Cause::Checksum { .. } | Cause::Size { .. } => {
            "A damaged mirror, or a proxy that answers with a page of its own, can be the cause: remove the file\n\
             from the mirror's cache and build again."
        }
        Cause::File { .. } => {
            "Check that the path is right, that it can be read and written, and that the disk is not full."
        }
        Cause::Status { .. } | Cause::Redirect { .. } | Cause::Other { .. } => {
            "Open the URL from the network of the build to see what the server has there."
        }
        Cause::Stopped => "The message about the other download says what to do.",
        _ if way == Way::Proxied => "Check that the proxy is right, then build again.",
        _ if way == Way::Plain => {
            "Check host and port, and that the server runs: the build has its own network, where localhost is the build\n\
             itself. Behind a firewall, set HTTP_PROXY for the build."
        }
        _ => "Build again later. Behind a firewall, set HTTPS_PROXY for the build.",
    }
}

fn archive(error: &ArchiveError) -> Message {
    let origin = format!(
        "Archives come from the built-in inventory or from the one that {INVENTORY} names.\n"
    );
    match error {
        ArchiveError::Damaged { archive, reason } => Message::new(
            "An archive is damaged",
            format!(
                "{} is not a whole archive: {reason}.\n\n{origin}\
                 Its checksum is right, so the archive itself is not what it should be: name another one.",
                archive.display()
            ),
        ),
        ArchiveError::Unsafe {
            archive,
            entry,
            reason,
        } => Message::new(
            "An archive was refused because it is not safe to unpack",
            format!(
                "{} holds the entry {}: {reason}.\n\n{origin}\
                 Pack the archive again without such entries; links must stay inside of it.",
                archive.display(),
                entry.display()
            ),
        ),
        ArchiveError::TooLarge { archive, limit } => Message::new(
            "An archive was refused because it is too large",
            format!(
                "{} unpacks to more than {limit} bytes.\n\n{origin}A JDK 8 or PredictionIO 0.14.0 alone is far smaller: name one that holds nothing else.",
                archive.display()
            ),
        ),
        ArchiveError::Empty { archive } => Message::new(
            "An archive has nothing in it",
            format!(
                "{} holds no file below a top directory.\n\n{origin}\
                 The archive must have one top directory with bin, lib and so on below it.",
                archive.display()
            ),
        ),
        ArchiveError::File { path, source } => file(path, source),
    }
}

fn inventory(error: &InventoryError) -> Message {
    match error {
        InventoryError::Unreadable { path, source } => Message::new(
            "The inventory cannot be read",
            format!(
                "{INVENTORY} names {}, which cannot be read: {source}.\n\n\
                 Give a path inside the app, an absolute path in the build image, or a URL.",
                path.display()
            ),
        ),
        InventoryError::Form {
            place,
            line,
            column,
            reason,
        } => Message::new(
            "The inventory has a mistake",
            format!(
                "{place}, named by {INVENTORY}, line {line}, column {column}: {}\n\n\
                 Every entry is of this form; kind is \"jdk\" or \"jre\", arch is \"amd64\" or \"arm64\":\n\n\
                 [[artifacts]]\n\
                 version = \"8.0.504\"\n\
                 os = \"linux\"\n\
                 arch = \"amd64\"\n\
                 url = \"https://files.example.com/jdk8.tar.gz\"\n\
                 checksum = \"sha256:<64 hexadecimal digits>\"\n\
                 [artifacts.metadata]\n\
                 kind = \"jdk\"\n\
                 vendor = \"example\"\n\n\
                 An archive of PredictionIO is one for every system:\n\n\
                 [[pio]]\n\
                 version = \"0.14.0\"\n\
                 url = \"https://files.example.com/apache-predictionio-0.14.0-bin.tar.gz\"\n\
                 checksum = \"sha256:<64 hexadecimal digits>\"",
                reason.trim()
            ),
        ),
        InventoryError::NoSuchSystem { os, arch } => Message::new(
            format!("There is nothing for {os}/{arch}"),
            "The build is for a system that this buildpack does not know.\n\n\
             Build for linux/amd64 or linux/arm64: pack build --platform linux/amd64 …",
        ),
        InventoryError::NoArtifact {
            kind,
            os,
            arch,
            places,
        } => Message::new(
            format!("There is no {kind} for {os}/{arch}"),
            format!(
                "Looked at: {}.\n\n\
                 Add an entry of kind \"{}\" for {os} and {arch} to an inventory and name it in {INVENTORY},\n\
                 or build for linux/amd64 or linux/arm64.",
                places.join(", "),
                kind.to_string().to_lowercase()
            ),
        ),
    }
}

fn digest(error: &DigestError) -> Message {
    Message::new(
        "A checksum of the inventory cannot be used",
        format!("{error}.\n\nGive the sha256 of the archive, as the program sha256sum shows it."),
    )
}

fn not_pio(archive: &str, missing: &str) -> Message {
    Message::new(
        "An archive does not hold PredictionIO 0.14.0",
        format!(
            "{archive} has no {missing} below its top directory.\n\n\
             Its checksum is right, so this is the archive that the inventory names. Name the binary release\n\
             of PredictionIO 0.14.0 (apache-predictionio-0.14.0-bin.tar.gz), or one of the same layout, in {INVENTORY}."
        ),
    )
}

/// A lock is part of the buildpack: only its maintainers can mend it.
fn lock(error: &LockError) -> Message {
    defect(&error.to_string())
}

fn defect(error: &str) -> Message {
    Message::new(
        "The buildpack has a defect",
        format!(
            "One of its own files cannot be used: {error}.\n\n\
             Please report this with the version of the buildpack; use the version before it until then."
        ),
    )
}

fn source(error: &SourceError) -> Message {
    let (reason, setting) = match error {
        SourceError::NotAUrl { reason, setting } => (format!("is not a URL: {reason}"), setting),
        SourceError::NoScheme { setting } => (
            "does not begin with https://, http:// or file://".to_owned(),
            setting,
        ),
        SourceError::PlainCredentials { setting } => return plain_credentials(*setting),
        SourceError::Scheme { scheme, setting } => (
            format!("begins with \"{scheme}:\", and only https, http and file are possible"),
            setting,
        ),
    };
    let place = setting.unwrap_or("A URL of the buildpack itself");
    Message::new(
        format!("{place} cannot be used"),
        format!(
            "The value {reason}.\n\n\
             Give a URL such as https://maven.example.com/repository/central/. A user name or a password in it\n\
             must be percent-encoded: @ is %40, : is %3A, / is %2F."
        ),
    )
}

fn plain_credentials(setting: Option<&str>) -> Message {
    let place = setting.unwrap_or("A URL of the buildpack itself");
    Message::new(
        format!("{place} would send a password in clear"),
        "The URL begins with http:// and holds a user name or a password, and its host is not an address of a private\n\
         network: whoever is on the way could read them.\n\n\
         Give the https:// URL of the server, or one without user name and password.",
    )
}

fn proxy(error: &ProxyError) -> Message {
    let ProxyError { variable, reason } = error;
    Message::new(
        format!("{variable} does not name a proxy that can be used"),
        format!(
            "The value of {variable} cannot be used: {reason}.\n\n\
             Give the URL of an HTTP proxy, such as http://proxy.example.com:3128, or unset the variable.\n\
             A user name or a password in it must be percent-encoded: @ is %40, : is %3A, / is %2F."
        ),
    )
}

fn file(path: &Path, source: &std::io::Error) -> Message {
    Message::new(
        "A file cannot be read or written",
        format!(
            "{}: {source}.\n\nCheck that the disk of the machine that builds is not full, then build again.",
            path.display()
        ),
    )
}

#[cfg(test)]
#[path = "install_tests.rs"]
mod tests;
