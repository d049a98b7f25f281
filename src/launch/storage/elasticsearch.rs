//! What PIO 0.14 leaves out of a source of type `elasticsearch`.

use super::SOURCES;
use super::site::{HADOOP, Site};
use super::variables::Variables;
use crate::backends::{Backend, Repository};

/// Keys with a value for each host, and what each is where nothing is said. PIO drops a host that has none.
const OF_EACH_HOST: [(&str, &str); 2] = [("PORTS", "9200"), ("SCHEMES", "http")];

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
        // The nodes know each other by addresses that need not be reachable from here.
        properties.insert("es.nodes.wan.only".to_owned(), "true".to_owned());
        let schemes = chosen.of(source, "SCHEMES").unwrap_or_default();
        if schemes.starts_with("https") {
            properties.insert("es.net.ssl".to_owned(), "true".to_owned());
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
