//! One try of a download: request, redirects, body.

use super::error::Cause;
use super::http::{Expected, Http, Observer};
use super::partial::Partial;
use super::retry::retry_after;
use super::source::{Source, redacted};
use std::io::{self, Read};
use std::time::SystemTime;
use ureq::http::Response;
use ureq::http::header::{AUTHORIZATION, CONTENT_RANGE, LOCATION, RANGE, RETRY_AFTER};
use url::Url;

/// As many as browsers follow.
const MOST_REDIRECTS: usize = 20;
/// Large enough that reading costs little, small enough to notice a stop.
const CHUNK: usize = 64 * 1024;

/// What one try reads from and writes to.
pub(super) struct Attempt<'a> {
    pub(super) source: &'a Source,
    pub(super) expected: Option<&'a Expected>,
    /// What is taken where the size is not known, in bytes.
    pub(super) largest: u64,
    pub(super) observer: &'a dyn Observer,
}

impl Attempt<'_> {
    /// Brings what is missing of the file. A body that broke off is taken up where it ended.
    pub(super) fn run(&self, http: &Http, partial: &mut Partial) -> Result<(), Cause> {
        if let Some(path) = self.source.file() {
            partial.clear()?;
            let file = fs_err::File::open(&path).map_err(|source| Cause::File { path, source })?;
            return self.copy(file, partial);
        }
        let response = match self.request(http, partial.received()) {
            // The server has nothing after that offset: not the same file any more.
            Err(Cause::Status { status: 416, .. }) if partial.received() > 0 => {
                let received = partial.received();
                partial.clear()?;
                return Err(Cause::Truncated { received });
            }
            answer => answer?,
        };
        if !continues_at(&response, partial.received()) {
            partial.clear()?;
        }
        self.copy(response.into_body().into_reader(), partial)
    }

    /// Follows redirects by hand: each hop may need another proxy, and the credentials are for the
    /// first origin only.
    fn request(&self, http: &Http, offset: u64) -> Result<Response<ureq::Body>, Cause> {
        let mut url = self.source.url().clone();
        for _ in 0..=MOST_REDIRECTS {
            let mut request = http.agent_for(&url).get(url.as_str());
            if offset > 0 {
                request = request.header(RANGE, format!("bytes={offset}-"));
            }
            if let Some(credentials) = self.source.credentials()
                && url.origin() == self.source.url().origin()
            {
                request = request.header(AUTHORIZATION, credentials.basic());
            }
            let response = request.call().map_err(|error| cause_of(error, 0))?;
            let status = response.status().as_u16();
            match (status, header(&response, LOCATION.as_str())) {
                (200..=299, _) => return Ok(response),
                (301 | 302 | 303 | 307 | 308, Some(location)) => url = next_hop(&url, location)?,
                _ => {
                    let wait = header(&response, RETRY_AFTER.as_str());
                    return Err(Cause::Status {
                        status,
                        retry_after: wait.and_then(|value| retry_after(value, SystemTime::now())),
                    });
                }
            }
        }
        Err(Cause::Redirect {
            to: redacted(&url),
            reason: "there are too many redirects",
        })
    }

    fn copy(&self, mut body: impl Read, partial: &mut Partial) -> Result<(), Cause> {
        let mut chunk = vec![0; CHUNK];
        loop {
            if self.observer.stopped() {
                return Err(Cause::Stopped);
            }
            let count = match body.read(&mut chunk) {
                Ok(0) => return Ok(()),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(cause_of(error.into(), partial.received())),
            };
            partial.append(&chunk[..count])?;
            self.observer.position(partial.received());
            match self.expected.and_then(|expected| expected.size) {
                Some(size) if partial.received() > size => {
                    return Err(Cause::Size {
                        expected: size,
                        actual: partial.received(),
                    });
                }
                None if partial.received() > self.largest => {
                    return Err(Cause::TooLarge {
                        largest: self.largest,
                    });
                }
                _ => {}
            }
        }
    }
}

