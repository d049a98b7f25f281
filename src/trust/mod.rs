//! Certificate authorities: where they come from, and the forms in which programs take them.
//!
//! A company's own authority is given once, to the build image or as a service binding of type
//! `ca-certificates`. Everything that opens a connection must then trust it: the downloads of the
//! buildpack, sbt's JVM, and the JVM in the image.

mod jks;

use crate::bindings::{Binding, Bindings};
use rustls::RootCertStore;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The type of the bindings that carry certificates, as other buildpacks name it.
pub const BINDING_KIND: &str = "ca-certificates";

/// The password of the JKS stores made here, the one that every JDK uses for its own.
pub const JKS_PASSWORD: &str = "changeit";

const SSL_CERT_FILE: &str = "SSL_CERT_FILE";
const SSL_CERT_DIR: &str = "SSL_CERT_DIR";

/// A set of certificates of authorities, without duplicates, in an order that depends on nothing
/// but the certificates themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorities(BTreeMap<[u8; 32], CertificateDer<'static>>);

/// Why certificates cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// A file that should hold certificates in PEM form holds none.
    #[error("no certificate in {path}")]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// A certificate is damaged.
    #[error("certificate {position} of {path} is damaged: {reason}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The place of the certificate in the file, from 1.
        position: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// What `SSL_CERT_FILE` or `SSL_CERT_DIR` names cannot be read.
    #[error("cannot read the certificates that {variable} names: {reason}")]
    Variable {
        /// The variable.
        variable: &'static str,
        /// Its value.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl Authorities {
    /// Everything that the build and its image trust: the image's certificates (the public ones
    /// where the image has none) and those of the bindings.
    ///
    /// # Errors
    /// As [`Authorities::of_image`] and [`Authorities::of_bindings`].
    pub fn collect(
        env: impl Fn(&str) -> Option<OsString>,
        bindings: &Bindings,
    ) -> Result<Self, TrustError> {
        let mut all = Self::of_image(env)?;
        if all.is_empty() {
            all = Self::public();
        }
        all.extend(Self::of_bindings(bindings)?);
        Ok(all)
    }

    /// The certificates of the image: those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name, else
    /// those at the usual places. Damaged ones are left out: a distribution's bundle is not the
    /// user's to mend.
    ///
    /// # Errors
    /// When a variable is set and what it names cannot be read.
    pub fn of_image(env: impl Fn(&str) -> Option<OsString>) -> Result<Self, TrustError> {
        let set = |name| env(name).filter(|value| !value.is_empty());
        let (file, dirs) = (set(SSL_CERT_FILE), set(SSL_CERT_DIR));
        let mut found = Vec::new();
        if let Some(file) = &file {
            found.extend(load(SSL_CERT_FILE, Path::new(file), |path| {
                rustls_native_certs::load_certs_from_paths(Some(path), None)
            })?);
        }
        for dir in dirs.iter().flat_map(std::env::split_paths) {
            // OpenSSL passes over directories that are not there; images set the variable so.
            if dir.is_dir() {
                found.extend(load(SSL_CERT_DIR, &dir, |path| {
                    rustls_native_certs::load_certs_from_paths(None, Some(path))
                })?);
            }
        }
        if file.is_none() && dirs.is_none() {
            found = rustls_native_certs::load_native_certs().certs;
        }
        found.retain(|certificate| check(certificate).is_ok());
        Ok(found.into_iter().collect())
    }

    /// The certificates in every binding of type `ca-certificates`.
    ///
    /// # Errors
    /// When an entry of such a binding holds no certificate, or a damaged one.
    pub fn of_bindings(bindings: &Bindings) -> Result<Self, TrustError> {
        let entries = |binding: &Binding| {
            let dir = binding.path.clone();
            let secrets = binding.secrets.clone();
            secrets
                .into_iter()
                .map(move |(key, value)| (dir.join(key), value))
        };
        Self::from_pem_sources(bindings.of_kind(BINDING_KIND).flat_map(entries))
    }

    /// The certificates of PEM files (path, content), each of which holds one or several.
    ///
    /// # Errors
    /// When a source holds no certificate, or a damaged one.
    pub fn from_pem_sources<P, C>(
        sources: impl IntoIterator<Item = (P, C)>,
    ) -> Result<Self, TrustError>
    where
        P: Into<PathBuf>,
        C: AsRef<[u8]>,
    {
        let mut all = Self::default();
        for (path, pem) in sources {
            all.extend(parse(&path.into(), pem.as_ref())?);
        }
        Ok(all)
    }

    /// The authorities that browsers trust, as Mozilla lists them.
    #[must_use]
    pub fn public() -> Self {
        webpki_root_certs::TLS_SERVER_ROOT_CERTS
            .iter()
            .cloned()
            .collect()
    }

    /// Whether this very certificate is among them.
    #[must_use]
    pub fn contains(&self, certificate: &[u8]) -> bool {
        let digest: [u8; 32] = Sha256::digest(certificate).into();
        self.0.contains_key(&digest)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All certificates as one PEM bundle.
    #[must_use]
    pub fn to_pem(&self) -> String {
        self.0.values().map(|der| pem_of(der)).collect()
    }

    /// All certificates as a trust store for a JVM, with [`JKS_PASSWORD`]. Equal certificates give
    /// equal bytes.
    #[must_use]
    pub fn to_jks(&self) -> Vec<u8> {
        let entries = self
            .0
            .iter()
            .map(|(digest, der)| (format!("ca-{}", hex::encode(&digest[..16])), der.as_ref()));
        jks::encode(entries, JKS_PASSWORD)
    }

    /// All certificates for the HTTP client.
    #[must_use]
    pub fn to_ureq(&self) -> Vec<ureq::tls::Certificate<'static>> {
        self.0
            .values()
            .map(|der| ureq::tls::Certificate::from_der(der).to_owned())
            .collect()
    }
}

