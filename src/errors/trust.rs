//! Words for bindings and certificate authorities.

use super::Message;
use crate::bindings::BindingError;
use crate::trust::TrustError;

/// Words for a binding that cannot be used.
#[must_use]
pub fn describe_binding(error: &BindingError) -> Message {
    match error {
        BindingError::Unreadable { path, source } => Message::new(
            "A service binding cannot be read",
            format!(
                "Reading {} failed: {source}.\n\n\
                 Every file of a binding must be readable for the user that runs this program.\n\
                 Check how the binding is mounted.",
                path.display()
            ),
        ),
        BindingError::NotText { path } => Message::new(
            "A service binding holds something that is not text",
            format!(
                "The file {} is not UTF-8 text.\n\nWrite the value again, without compression or encryption.",
                path.display()
            ),
        ),
    }
}

/// Words for certificates that cannot be used.
#[must_use]
pub fn describe(error: &TrustError) -> Message {
    match error {
        TrustError::NoCertificate { path } => Message::new(
            "A certificate binding holds no certificate",
            format!(
                "No PEM certificate was found in {}.\n\n\
                 Every file of a binding of type \"ca-certificates\" must hold one or more certificates in PEM\n\
                 form, each between the lines \"-----BEGIN CERTIFICATE-----\" and \"-----END CERTIFICATE-----\".\n\
                 Convert a DER file with: openssl x509 -inform der -in FILE -out FILE.pem",
                path.display()
            ),
        ),
        TrustError::Damaged {
            path,
            position,
            reason,
        } => Message::new(
            "A certificate is damaged",
            format!(
                "Certificate {position} in {} cannot be read: {reason}.\n\n\
                 Export the certificate of the authority again and replace the file.",
                path.display()
            ),
        ),
        TrustError::Variable {
            variable,
            path,
            reason,
        } => Message::new(
            format!("The certificates that {variable} names cannot be read"),
            format!(
                "{variable} is \"{}\", but: {reason}.\n\n\
                 Correct the variable, or unset it to use the certificates of the image.",
                path.display()
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;
    use std::io;

    #[test]
    fn binding_unreadable() {
        assert_snapshot!(describe_binding(&BindingError::Unreadable {
            path: "/platform/bindings/db/password".into(),
            source: io::Error::from(io::ErrorKind::PermissionDenied),
        }));
    }

    #[test]
    fn binding_not_text() {
        assert_snapshot!(describe_binding(&BindingError::NotText {
            path: "/platform/bindings/db/type".into(),
        }));
    }

    #[test]
    fn no_certificate() {
        assert_snapshot!(describe(&TrustError::NoCertificate {
            path: "/platform/bindings/ca/company.crt".into(),
        }));
    }

    #[test]
    fn damaged() {
        assert_snapshot!(describe(&TrustError::Damaged {
            path: "/platform/bindings/ca/company.crt".into(),
            position: 2,
            reason: "invalid peer certificate: BadEncoding".into(),
        }));
    }

    #[test]
    fn variable() {
        assert_snapshot!(describe(&TrustError::Variable {
            variable: "SSL_CERT_FILE",
            path: "/etc/ssl/company.pem".into(),
            reason: "no such file".into(),
        }));
    }
}
