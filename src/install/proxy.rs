use super::source::{Credentials, redacted};
use std::ffi::OsString;
use std::fmt;
use std::net::IpAddr;
use url::Url;

/// The proxies of the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in lower
/// or upper case, with the meaning that curl gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    https: Option<ProxyServer>,
    http: Option<ProxyServer>,
    exceptions: Vec<String>,
}

/// One proxy. `Display` and `Debug` show no credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyServer {
    /// The variable that names it.
    pub variable: &'static str,
    /// Its URL without credentials.
    pub url: Url,
    /// What it asks for.
    pub credentials: Option<Credentials>,
}

/// Why a variable does not name a proxy. It never holds the value, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable} does not name an HTTP proxy: {reason}")]
pub struct ProxyError {
    /// The variable.
    pub variable: &'static str,
    /// What is wrong with its value.
    pub reason: String,
}

impl Proxies {
    /// Reads the variables; the lower case one wins, an empty one counts as not set.
    ///
    /// # Errors
    /// When a variable does not hold the URL of an HTTP proxy.
    pub fn from_env(env: impl Fn(&str) -> Option<OsString>) -> Result<Self, ProxyError> {
        let get = |name| {
            env(name)
                .map(|value| value.to_string_lossy().trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let first = |names: &[&'static str]| {
            names
                .iter()
                .find_map(|name| Some(ProxyServer::parse(name, &get(name)?)))
                .transpose()
        };
        Ok(Self {
            https: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])?,
            http: first(&["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])?,
            exceptions: ["no_proxy", "NO_PROXY"]
                .into_iter()
                .find_map(get)
                .unwrap_or_default()
                .split([',', ' '])
                .filter(|entry| !entry.is_empty())
                .map(str::to_lowercase)
                .collect(),
        })
    }

    /// The proxy on the way to a URL, if there is one.
    #[must_use]
    pub fn for_url(&self, url: &Url) -> Option<&ProxyServer> {
        let proxy = match url.scheme() {
            "https" => self.https.as_ref(),
            "http" => self.http.as_ref(),
            _ => None,
        }?;
        let host = url.host_str()?.trim_matches(['[', ']']).to_lowercase();
        let port = url.port_or_known_default();
        let excepted = self
            .exceptions
            .iter()
            .any(|entry| matches(entry, &host, port));
        (!excepted).then_some(proxy)
    }

    /// The proxy for https, whatever the host.
    #[must_use]
    pub fn https(&self) -> Option<&ProxyServer> {
        self.https.as_ref()
    }

    /// The proxy for http, whatever the host.
    #[must_use]
    pub fn http(&self) -> Option<&ProxyServer> {
        self.http.as_ref()
    }

    /// The entries of `NO_PROXY`, in lower case.
    #[must_use]
    pub fn exceptions(&self) -> &[String] {
        &self.exceptions
    }
}

impl ProxyServer {
    fn parse(variable: &'static str, value: &str) -> Result<Self, ProxyError> {
        let error = |reason: String| ProxyError { variable, reason };
        let text = if value.contains("://") {
            value.to_owned()
        } else {
            format!("http://{value}")
        };
        let mut url = Url::parse(&text).map_err(|parse| error(parse.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(error(format!(
                "the scheme \"{}\" is not supported",
                url.scheme()
            )));
        }
        let credentials = Credentials::take_from(&mut url);
        Ok(Self {
            variable,
            url,
            credentials,
        })
    }

    /// The proxy's host.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The proxy's port; 80 or 443 when the URL has none.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(80)
    }

    /// The same for the HTTP client.
    pub(super) fn to_ureq(&self) -> Result<ureq::Proxy, ProxyError> {
        let protocol = if self.url.scheme() == "https" {
            ureq::ProxyProtocol::Https
        } else {
            ureq::ProxyProtocol::Http
        };
        let mut proxy = ureq::Proxy::builder(protocol)
            .host(self.host())
            .port(self.port());
        if let Some(Credentials { user, password }) = &self.credentials {
            proxy = proxy.username(user).password(password);
        }
        proxy.build().map_err(|error| ProxyError {
            variable: self.variable,
            reason: error.to_string(),
        })
    }
}

impl fmt::Display for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&redacted(&self.url))
    }
}

impl fmt::Debug for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ProxyServer({} from {})",
            redacted(&self.url),
            self.variable
        )
    }
}

/// Whether an entry of `NO_PROXY` means this host: `*`, a host or domain (with all below it), either
/// with a port, an address, or a network such as `10.0.0.0/8`.
fn matches(entry: &str, host: &str, port: Option<u16>) -> bool {
    if entry == "*" {
        return true;
    }
    if let Some((network, bits)) = entry.split_once('/') {
        return in_network(host, network, bits).unwrap_or(false);
    }
    let (name, wanted_port) = match entry.rsplit_once(':') {
        Some((name, digits)) if !name.contains(':') || name.ends_with(']') => {
            (name, digits.parse().ok())
        }
        _ => (entry, None),
    };
    if wanted_port.is_some() && wanted_port != port {
        return false;
    }
    let name = name.trim_matches(['[', ']']);
    let name = name.strip_prefix('*').unwrap_or(name);
    let name = name.strip_prefix('.').unwrap_or(name);
    host == name
        || host
            .strip_suffix(name)
            .is_some_and(|below| below.ends_with('.') && !name.is_empty())
}

