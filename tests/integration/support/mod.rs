//! What the integration tests share. They need Docker, pack and the test stack's images;
//! `scripts/test` makes these and says where they are.

pub(crate) mod docker;
pub(crate) mod engine;
pub(crate) mod mirror;
pub(crate) mod servers;
pub(crate) mod stand_in;

use libcnb_test::{BuildConfig, TestContext};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// The builder that `scripts/test` makes where none is given.
pub(crate) const OWN_BUILDER: &str = "predictionio-stack/builder";

/// The builder's image.
pub(crate) fn builder() -> String {
    std::env::var("PIO_STACK_BUILDER").unwrap_or_else(|_| OWN_BUILDER.to_owned())
}

/// The image that `scripts/test` makes with the builder.
pub(crate) const OWN_POSTGRES: &str = "predictionio-stack/postgres";

/// The image with a PostgreSQL server.
pub(crate) fn postgres_image() -> String {
    std::env::var("PIO_STACK_POSTGRES").unwrap_or_else(|_| OWN_POSTGRES.to_owned())
}

/// The real Maven repository behind the mirror.
pub(crate) fn upstream_repository() -> String {
    std::env::var("PIO_STACK_MAVEN_REPOSITORY")
        .unwrap_or_else(|_| predictionio_buildpack::install::DEFAULT_MAVEN_REPOSITORY.to_owned())
}

/// The folder that is kept between runs.
pub(crate) fn cache_folder() -> PathBuf {
    let base = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache")))
        .unwrap_or_else(std::env::temp_dir);
    base.join("predictionio-buildpack")
}

/// The address of this machine on Docker's default network.
pub(crate) fn gateway() -> &'static str {
    static GATEWAY: OnceLock<String> = OnceLock::new();
    GATEWAY.get_or_init(|| {
        let format = "{{(index .IPAM.Config 0).Gateway}} {{(index .IPAM.Config 0).Subnet}}";
        let answer = docker::docker(&["network", "inspect", "bridge", "--format", format]);
        match answer.split_whitespace().collect::<Vec<_>>()[..] {
            [gateway, _] if gateway.parse::<Ipv4Addr>().is_ok() => gateway.to_owned(),
            // An engine that found its bridge made already does not say the gateway: it is the
            // first address.
            [.., subnet] => first_address(subnet),
            [] => panic!("Docker's default network has no address"),
        }
    })
}

fn first_address(subnet: &str) -> String {
    let network = subnet.split('/').next().unwrap_or_default();
    let network: Ipv4Addr = network.parse().expect("the subnet is an IPv4 one");
    Ipv4Addr::from(u32::from(network) + 1).to_string()
}

/// A client that trusts what this machine trusts.
pub(crate) fn http_client() -> ureq::Agent {
    let roots: Vec<Certificate<'static>> = rustls_native_certs::load_native_certs()
        .certs
        .iter()
        .map(|der| Certificate::from_der(der).to_owned())
        .collect();
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::from(roots))
        .build();
    ureq::Agent::new_with_config(ureq::Agent::config_builder().tls_config(tls).build())
}

/// The value of the header `Authorization` for `user:password`.
pub(crate) fn basic(user_and_password: &str) -> String {
    use base64::Engine;
    let encoded = base64::engine::general_purpose::STANDARD.encode(user_and_password);
    format!("Basic {encoded}")
}

/// A build of `app` from the mirror, in an environment as hostile as users' are.
pub(crate) fn config(app: impl AsRef<Path>, mirror: &mirror::Mirror) -> BuildConfig {
    let mut config = BuildConfig::new(builder(), app);
    config.env("BP_PIO_MAVEN_REPOSITORY", mirror.url());
    config.envs([
        ("CLASSPATH", "/invalid"),
        ("JAVA_OPTS", "-Xmx1m"),
        ("SBT_OPTS", "-Dinvalid=1"),
        ("SCALA_HOME", "/invalid"),
        ("SPARK_HOME", "/invalid"),
        ("PIO_HOME", "/invalid"),
    ]);
    config
}

/// The name of the image that a build made.
pub(crate) fn image(context: &TestContext) -> String {
    let marker = "Successfully built image '";
    context
        .pack_stdout
        .split(marker)
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .expect("pack names the image that it built")
        .to_owned()
}

/// Exchanges a text of a file of an engine, which must be there.
pub(crate) fn exchange(app: &std::path::Path, (file, old, new): (&str, &str, &str)) {
    let file = app.join(file);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(old), "{text}");
    std::fs::write(file, text.replace(old, new)).unwrap();
}
