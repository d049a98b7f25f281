//! Words for what keeps an artifact from being installed.

use super::{Message, download};
use crate::install::{
    ArchiveError, DigestError, INVENTORY, InstallError, InventoryError, LockError, ProxyError,
    SourceError,
};
use std::path::Path;

/// Words for anything that goes wrong while artifacts are installed.
#[must_use]
pub fn describe(error: &InstallError) -> Message {
    match error {
        InstallError::Download(error) => download::describe(error),
        InstallError::Archive(error) => archive(error),
        InstallError::Inventory(error) => inventory(error),
        InstallError::NotPio {
            archive,
            missing,
            jars,
        } => not_pio(archive, missing, jars),
        InstallError::NoPio => defect(&error.to_string()),
        InstallError::Digest(error) => digest(error),
        InstallError::Lock(error) => lock(error),
        InstallError::Source(error) => source(error),
        InstallError::Proxy(error) => proxy(error),
        InstallError::File { path, source } => file(path, source),
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
        ArchiveError::Kind { archive, kind } => Message::new(
            "An archive is of a kind that cannot be unpacked",
            format!(
                "{} is {kind}. A tar.gz, a tar.xz and a tar can be unpacked.\n\n{origin}\
                 Pack it as a tar.gz, and name it with its new checksum.",
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

fn not_pio(archive: &str, missing: &str, jars: &[String]) -> Message {
    let has = match jars {
        [] => "It has no jar at all.".to_owned(),
        jars => format!("It has: {}.", jars.join(", ")),
    };
    Message::new(
        "An archive does not hold PredictionIO 0.14.0",
        format!(
            "{archive} has no {missing}. {has}\n\n\
             Its checksum is right, so this is the archive that the inventory names. Name the binary release\n\
             of PredictionIO 0.14.0 (apache-predictionio-0.14.0-bin.tar.gz), or one of the same layout, in {INVENTORY}.\n\
             PredictionIO's source makes one: ./make-distribution.sh. A source archive and the jars of single modules are not enough."
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