fn in_network(host: &str, network: &str, bits: &str) -> Option<bool> {
    let bits: u32 = bits.parse().ok()?;
    let (host, network, width) = match (host.parse().ok()?, network.parse().ok()?) {
        (IpAddr::V4(host), IpAddr::V4(network)) => (
            u128::from(host.to_bits()),
            u128::from(network.to_bits()),
            32,
        ),
        (IpAddr::V6(host), IpAddr::V6(network)) => (host.to_bits(), network.to_bits(), 128),
        _ => return Some(false),
    };
    let shift = u32::checked_sub(width, bits)?;
    let top = |address: u128| address.checked_shr(shift).unwrap_or(0);
    Some(top(host) == top(network))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Result<Proxies, ProxyError> {
        Proxies::from_env(|name| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| OsString::from(value))
        })
    }

    fn way(proxies: &Proxies, url: &str) -> Option<String> {
        proxies
            .for_url(&Url::parse(url).unwrap())
            .map(ToString::to_string)
    }

    #[test]
    fn each_scheme_has_its_variable() {
        let proxies = proxies(&[
            ("HTTPS_PROXY", "http://secure:3128"),
            ("http_proxy", "plain:8080"),
            ("HTTP_PROXY", "http://not-this:1"),
            ("ALL_PROXY", "http://nor-this:1"),
        ])
        .unwrap();
        assert_eq!(
            way(&proxies, "https://x/").as_deref(),
            Some("http://secure:3128/")
        );
        assert_eq!(
            way(&proxies, "http://x/").as_deref(),
            Some("http://plain:8080/")
        );
        assert_eq!(way(&proxies, "file:///x"), None);
    }

    #[test]
    fn all_proxy_stands_in_and_an_empty_variable_does_not_count() {
        let proxies = proxies(&[("https_proxy", ""), ("all_proxy", "http://all:1")]).unwrap();
        assert_eq!(
            way(&proxies, "https://x/").as_deref(),
            Some("http://all:1/")
        );
        assert_eq!(way(&proxies, "http://x/").as_deref(), Some("http://all:1/"));
    }

    #[test]
    fn credentials_are_decoded_and_never_shown() {
        let proxies = proxies(&[("HTTPS_PROXY", "http://me:p%40ss@proxy:3128")]).unwrap();
        let server = proxies.https().unwrap();
        assert_eq!(server.credentials.as_ref().unwrap().password, "p@ss");
        let shown = format!("{proxies:?} {server}");
        assert!(
            !shown.contains("p@ss") && !shown.contains("p%40ss"),
            "{shown}"
        );
        assert!(shown.contains("proxy:3128"));
    }

    #[test]
    fn what_is_not_an_http_proxy_is_refused_without_its_value() {
        for value in [
            "socks5://me:p4ss@proxy:1",
            "http://me:p4ss@",
            "http://me:p4ss@x:port",
        ] {
            let error = proxies(&[("HTTPS_PROXY", value)]).unwrap_err();
            assert_eq!(error.variable, "HTTPS_PROXY");
            assert!(!format!("{error} {error:?}").contains("p4ss"));
        }
    }

    #[test]
    fn no_proxy_is_read_as_curl_reads_it() {
        for (list, url, direct) in [
            ("*", "https://a.example.com/", true),
            ("example.com", "https://example.com/", true),
            ("example.com", "https://a.example.com/", true),
            ("example.com", "https://badexample.com/", false),
            (".example.com", "https://a.example.com/", true),
            ("*.example.com", "https://a.example.com/", true),
            ("a, EXAMPLE.com", "https://Example.COM/", true),
            ("a,b", "https://example.com/", false),
            ("example.com:8443", "https://example.com:8443/", true),
            ("example.com:8443", "https://example.com/", false),
            ("example.com:443", "https://example.com/", true),
            ("10.1.2.3", "http://10.1.2.3/", true),
            ("10.0.0.0/8", "http://10.1.2.3/", true),
            ("10.0.0.0/8", "http://11.1.2.3/", false),
            ("0.0.0.0/0", "http://11.1.2.3/", true),
            ("10.0.0.0/8", "http://example.com/", false),
            ("10.0.0.0/99", "http://10.1.2.3/", false),
            ("::1", "http://[::1]:80/", true),
            ("[::1]:81", "http://[::1]:81/", true),
            ("[::1]:81", "http://[::1]:80/", false),
            ("fd00::/8", "http://[fd12::1]/", true),
            (".", "http://example.com/", false),
        ] {
            let proxies = proxies(&[("ALL_PROXY", "http://proxy:1"), ("NO_PROXY", list)]).unwrap();
            assert_eq!(way(&proxies, url).is_none(), direct, "{list} {url}");
        }
    }
}
