//! Who may answer: the checks of a server's certificate that PostgreSQL's modes of TLS name.

use super::address::TlsMode;
use crate::launch::LaunchError;
use crate::trust::Authorities;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use std::sync::Arc;

/// Gives the authorities that are trusted. Few connections ask for them, and reading them takes time.
pub type Roots<'a> = &'a dyn Fn() -> Result<Authorities, LaunchError>;

/// How the client speaks TLS in a mode; `roots` is asked only where the mode verifies.
pub(super) fn client_config(mode: TlsMode, roots: Roots) -> Result<ClientConfig, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier {
        check: match mode {
            TlsMode::VerifyAuthority | TlsMode::VerifyHost => {
                Some(Check::new(mode, roots()?, &provider)?)
            }
            _ => None,
        },
        provider: Arc::clone(&provider),
    };
    let builder = ClientConfig::builder_with_provider(provider);
    Ok(builder
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// Why TLS cannot even be set up.
#[derive(Debug, thiserror::Error)]
pub(super) enum TlsError {
    #[error(transparent)]
    Launch(#[from] LaunchError),
    #[error(transparent)]
    Rustls(#[from] Error),
    #[error(transparent)]
    Roots(#[from] rustls::client::VerifierBuilderError),
}

#[derive(Debug)]
struct Verifier {
    check: Option<Check>,
    provider: Arc<CryptoProvider>,
}

#[derive(Debug)]
struct Check {
    chain: Arc<WebPkiServerVerifier>,
    authorities: Authorities,
    of_host: bool,
}

impl Check {
    fn new(
        mode: TlsMode,
        authorities: Authorities,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, TlsError> {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(authorities.clone());
        Ok(Self {
            chain: WebPkiServerVerifier::builder_with_provider(store.into(), Arc::clone(provider))
                .build()?,
            authorities,
            of_host: mode == TlsMode::VerifyHost,
        })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(check) = &self.check else {
            return Ok(ServerCertVerified::assertion());
        };
        if check.authorities.contains(end_entity) {
            // A server that signs its own certificate; Java trusts it when the very certificate is trusted.
            if check.of_host {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        let verified = check.chain.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        match verified {
            // The name is looked at last, so all else is well.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !check.of_host => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

    struct Pki {
        authority: CertificateDer<'static>,
        server: CertificateDer<'static>,
    }

    /// An authority, and a certificate of it for `db.example.com`.
    fn pki() -> Pki {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        let params = CertificateParams::new(vec!["db.example.com".to_owned()]).unwrap();
        let server = params
            .signed_by(&KeyPair::generate().unwrap(), &issuer)
            .unwrap();
        Pki {
            authority: authority.der().clone(),
            server: server.der().clone(),
        }
    }

    fn accepts(mode: TlsMode, trusted: &[&CertificateDer<'static>], pki: &Pki, host: &str) -> bool {
        let provider = Arc::new(ring::default_provider());
        let authorities: Authorities = trusted.iter().map(|der| (*der).clone()).collect();
        let verifier = Verifier {
            check: Some(Check::new(mode, authorities, &provider).unwrap()),
            provider,
        };
        let name = ServerName::try_from(host.to_owned()).unwrap();
        verifier
            .verify_server_cert(&pki.server, &[], &name, &[], UnixTime::now())
            .is_ok()
    }

    #[test]
    fn a_certificate_must_come_from_a_trusted_authority_and_may_have_to_name_the_host() {
        use TlsMode::{VerifyAuthority, VerifyHost};
        let (ours, other) = (pki(), pki());
        for (mode, trusted, host, accepted) in [
            (VerifyHost, &ours.authority, "db.example.com", true),
            (VerifyHost, &ours.authority, "db2.example.com", false),
            (VerifyAuthority, &ours.authority, "db2.example.com", true),
            (VerifyAuthority, &other.authority, "db.example.com", false),
            (VerifyHost, &other.authority, "db.example.com", false),
            // The certificate itself is trusted.
            (VerifyHost, &ours.server, "db.example.com", true),
            (VerifyHost, &ours.server, "db2.example.com", false),
            (VerifyAuthority, &ours.server, "db2.example.com", true),
        ] {
            assert_eq!(
                accepts(mode, &[&other.authority, trusted], &ours, host),
                accepted,
                "{mode:?} {host}"
            );
        }
    }

    #[test]
    fn authorities_are_read_only_where_they_count() {
        let none = || -> Result<Authorities, LaunchError> { panic!("nobody should ask") };
        assert!(client_config(TlsMode::Encrypted, &none).is_ok());
        let public = || Ok(Authorities::public());
        assert!(client_config(TlsMode::VerifyHost, &public).is_ok());
    }
}
