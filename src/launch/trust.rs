//! Which certificate authorities the JVM trusts.

use super::environment::Environment;
use crate::bindings::Bindings;
use crate::engine::ImageFacts;
use crate::trust::{BINDING_KIND, JKS_PASSWORD};
use std::path::{Path, PathBuf};

/// Where a Java 8 keeps its own trust store, below the Java home of a JRE and of a JDK.
const OWN_STORES: [&str; 2] = ["lib/security/cacerts", "jre/lib/security/cacerts"];

/// Whether the JVM needs a trust store made at launch: the build or a binding brings certificates, the
/// environment names some, or the JVM has none of its own (`exists` asks the file system).
#[must_use]
pub fn is_needed(
    facts: &ImageFacts,
    env: &Environment,
    bindings: &Bindings,
    exists: impl Fn(&Path) -> bool,
) -> bool {
    facts.ca_certificates.is_some()
        || bindings.of_kind(BINDING_KIND).next().is_some()
        || env.get("SSL_CERT_FILE").is_some()
        || env.get("SSL_CERT_DIR").is_some()
        || !OWN_STORES
            .iter()
            .any(|store| exists(&facts.java_home.join(store)))
}

/// Where the store of a user lies. Every start writes the same file: nothing piles up in `/tmp`.
#[must_use]
pub fn store_path(uid: u32) -> PathBuf {
    PathBuf::from(format!("/tmp/pio-{uid}/truststore.jks"))
}

/// The flags with which a JVM reads that store.
#[must_use]
pub fn flags(store: &Path) -> [String; 3] {
    [
        format!("-Djavax.net.ssl.trustStore={}", store.display()),
        "-Djavax.net.ssl.trustStoreType=JKS".to_owned(),
        // The well-known password of every JDK's store: it keeps nothing secret.
        format!("-Djavax.net.ssl.trustStorePassword={JKS_PASSWORD}"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::start::tests::facts;

    #[test]
    fn a_store_is_made_only_where_something_asks_for_it() {
        let (env, none) = (Environment::default(), Bindings::default());
        let own = |path: &Path| path == Path::new("/layers/jre/lib/security/cacerts");
        assert!(!is_needed(&facts(), &env, &none, own));
        assert!(is_needed(&facts(), &env, &none, |_| false));
        let with_ca = ImageFacts {
            ca_certificates: Some("/layers/ca/ca.pem".into()),
            ..facts()
        };
        assert!(is_needed(&with_ca, &env, &none, own));
        let file = Environment::from_iter([("SSL_CERT_FILE", "/ca.pem")]);
        assert!(is_needed(&facts(), &file, &none, own));
        let root = tempfile::tempdir().unwrap();
        fs_err::create_dir(root.path().join("ca")).unwrap();
        fs_err::write(root.path().join("ca/type"), BINDING_KIND).unwrap();
        let bound = Bindings::read(root.path()).unwrap();
        assert!(is_needed(&facts(), &env, &bound, own));
    }

    #[test]
    fn the_flags_name_the_store() {
        insta::assert_snapshot!(flags(&store_path(1000)).join("\n"));
    }
}