impl Extend<CertificateDer<'static>> for Authorities {
    fn extend<I: IntoIterator<Item = CertificateDer<'static>>>(&mut self, certificates: I) {
        self.0.extend(
            certificates
                .into_iter()
                .map(|der| (Sha256::digest(&der).into(), der)),
        );
    }
}

impl FromIterator<CertificateDer<'static>> for Authorities {
    fn from_iter<I: IntoIterator<Item = CertificateDer<'static>>>(certificates: I) -> Self {
        let mut all = Self::default();
        all.extend(certificates);
        all
    }
}

impl IntoIterator for Authorities {
    type Item = CertificateDer<'static>;
    type IntoIter = std::collections::btree_map::IntoValues<[u8; 32], Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_values()
    }
}

fn load(
    variable: &'static str,
    path: &Path,
    read: impl Fn(&Path) -> rustls_native_certs::CertificateResult,
) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let result = read(path);
    match result.errors.first() {
        // A directory may hold other files beside good certificates.
        Some(error) if result.certs.is_empty() => Err(TrustError::Variable {
            variable,
            path: path.to_owned(),
            reason: error.to_string(),
        }),
        _ => Ok(result.certs),
    }
}

fn parse(path: &Path, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let damaged = |index: usize, reason: String| TrustError::Damaged {
        path: path.to_owned(),
        position: index + 1,
        reason,
    };
    let certificates = CertificateDer::pem_slice_iter(pem)
        .enumerate()
        .map(|(index, der)| {
            let der = der.map_err(|error| damaged(index, error.to_string()))?;
            check(&der).map_err(|error| damaged(index, error.to_string()))?;
            Ok(der)
        })
        .collect::<Result<Vec<_>, _>>()?;
    if certificates.is_empty() {
        return Err(TrustError::NoCertificate {
            path: path.to_owned(),
        });
    }
    Ok(certificates)
}

/// One damaged certificate would make a JVM refuse the whole store, so each is looked at first.
fn check(der: &CertificateDer<'static>) -> Result<(), rustls::Error> {
    RootCertStore::empty().add(der.clone())
}

