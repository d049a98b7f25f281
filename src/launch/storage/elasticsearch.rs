//! What PIO 0.14 leaves out of a source of type `elasticsearch`, and what both lines do not tell an engine's own library.

use super::SOURCES;
use super::site::{HADOOP, Site};
use super::variables::Variables;
use crate::backends::{Backend, Repository};
use crate::engine::Line;

/// Elasticsearch's own names for its servers and for TLS, in Hadoop's and Spark's settings.
const NODES: &str = "es.nodes";
const TLS: &str = "es.net.ssl";
/// The nodes know each other by addresses that need not be reachable from here.
const WAN_ONLY: &str = "es.nodes.wan.only";

/// Keys with a value for each host, and what each is where nothing is said. PIO drops a host that has none.
const OF_EACH_HOST: [(&str, &str); 2] = [("PORTS", "9200"), ("SCHEMES", "http")];

/// The servers of the source, as `elasticsearch-spark` and `elasticsearch-hadoop` name them. They speak HTTP: a port of the line
/// 0.10, whose own client does not, is none for them.
pub(super) fn by_spark(
    chosen: &Variables,
    source: &str,
    line: Line,
) -> Vec<(&'static str, String)> {
    let is_server = chosen.backend(source) == Some(Backend::Elasticsearch);
    let Some(hosts) = chosen.of(source, "HOSTS").filter(|_| is_server) else {
        return Vec::new();
    };
    let known = (WAN_ONLY, "true".to_owned());
    if line == Line::V0_10 {
        return vec![(NODES, hosts.to_owned()), known];
    }
    let ports = chosen.of(source, "PORTS").unwrap_or_default().split(',');
    let nodes = hosts.split(',').zip(ports);
    let nodes: Vec<_> = nodes.map(|(host, port)| format!("{host}:{port}")).collect();
    let schemes = chosen.of(source, "SCHEMES").unwrap_or_default();
    let tls = schemes
        .starts_with("https")
        .then(|| (TLS, "true".to_owned()));
    [(NODES, nodes.join(",")), known]
        .into_iter()
        .chain(tls)
        .collect()
}

/// Gives each host of the source its port and scheme, and a training that reads events there what PIO does not tell its
/// reader: user, password and TLS. It reads them from Hadoop's settings.
pub(super) fn prepare(chosen: &mut Variables, source: &str, site: &mut Site) {
    if chosen.backend(source) != Some(Backend::Elasticsearch) {
        return;
    }
    let hosts = chosen.of(source, "HOSTS").map(|it| it.split(',').count());
    if let Some(hosts) = hosts {
        for (key, otherwise) in OF_EACH_HOST {
            let given = chosen.of(source, key).unwrap_or(otherwise);
            let last = given.rsplit(',').next().unwrap_or(otherwise);
            let values = given.split(',').chain(std::iter::repeat(last));
            let values: Vec<_> = values.take(hosts).collect();
            let values = values.join(",");
            chosen
                .set
                .insert(format!("{SOURCES}{source}_{key}"), values);
        }
    }
    if chosen.source(Repository::EventData) == source {
        let properties = site.entry(HADOOP).or_default();
        properties.insert(WAN_ONLY.to_owned(), "true".to_owned());
        let schemes = chosen.of(source, "SCHEMES").unwrap_or_default();
        if schemes.starts_with("https") {
            properties.insert(TLS.to_owned(), "true".to_owned());
        }
        for (key, property) in [
            ("USERNAME", "es.net.http.auth.user"),
            ("PASSWORD", "es.net.http.auth.pass"),
        ] {
            if let Some(value) = chosen.of(source, key) {
                properties.insert(property.to_owned(), value.to_owned());
            }
        }
    }
}
