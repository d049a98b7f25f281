//! What Hadoop's and HBase's clients read from files of their own, `core-site.xml` and `hbase-site.xml` on the class path.

use super::variables::Variables;
use crate::backends::Backend;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The files that hold something, with their properties.
pub type Site = BTreeMap<&'static str, BTreeMap<String, String>>;

/// What Hadoop's clients read.
pub const HADOOP: &str = "core-site.xml";
const HBASE: &str = "hbase-site.xml";

/// The port of a name node.
const NAME_NODE: &str = "8020";
/// Where models are in HDFS unless the user says otherwise.
const MODELS: &str = "/pio/models";

/// Takes a source's servers into the files. PIO itself reads of a source only where the models are.
pub(super) fn prepare(chosen: &mut Variables, source: &str, site: &mut Site) {
    match chosen.backend(source) {
        Some(Backend::Hdfs) => {
            if let Some(host) = chosen.of(source, "HOSTS") {
                let port = chosen.of(source, "PORTS").unwrap_or(NAME_NODE);
                let address = format!("hdfs://{host}:{port}");
                site.entry(HADOOP)
                    .or_default()
                    .insert("fs.defaultFS".to_owned(), address);
            }
            chosen.defaults(source, [("PATH", MODELS)]);
        }
        Some(Backend::HBase) => {
            let properties = [
                ("HOSTS", "hbase.zookeeper.quorum"),
                ("PORTS", "hbase.zookeeper.property.clientPort"),
                ("ZNODE", "zookeeper.znode.parent"),
            ];
            for (key, property) in properties {
                // PIO's own example has 0 for servers that HBase's file names.
                if let Some(value) = chosen.of(source, key).filter(|value| *value != "0") {
                    site.entry(HBASE)
                        .or_default()
                        .insert(property.to_owned(), value.to_owned());
                }
            }
        }
        _ => {}
    }
}

/// A file in Hadoop's form.
#[must_use]
pub fn xml(properties: &BTreeMap<String, String>) -> String {
    let mut text = "<?xml version=\"1.0\"?>\n<configuration>\n".to_owned();
    for (name, value) in properties {
        let value = value.replace('&', "&amp;").replace('<', "&lt;");
        // A `String` takes every text.
        let _ = writeln!(
            text,
            "  <property><name>{name}</name><value>{value}</value></property>"
        );
    }
    text + "</configuration>\n"
}