fn pem_of(der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    for (index, character) in text.chars().enumerate() {
        // RFC 7468: lines of 64 characters.
        if index > 0 && index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END CERTIFICATE-----\n");
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    const CA_1: &str = include_str!("testdata/example-ca-1.pem");
    const CA_2: &str = include_str!("testdata/example-ca-2.pem");

    fn both() -> Authorities {
        Authorities::from_pem_sources([("1", CA_1), ("2", CA_2)]).unwrap()
    }

    #[test]
    fn a_bundle_survives_the_way_there_and_back() {
        let bundle = both().to_pem();
        let again = Authorities::from_pem_sources([("bundle", &bundle)]).unwrap();
        assert_eq!(again.len(), 2);
        assert_eq!(again, both());
        assert!(bundle.contains(CA_1.trim()) && bundle.contains(CA_2.trim()));
    }

    #[test]
    fn duplicates_and_order_do_not_matter() {
        let turned =
            Authorities::from_pem_sources([("2", CA_2), ("1", CA_1), ("again", CA_2)]).unwrap();
        assert_eq!(turned.to_pem(), both().to_pem());
        assert_eq!(turned.to_jks(), both().to_jks());
        assert_eq!(turned.to_ureq().len(), 2);
    }

    #[test]
    fn reads_bindings_of_the_right_type_only() {
        let root = tempfile::tempdir().unwrap();
        for (name, kind, pem) in [("a", "ca-certificates", CA_1), ("b", "other", CA_2)] {
            let dir = root.path().join(name);
            fs_err::create_dir(&dir).unwrap();
            fs_err::write(dir.join("type"), kind).unwrap();
            fs_err::write(dir.join("provider"), "example").unwrap();
            fs_err::write(dir.join("corporate.pem"), pem).unwrap();
        }
        let bindings = Bindings::read(root.path()).unwrap();
        let found = Authorities::of_bindings(&bindings).unwrap();
        assert_eq!(found, Authorities::from_pem_sources([("1", CA_1)]).unwrap());
    }

    #[test]
    fn refuses_an_entry_without_certificates() {
        let error = Authorities::from_pem_sources([("ca/readme", "hello")]).unwrap_err();
        assert!(
            matches!(error, TrustError::NoCertificate { path } if path == Path::new("ca/readme"))
        );
    }

    #[test]
    fn refuses_a_damaged_certificate_and_says_which() {
        let garbage = pem_of(b"not DER");
        let error = Authorities::from_pem_sources([("ca/two.pem", format!("{CA_1}{garbage}"))])
            .unwrap_err();
        assert!(
            matches!(error, TrustError::Damaged { position: 2, .. }),
            "{error}"
        );
    }

    #[test]
    fn the_image_is_what_the_variables_name() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("bundle.pem");
        fs_err::write(&file, format!("{CA_1}{}", pem_of(b"not DER"))).unwrap();
        let env = |name: &str| (name == SSL_CERT_FILE).then(|| file.clone().into_os_string());
        assert_eq!(Authorities::of_image(env).unwrap().len(), 1);

        let env = |name: &str| {
            (name == SSL_CERT_DIR).then(|| format!("/nowhere:{}", dir.path().display()).into())
        };
        assert_eq!(Authorities::of_image(env).unwrap().len(), 1);
    }

    #[test]
    fn a_variable_that_names_nothing_is_an_error() {
        let env = |name: &str| (name == SSL_CERT_FILE).then(|| "/nowhere/ca.pem".into());
        let error = Authorities::of_image(env).unwrap_err();
        assert!(
            matches!(
                error,
                TrustError::Variable {
                    variable: SSL_CERT_FILE,
                    ..
                }
            ),
            "{error}"
        );
    }

    #[test]
    fn an_image_without_certificates_trusts_the_public_ones() {
        let dir = tempfile::tempdir().unwrap();
        let env = |name: &str| (name == SSL_CERT_DIR).then(|| dir.path().into());
        let all = Authorities::collect(env, &Bindings::default()).unwrap();
        assert_eq!(all, Authorities::public());
        assert!(all.len() > 100);
    }
}
