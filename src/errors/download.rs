//! Words for what ends a download.

use super::Message;
use crate::install::{Cause, DownloadError, INVENTORY, MAVEN_REPOSITORY};

/// Title, address, cause and remedy.
pub(super) fn describe(error: &DownloadError) -> Message {
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
