//! Services that a platform names or binds, as sources of PIO.

use super::address::ServiceUrl;
use super::database;
use crate::backends::{Backend, Repository};
use crate::bindings::{Binding, Bindings};
use crate::engine::Line;
use crate::launch::environment::Environment;
use crate::launch::error::LaunchError;
use std::collections::BTreeMap;

/// The variable with Elasticsearch's address; the ancestor's name.
pub const ELASTICSEARCH_URL: &str = "PIO_ELASTICSEARCH_URL";
/// The source of S3.
pub(super) const S3: &str = "S3";
const BUCKET_NAME: &str = "BUCKET_NAME";

/// A source that nobody named in PIO's own variables.
pub(super) struct Service {
    pub(super) backend: Backend,
    /// The name of the source.
    pub(super) source: &'static str,
    /// The keys of the source, some of them secret. They go before what is set otherwise.
    pub(super) keys: BTreeMap<&'static str, String>,
    /// Variables beside those of the source, for where they are not set.
    pub(super) variables: BTreeMap<&'static str, String>,
}

impl Service {
    pub(super) fn new<const N: usize>(
        backend: Backend,
        source: &'static str,
        keys: [(&'static str, String); N],
    ) -> Self {
        Self {
            backend,
            source,
            keys: keys.into(),
            variables: BTreeMap::new(),
        }
    }

    /// The repositories that go there unless the user says otherwise. A database takes what is left.
    pub(super) fn repositories(&self) -> &'static [Repository] {
        match self.backend {
            Backend::PostgreSql | Backend::MySql => &Repository::ALL,
            Backend::Elasticsearch => &[Repository::Metadata],
            Backend::HBase => &[Repository::EventData],
            // Engines may have files there all the same.
            Backend::S3 if !self.keys.contains_key(BUCKET_NAME) => &[],
            Backend::Hdfs | Backend::S3 | Backend::LocalFs => &[Repository::ModelData],
        }
    }
}

/// Every service that is named or bound. The database comes first: what comes later takes from it.
pub(super) fn find(
    env: &Environment,
    bindings: &Bindings,
    line: Line,
) -> Result<Vec<Service>, LaunchError> {
    let found = [
        database::find(env, bindings)?,
        elasticsearch(env, bindings, line)?,
        hbase(bindings)?,
        s3(env, bindings)?,
    ];
    Ok(found.into_iter().flatten().collect())
}

fn elasticsearch(
    env: &Environment,
    bindings: &Bindings,
    line: Line,
) -> Result<Option<Service>, LaunchError> {
    let binding = only(bindings, "elasticsearch")?;
    let url = match (env.get(ELASTICSEARCH_URL), &binding) {
        (Some(url), _) => ServiceUrl::parse(url, ELASTICSEARCH_URL, line)?,
        (None, Some(binding)) => {
            let origin = format!("binding {}", binding.name);
            let mut url = match (text(binding, "uri")?, text(binding, "host")?) {
                (Some(uri), _) => ServiceUrl::parse(uri, &origin, line)?,
                (None, host) => {
                    let port = text(binding, "port")?;
                    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
                    let uri = format!("{}{port}", host.unwrap_or_default());
                    ServiceUrl::parse(&uri, &origin, line)?
                }
            };
            let own = |key, given: &str| {
                let own = text(binding, key)?.map(ToOwned::to_owned);
                Ok::<_, LaunchError>(own.unwrap_or_else(|| given.to_owned()))
            };
            url.user = own("username", &url.user)?;
            url.password = own("password", &url.password)?;
            url.cluster = own("cluster-name", &url.cluster)?;
            url
        }
        (None, None) => return Ok(None),
    };
    let mut service = Service::new(
        Backend::Elasticsearch,
        "ELASTICSEARCH",
        [
            ("TYPE", Backend::Elasticsearch.kind().to_owned()),
            ("HOSTS", url.hosts()),
            ("PORTS", url.ports()),
            ("SCHEMES", url.schemes()),
        ],
    );
    for (key, value) in [
        ("USERNAME", url.user),
        ("PASSWORD", url.password),
        ("CLUSTERNAME", url.cluster),
    ] {
        if !value.is_empty() {
            service.keys.insert(key, value);
        }
    }
    Ok(Some(service))
}

/// The servers of `ZooKeeper` by which clients find HBase.
fn hbase(bindings: &Bindings) -> Result<Option<Service>, LaunchError> {
    let Some(binding) = only(bindings, "hbase")? else {
        return Ok(None);
    };
    let hosts = match text(binding, "hosts")? {
        Some(hosts) => hosts,
        None => text(binding, "host")?.unwrap_or_default(),
    };
    if hosts.is_empty() {
        return Err(LaunchError::IncompleteBinding {
            name: binding.name.clone(),
            kind: "hbase",
            entry: "hosts",
        });
    }
    let mut service = Service::new(
        Backend::HBase,
        "HBASE",
        [
            ("TYPE", Backend::HBase.kind().to_owned()),
            ("HOSTS", hosts.to_owned()),
        ],
    );
    for (key, entry) in [("PORTS", "port"), ("ZNODE", "znode")] {
        if let Some(value) = text(binding, entry)? {
            service.keys.insert(key, value.to_owned());
        }
    }
    Ok(Some(service))
}

fn s3(env: &Environment, bindings: &Bindings) -> Result<Option<Service>, LaunchError> {
    let binding = only(bindings, "s3")?;
    let get = |variable: &str, entries: [&str; 2]| -> Result<Option<String>, LaunchError> {
        if let Some(value) = env.get(variable) {
            return Ok(Some(value.to_owned()));
        }
        for entry in entries {
            if let Some(value) = binding.map(|one| text(one, entry)).transpose()?.flatten() {
                return Ok(Some(value.to_owned()));
            }
        }
        Ok(None)
    };
    let mut service = Service::new(Backend::S3, S3, []);
    match (
        get("PIO_S3_BUCKET_NAME", ["bucket", "bucket-name"])?,
        binding,
    ) {
        (Some(bucket), _) => {
            let kind = Backend::S3.kind().to_owned();
            service.keys.extend([("TYPE", kind), (BUCKET_NAME, bucket)]);
        }
        (None, Some(binding)) => {
            return Err(LaunchError::IncompleteBinding {
                name: binding.name.clone(),
                kind: "s3",
                entry: "bucket",
            });
        }
        (None, None) => {}
    }
    for (key, variable, entries) in [
        ("ENDPOINT", "PIO_S3_ENDPOINT", ["endpoint", "uri"]),
        ("REGION", "PIO_S3_AWS_REGION", ["region", "aws-region"]),
        ("BASE_PATH", "PIO_S3_BASE_PATH", ["base-path", "prefix"]),
    ] {
        if let Some(value) = get(variable, entries)? {
            service.keys.insert(key, value);
        }
    }
    // By the names that Amazon's own library reads, which PIO 0.14 has.
    for (variable, own, entries) in [
        (
            "AWS_ACCESS_KEY_ID",
            "PIO_S3_AWS_ACCESS_KEY_ID",
            ["access-key-id", "access-key"],
        ),
        (
            "AWS_SECRET_ACCESS_KEY",
            "PIO_S3_AWS_SECRET_ACCESS_KEY",
            ["secret-access-key", "secret-key"],
        ),
        (
            "AWS_SESSION_TOKEN",
            "PIO_S3_AWS_SESSION_TOKEN",
            ["session-token", "token"],
        ),
    ] {
        if let Some(value) = get(own, entries)? {
            service.variables.insert(variable, value);
        }
    }
    let is_named = !service.keys.is_empty() || !service.variables.is_empty();
    Ok(is_named.then_some(service))
}

/// The binding of a kind of which an app has one.
fn only<'a>(
    bindings: &'a Bindings,
    kind: &'static str,
) -> Result<Option<&'a Binding>, LaunchError> {
    let found: Vec<_> = bindings.of_kind(kind).collect();
    match found[..] {
        [] => Ok(None),
        [binding] => Ok(Some(binding)),
        _ => Err(LaunchError::SeveralBindings {
            kind,
            names: found.iter().map(|binding| binding.name.clone()).collect(),
        }),
    }
}

fn text<'a>(binding: &'a Binding, entry: &str) -> Result<Option<&'a str>, LaunchError> {
    Ok(binding.text(entry)?.filter(|text| !text.is_empty()))
}
