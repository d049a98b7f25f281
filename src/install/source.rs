use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::path::PathBuf;
use url::{Host, Url};

/// Where something is downloaded from. Credentials in the URL are taken out of it, and neither
/// `Display` nor `Debug` shows them or the query, which may hold a signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    url: Url,
    credentials: Option<Credentials>,
    setting: Option<&'static str>,
}

/// A user name and a password. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: String,
}

/// Why a text does not name a source. It never holds the text, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// Not a URL.
    #[error("not a URL: {reason}")]
    NotAUrl {
        /// What the parser says.
        reason: String,
        /// The setting that holds the text.
        setting: Option<&'static str>,
    },
    /// A text without a scheme, such as a bare host name.
    #[error("no scheme")]
    NoScheme {
        /// The setting that holds the text.
        setting: Option<&'static str>,
    },
    /// A user name or a password that would travel in clear.
    #[error("credentials over plain HTTP")]
    PlainCredentials {
        /// The setting that holds the text.
        setting: Option<&'static str>,
    },
    /// A URL of a scheme that cannot be downloaded from.
    #[error("the scheme \"{scheme}\" is not one of https, http and file")]
    Scheme {
        /// The scheme.
        scheme: String,
        /// The setting that holds the text.
        setting: Option<&'static str>,
    },
}

impl Source {
    /// Reads an `https`, `http` or `file` URL; `setting` is the variable that holds it, if one does.
    ///
    /// # Errors
    /// When the text is not such a URL.
    pub fn parse(text: &str, setting: Option<&'static str>) -> Result<Self, SourceError> {
        let text = text.trim();
        // `host:8081/path` would be a URL, too, of the scheme `host`.
        if !text.contains("://") && !text.starts_with("file:") {
            return Err(SourceError::NoScheme { setting });
        }
        let mut url = Url::parse(text).map_err(|error| SourceError::NotAUrl {
            reason: error.to_string(),
            setting,
        })?;
        if !matches!(url.scheme(), "https" | "http" | "file") {
            return Err(SourceError::Scheme {
                scheme: url.scheme().to_owned(),
                setting,
            });
        }
        let credentials = Credentials::take_from(&mut url);
        if url.scheme() == "http" && credentials.is_some() && !is_private(&url) {
            return Err(SourceError::PlainCredentials { setting });
        }
        Ok(Self {
            url,
            credentials,
            setting,
        })
    }

    /// The source of a path below this one; the path has no leading slash and is taken as it is.
    #[must_use]
    pub fn join(&self, path: &str) -> Self {
        let mut joined = self.clone();
        let base = self.url.path().trim_end_matches('/');
        joined.url.set_path(&format!("{base}/{path}"));
        joined
    }

    /// Whether what is asked and answered can be read by whoever is on the way.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// The URL without credentials.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What the server asks for, if the URL held it.
    #[must_use]
    pub fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// The setting that names this source, if one does.
    #[must_use]
    pub fn setting(&self) -> Option<&'static str> {
        self.setting
    }

    /// The path, if this is a file.
    pub(super) fn file(&self) -> Option<PathBuf> {
        (self.url.scheme() == "file")
            .then(|| self.url.to_file_path().ok())
            .flatten()
    }
}

impl Credentials {
    /// Takes user name and password out of a URL, percent-decoded.
    pub(super) fn take_from(url: &mut Url) -> Option<Self> {
        if url.username().is_empty() && url.password().is_none() {
            return None;
        }
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let credentials = Self {
            user: decode(url.username()),
            password: decode(url.password().unwrap_or_default()),
        };
        // These fail for URLs without a host only, which have no credentials either.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Some(credentials)
    }

    /// The value of an `Authorization` header.
    pub(super) fn basic(&self) -> String {
        let pair = format!("{}:{}", self.user, self.password);
        format!("Basic {}", STANDARD.encode(pair))
    }
}

