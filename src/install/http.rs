use super::attempt::Attempt;
use super::digest::Sha256Digest;
use super::error::{Cause, DownloadError};
use super::partial::Partial;
use super::proxy::{Proxies, ProxyError, ProxyServer};
use super::retry::{RetryPolicy, Tries};
use super::source::Source;
use crate::trust::Authorities;
use fs_err as fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};
use url::Url;

/// As many as download in parallel, so that none has to connect again.
const CONNECTIONS_PER_HOST: usize = 8;

/// Several times what a JDK or PIO is as an archive, in bytes.
const LARGEST_FILE: u64 = 1024 * 1024 * 1024;
/// No inventory that people write is longer, in bytes.
const LARGEST_TEXT: u64 = 1024 * 1024;

/// How often a pause looks up, to see whether it has become pointless.
const NAP: Duration = Duration::from_millis(100);

/// What a download must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Its checksum.
    pub sha256: Sha256Digest,
    /// Its size in bytes, where known.
    pub size: Option<u64>,
}

/// Watches a download, and may end it. The unit type watches nothing.
pub trait Observer {
    /// So many bytes of the file are there; fewer than before when a download begins again.
    fn position(&self, _bytes: u64) {}

    /// Whether the download has become pointless.
    fn stopped(&self) -> bool {
        false
    }
}

impl Observer for () {}

/// How long to wait for a server. There is no limit for a whole download: links may be slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a name to be resolved and a connection to be made.
    pub connect: Duration,
    /// For the next byte, the first of the answer included.
    pub idle: Duration,
}

impl Default for Timeouts {
    /// Half a minute without a byte: a mirror may first have to fetch the file itself.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
        }
    }
}

/// The one HTTP client of the buildpack.
#[derive(Debug)]
pub struct Http {
    direct: Agent,
    through_http_proxy: Option<Agent>,
    through_https_proxy: Option<Agent>,
    proxies: Proxies,
    retry: RetryPolicy,
}

impl Http {
    /// A client that trusts these authorities and uses these proxies.
    ///
    /// # Errors
    /// When a proxy's address cannot be used.
    pub fn new(authorities: &Authorities, proxies: Proxies) -> Result<Self, ProxyError> {
        Self::with(
            authorities,
            proxies,
            Timeouts::default(),
            RetryPolicy::default(),
        )
    }

    /// The same with other patience.
    ///
    /// # Errors
    /// When a proxy's address cannot be used.
    pub fn with(
        authorities: &Authorities,
        proxies: Proxies,
        timeouts: Timeouts,
        retry: RetryPolicy,
    ) -> Result<Self, ProxyError> {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::from(authorities.to_ureq()))
            .build();
        let agent = |proxy| agent(&tls, timeouts, proxy);
        let through = |server: Option<&ProxyServer>| {
            server
                .map(|server| Ok(agent(Some(server.to_ureq()?))))
                .transpose()
        };
        Ok(Self {
            direct: agent(None),
            through_http_proxy: through(proxies.http())?,
            through_https_proxy: through(proxies.https())?,
            proxies,
            retry,
        })
    }

    /// Downloads a file, verifies it and puts it at `destination`, whose directory must be there.
    /// Nothing is at `destination` before the checksum is right. Returns the size in bytes.
    ///
    /// # Errors
    /// When the last try failed, or a failure that would repeat itself.
    pub fn download(
        &self,
        source: &Source,
        destination: &Path,
        expected: &Expected,
        observer: &dyn Observer,
    ) -> Result<u64, Box<DownloadError>> {
        let (partial, tries) = self.bring(source, destination, Some(expected), observer)?;
        partial
            .finish()
            .map_err(|cause| self.error(source, tries, cause))
    }

    /// Downloads a small text that nothing pins, such as an inventory.
    ///
    /// # Errors
    /// As [`Http::download`], or when it is not UTF-8.
    pub fn read_text(&self, source: &Source) -> Result<String, Box<DownloadError>> {
        let file_error = |path: &Path, error| Cause::File {
            path: path.to_owned(),
            source: error,
        };
        let dir = std::env::temp_dir();
        let temporary = tempfile::tempdir_in(&dir)
            .map_err(|error| self.error(source, 0, file_error(&dir, error)))?;
        let path = temporary.path().join("text");
        let (partial, tries) = self.bring(source, &path, None, &())?;
        partial
            .finish()
            .and_then(|_| fs::read_to_string(&path).map_err(|error| file_error(&path, error)))
            .map_err(|cause| self.error(source, tries, cause))
    }

    /// The agent for a URL: direct, or through the proxy on the way.
    pub(super) fn agent_for(&self, url: &Url) -> &Agent {
        let through = match (self.proxies.for_url(url), url.scheme()) {
            (None, _) => None,
            (Some(_), "https") => self.through_https_proxy.as_ref(),
            (Some(_), _) => self.through_http_proxy.as_ref(),
        };
        through.unwrap_or(&self.direct)
    }

    /// Tries until the whole file is there and right, or there is no point in another try.
    fn bring(
        &self,
        source: &Source,
        destination: &Path,
        expected: Option<&Expected>,
        observer: &dyn Observer,
    ) -> Result<(Partial, u32), Box<DownloadError>> {
        let attempt = Attempt {
            source,
            expected,
            largest: if expected.is_some() {
                LARGEST_FILE
            } else {
                LARGEST_TEXT
            },
            observer,
        };
        let mut partial =
            Partial::create(destination).map_err(|cause| self.error(source, 0, cause))?;
        let mut tries = Tries::new(self.retry);
        loop {
            let outcome = attempt
                .run(self, &mut partial)
                .and_then(|()| expected.map_or(Ok(()), |expected| partial.verify(expected)));
            let Err(cause) = outcome else {
                return Ok((partial, tries.made() + 1));
            };
            if matches!(cause, Cause::Checksum { .. } | Cause::Size { .. }) {
                partial
                    .clear()
                    .map_err(|cause| self.error(source, tries.made(), cause))?;
            }
            match tries.failed(&cause, fastrand::f64()) {
                Some(pause) => sleep(pause, observer),
                None => return Err(self.error(source, tries.made(), cause)),
            }
        }
    }

    fn error(&self, source: &Source, tries: u32, cause: Cause) -> Box<DownloadError> {
        Box::new(DownloadError {
            url: source.to_string(),
            setting: source.setting(),
            proxy: self
                .proxies
                .for_url(source.url())
                .map(|server| (server.to_string(), server.variable)),
            tries,
            cause,
        })
    }
}

/// Sleeps, but not longer than there is a point in it.
fn sleep(pause: Duration, observer: &dyn Observer) {
    let end = Instant::now() + pause;
    while !observer.stopped() {
        match end.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => thread::sleep(left.min(NAP)),
            _ => return,
        }
    }
}

fn agent(tls: &TlsConfig, timeouts: Timeouts, proxy: Option<ureq::Proxy>) -> Agent {
    Agent::config_builder()
        .tls_config(tls.clone())
        .proxy(proxy)
        .user_agent(concat!(
            "predictionio-buildpack/",
            env!("CARGO_PKG_VERSION")
        ))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections_per_host(CONNECTIONS_PER_HOST)
        .timeout_resolve(Some(timeouts.connect))
        .timeout_connect(Some(timeouts.connect))
        .timeout_per_read(Some(timeouts.idle))
        .timeout_per_write(Some(timeouts.idle))
        .build()
        .new_agent()
}

#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "http_route_tests.rs"]
mod route_tests;
