//! The address of Elasticsearch, as platforms give it.

use crate::engine::Line;
use crate::launch::database_url::{UrlFault, decode};
use crate::launch::error::LaunchError;
use crate::launch::host::{Host, parse_hosts};

/// The port of the protocol that PIO 0.10 speaks, which is not that of HTTP.
const TRANSPORT: u16 = 9300;
/// The port of HTTP.
const HTTP: u16 = 9200;

/// `https://user:password@host:port,host:port?cluster=NAME`, every part decoded.
pub(super) struct ServiceUrl {
    pub(super) user: String,
    pub(super) password: String,
    /// The name of the cluster, which PIO 0.10 must know.
    pub(super) cluster: String,
    scheme: String,
    servers: Vec<Host>,
}

impl ServiceUrl {
    pub(super) fn parse(text: &str, origin: &str, line: Line) -> Result<Self, LaunchError> {
        let malformed = |fault| LaunchError::Service {
            origin: origin.to_owned(),
            fault,
        };
        let (scheme, rest) = text
            .trim()
            .split_once("://")
            .unwrap_or(("http", text.trim()));
        if !["http", "https"].contains(&scheme) {
            return Err(malformed(UrlFault::NoScheme));
        }
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (credentials, hosts) = rest.rsplit_once('@').unwrap_or(("", rest));
        let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
        let default_port = match (line, scheme) {
            (Line::V0_10, _) => TRANSPORT,
            // As the ancestor has it, whose platform's addresses name no port.
            (Line::V0_14, "https") => 443,
            (Line::V0_14, _) => HTTP,
        };
        let hosts = hosts.split('/').next().unwrap_or_default();
        let cluster = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("cluster="))
            .unwrap_or_default();
        Ok(Self {
            user: decode(user, "user").map_err(malformed)?,
            password: decode(password, "password").map_err(malformed)?,
            cluster: decode(cluster, "query").map_err(malformed)?,
            scheme: scheme.to_owned(),
            servers: parse_hosts(hosts, default_port).map_err(malformed)?,
        })
    }

    pub(super) fn hosts(&self) -> String {
        self.each(|host| host.name.clone())
    }

    pub(super) fn ports(&self) -> String {
        self.each(|host| host.port.to_string())
    }

    pub(super) fn schemes(&self) -> String {
        self.each(|_| self.scheme.clone())
    }

    fn each(&self, part: impl Fn(&Host) -> String) -> String {
        self.servers.iter().map(part).collect::<Vec<_>>().join(",")
    }
}
