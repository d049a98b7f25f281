//! The trust store that a JVM reads.
//!
//! Kept crates write PKCS#12 with random salts, which would give every build another image. JKS has
//! no salt, and Java 8 reads it; `sun.security.provider.JavaKeyStore` of `OpenJDK` is its description.

use sha1::{Digest, Sha1};

const MAGIC: u32 = 0xFEED_FEED;
const VERSION: u32 = 2;
const TRUSTED_CERTIFICATE: u32 = 2;
/// What a JDK mixes into the digest of every store.
const WHITENER: &[u8] = b"Mighty Aphrodite";
/// The date of every entry, in milliseconds since 1970: fixed, so that equal input gives equal bytes.
const DATE: u64 = 315_532_800_000;

/// The bytes of a store with these certificates (alias, DER).
///
/// The password guards against accidents only: certificates are public.
pub(super) fn encode<'a>(
    entries: impl ExactSizeIterator<Item = (String, &'a [u8])>,
    password: &str,
) -> Vec<u8> {
    let mut store = Vec::new();
    put_u32(&mut store, MAGIC);
    put_u32(&mut store, VERSION);
    put_length(&mut store, entries.len());
    for (alias, der) in entries {
        put_u32(&mut store, TRUSTED_CERTIFICATE);
        put_utf(&mut store, &alias);
        store.extend(DATE.to_be_bytes());
        put_utf(&mut store, "X.509");
        put_length(&mut store, der.len());
        store.extend(der);
    }
    let digest = digest(&store, password);
    store.extend(digest);
    store
}

fn digest(store: &[u8], password: &str) -> [u8; 20] {
    let mut sha1 = Sha1::new();
    for unit in password.encode_utf16() {
        sha1.update(unit.to_be_bytes());
    }
    sha1.update(WHITENER);
    sha1.update(store);
    sha1.finalize().into()
}

fn put_u32(out: &mut Vec<u8>, value: u32) {
    out.extend(value.to_be_bytes());
}

/// A count or a length. Nothing here comes near four thousand million.
fn put_length(out: &mut Vec<u8>, length: usize) {
    put_u32(out, u32::try_from(length).unwrap_or(u32::MAX));
}

/// A short ASCII text in the form of Java's `DataOutput.writeUTF`.
fn put_utf(out: &mut Vec<u8>, text: &str) {
    out.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
    out.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_those_of_the_format() {
        let store = encode([("a".to_owned(), &b"DER"[..])].into_iter(), "changeit");
        let expected = [
            &[0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 1][..],
            &[0, 0, 0, 2, 0, 1, b'a', 0, 0, 0, 0x49, 0x77, 0x38, 0x70, 0][..],
            &[0, 5, b'X', b'.', b'5', b'0', b'9', 0, 0, 0, 3][..],
            b"DER",
        ]
        .concat();
        assert_eq!(
            hex::encode(&store[..expected.len()]),
            hex::encode(&expected)
        );
        assert_eq!(store.len(), expected.len() + 20);
    }

    #[test]
    fn the_digest_depends_on_the_password() {
        let entries = || [("a".to_owned(), &b"DER"[..])].into_iter();
        assert_eq!(encode(entries(), "one"), encode(entries(), "one"));
        assert_ne!(encode(entries(), "one"), encode(entries(), "two"));
    }
}
