//! What Hadoop's and HBase's clients read from files of their own, `core-site.xml` and `hbase-site.xml` on the class path.

use super::variables::Variables;
use crate::backends::Backend;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The files that hold something, with their properties.
pub type Site = BTreeMap<&'static str, BTreeMap<String, String>>;

/// Which file system a path without a scheme is in.
pub const DEFAULT_FILE_SYSTEM: &str = "fs.defaultFS";
/// Which server for S3 there is.
pub const SERVER_OF_S3: [&str; 2] = ["fs.s3a.endpoint", "fs.s3a.endpoint.region"];
/// What Hadoop's clients read.
pub const HADOOP: &str = "core-site.xml";
/// What HBase's client reads.
pub const HBASE: &str = "hbase-site.xml";

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
                    .insert(DEFAULT_FILE_SYSTEM.to_owned(), address);
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

/// Takes the server for S3 and the key to it into Hadoop's file, for files that engines and jobs read from `s3a://…`.
pub(super) fn prepare_s3a(chosen: &Variables, source: &str, site: &mut Site) {
    let [endpoint, region] = SERVER_OF_S3;
    let of_source = [("ENDPOINT", endpoint), ("REGION", region)];
    let of_environment = [
        ("AWS_ACCESS_KEY_ID", "fs.s3a.access.key"),
        ("AWS_SECRET_ACCESS_KEY", "fs.s3a.secret.key"),
        ("AWS_SESSION_TOKEN", "fs.s3a.session.token"),
    ];
    let of_source = of_source.map(|(key, property)| (chosen.of(source, key), property));
    let of_environment = of_environment.map(|(name, property)| (chosen.get(name), property));
    for (value, property) in of_source.into_iter().chain(of_environment) {
        if let Some(value) = value {
            site.entry(HADOOP)
                .or_default()
                .insert(property.to_owned(), value.to_owned());
        }
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
