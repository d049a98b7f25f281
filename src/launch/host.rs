//! The servers of a database.

use super::database_url::{UrlFault, decode};
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// A server and its port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// A name or an address; an IPv6 address stands without brackets.
    pub name: String,
    /// The TCP port.
    pub port: u16,
}

impl Host {
    /// A host and, if given, its port as text; else `default_port`.
    ///
    /// # Errors
    /// When either is malformed.
    pub fn new(name: &str, port: Option<&str>, default_port: u16) -> Result<Self, UrlFault> {
        let name = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'))
            .unwrap_or(name);
        let name = decode(name, "host")?;
        if name.is_empty() {
            return Err(UrlFault::NoHost);
        }
        if name.starts_with(['/', '@']) {
            return Err(UrlFault::UnixSocket);
        }
        let of_a_name = |c: char| c.is_alphanumeric() || "-._".contains(c);
        if !name.chars().all(of_a_name) && name.parse::<Ipv6Addr>().is_err() {
            return Err(UrlFault::Host);
        }
        let port = match port {
            None | Some("") => default_port,
            Some(port) => port.parse().map_err(|_| UrlFault::Port)?,
        };
        if port == 0 {
            return Err(UrlFault::Port);
        }
        Ok(Self { name, port })
    }

    /// Whether no connection to it leaves the machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let name = self.name.trim_end_matches('.').to_ascii_lowercase();
        name == "localhost"
            || name.ends_with(".localhost")
            || name.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
            || name.parse::<Ipv6Addr>().is_ok_and(|ip| {
                ip.is_loopback() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback())
            })
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.contains(':') {
            write!(f, "[{}]:{}", self.name, self.port)
        } else {
            write!(f, "{}:{}", self.name, self.port)
        }
    }
}

/// Servers separated by commas.
pub(super) fn parse_hosts(authority: &str, default_port: u16) -> Result<Vec<Host>, UrlFault> {
    let hosts = authority.split(',');
    hosts.map(|text| parse_host(text, default_port)).collect()
}

fn parse_host(text: &str, default_port: u16) -> Result<Host, UrlFault> {
    let colon = match (text.rfind(']'), text.rfind(':')) {
        (Some(bracket), Some(colon)) if colon < bracket => None,
        (_, colon) => colon,
    };
    match colon {
        Some(colon) => Host::new(&text[..colon], Some(&text[colon + 1..]), default_port),
        None => Host::new(text, None, default_port),
    }
}