/// Where a redirect leads. From https it must stay https, and never to a local file.
fn next_hop(from: &Url, location: &str) -> Result<Url, Cause> {
    let refused = |to: String, reason| Err(Cause::Redirect { to, reason });
    let Ok(to) = from.join(location) else {
        return refused("…".to_owned(), "that is not a URL");
    };
    match (from.scheme(), to.scheme()) {
        (_, "https") | ("http", "http") => Ok(to),
        ("https", "http") => refused(redacted(&to), "that connection would not be secure"),
        _ => refused(redacted(&to), "only http and https are followed"),
    }
}

/// Whether the body begins where the file ends: the server may ignore a range and send everything.
fn continues_at(response: &Response<ureq::Body>, offset: u64) -> bool {
    let wanted = format!("bytes {offset}-");
    response.status().as_u16() == 206
        && header(response, CONTENT_RANGE.as_str()).is_some_and(|range| range.starts_with(&wanted))
}

fn header<'a>(response: &'a Response<ureq::Body>, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

/// What the HTTP library's error means, after `received` bytes of the body.
fn cause_of(error: ureq::Error, received: u64) -> Cause {
    match error {
        ureq::Error::Timeout(_) | ureq::Error::BodyStalled => Cause::Timeout,
        ureq::Error::HostNotFound => Cause::HostNotFound,
        ureq::Error::ConnectProxyFailed(reason) => Cause::Proxy {
            status: status_in(&reason),
            reason,
        },
        ureq::Error::Rustls(error) => cause_of_tls(&error),
        ureq::Error::Io(error) => cause_of_io(&error, received),
        ureq::Error::ConnectionFailed => Cause::Connection {
            reason: "no connection".to_owned(),
        },
        ureq::Error::Protocol(_) if received > 0 => Cause::Truncated { received },
        ureq::Error::Protocol(error) => Cause::Connection {
            reason: error.to_string(),
        },
        // The library would show the whole URL, and its query may hold a signature.
        ureq::Error::BadUri(_) => Cause::Other {
            reason: "the URL cannot be used".to_owned(),
        },
        error => Cause::Other {
            reason: error.to_string(),
        },
    }
}

/// The HTTP status in the library's words for what a proxy answered.
fn status_in(reason: &str) -> Option<u16> {
    reason
        .split(|c: char| !c.is_ascii_digit())
        .find_map(|digits| digits.parse().ok())
}

fn cause_of_io(error: &io::Error, received: u64) -> Cause {
    let tls = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match tls {
        Some(tls) => cause_of_tls(tls),
        None if received > 0 || error.kind() == io::ErrorKind::UnexpectedEof => {
            Cause::Truncated { received }
        }
        None => Cause::Connection {
            reason: error.to_string(),
        },
    }
}

fn cause_of_tls(error: &rustls::Error) -> Cause {
    let reason = error.to_string();
    match error {
        rustls::Error::InvalidCertificate(_) => Cause::Certificate { reason },
        _ => Cause::Connection { reason },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(from: &str, location: &str) -> Result<String, String> {
        next_hop(&Url::parse(from).unwrap(), location)
            .map(|url| url.to_string())
            .map_err(|cause| cause.to_string())
    }

    #[test]
    fn redirects_may_be_relative() {
        assert_eq!(hop("https://a/b/c", "../d").unwrap(), "https://a/d");
        assert_eq!(hop("http://a/b", "//c/d").unwrap(), "http://c/d");
        assert_eq!(hop("http://a/b", "https://c/d").unwrap(), "https://c/d");
    }

    #[test]
    fn redirects_to_files_and_away_from_https_are_refused() {
        let refused = hop("https://a/b", "http://u:p4ss@c/d?token=x").unwrap_err();
        assert!(
            refused.contains("http://c/d?…") && !refused.contains("p4ss"),
            "{refused}"
        );
        assert!(hop("http://a/b", "file:///etc/passwd").is_err());
        assert!(hop("http://a/b", "http://[").is_err());
    }
}