/// Whether the host is an address of this machine or of a private network.
fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Some(Host::Ipv6(ip)) => {
            ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// A URL as it may be shown.
pub(super) fn redacted(url: &Url) -> String {
    let mut shown = url.clone();
    Credentials::take_from(&mut shown);
    if shown.query().is_some() {
        shown.set_query(Some("…"));
    }
    shown.set_fragment(None);
    // The dots are not ASCII, so the URL holds them encoded.
    shown.as_str().replace("?%E2%80%A6", "?…")
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&redacted(&self.url))
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("url", &self.to_string())
            .field("credentials", &self.credentials)
            .field("setting", &self.setting)
            .finish()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "https://jo%40x:s%3Acr%40t@maven.example.com:8443/m2/?sig=hidden";

    #[test]
    fn credentials_are_taken_out_and_decoded() {
        let source = Source::parse(SECRET, Some("BP_PIO_MAVEN_REPOSITORY")).unwrap();
        let credentials = source.credentials().unwrap();
        assert_eq!(credentials.user, "jo@x");
        assert_eq!(credentials.password, "s:cr@t");
        assert_eq!(
            source.url().as_str(),
            "https://maven.example.com:8443/m2/?sig=hidden"
        );
        // The header's value, computed elsewhere: base64 of `jo@x:s:cr@t`.
        assert_eq!(credentials.basic(), "Basic am9AeDpzOmNyQHQ=");
    }

    #[test]
    fn nothing_secret_is_shown() {
        let source = Source::parse(SECRET, None).unwrap();
        assert_eq!(source.to_string(), "https://maven.example.com:8443/m2/?…");
        let shown = format!("{source} {source:?} {:?}", source.join("x"));
        for secret in ["jo@x", "jo%40x", "s:cr@t", "s%3Acr%40t", "hidden/", "sig="] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }

    #[test]
    fn paths_are_joined_with_one_slash() {
        for base in ["https://example.com/m2", "https://example.com/m2/"] {
            let source = Source::parse(base, None).unwrap();
            assert_eq!(
                source.join("a/b.jar").to_string(),
                "https://example.com/m2/a/b.jar"
            );
        }
        let root = Source::parse("https://example.com", None).unwrap();
        assert_eq!(root.join("a").to_string(), "https://example.com/a");
    }

    #[test]
    fn other_schemes_are_refused_without_showing_the_text() {
        let error = Source::parse("ftp://u:p4ss@example.com/", None).unwrap_err();
        assert!(matches!(&error, SourceError::Scheme { scheme, .. } if scheme == "ftp"));
        for bare in [
            "u:p4ss@example.com",
            "example.com/m2",
            "example.com:8081/m2",
        ] {
            let error = Source::parse(bare, None).unwrap_err();
            assert_eq!(error, SourceError::NoScheme { setting: None }, "{bare}");
            assert!(!format!("{error} {error:?}").contains("p4ss"));
        }
    }

    #[test]
    fn a_password_leaves_the_private_network_only_encrypted() {
        for refused in [
            "http://u:p4ss@example.com/",
            "http://u@8.8.8.8/",
            "http://u@[2001:db8::1]/",
        ] {
            let error = Source::parse(refused, None).unwrap_err();
            assert_eq!(
                error,
                SourceError::PlainCredentials { setting: None },
                "{refused}"
            );
        }
        for taken in [
            "https://u:p@example.com/",
            "http://example.com/",
            "http://u:p@localhost:8081/",
            "http://u:p@10.1.2.3/",
            "http://u:p@[fd00::1]/",
        ] {
            let source = Source::parse(taken, None).unwrap();
            assert_eq!(source.is_plain(), taken.starts_with("http:"), "{taken}");
        }
    }

    #[test]
    fn a_file_has_a_path() {
        let source = Source::parse("file:///opt/j%20dk.tar.gz", None).unwrap();
        assert_eq!(source.file(), Some("/opt/j dk.tar.gz".into()));
        assert_eq!(Source::parse("http://x/y", None).unwrap().file(), None);
    }
}
