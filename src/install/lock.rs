use super::coordinates::Coordinates;
use super::digest::Sha256Digest;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The jars of one lock file, `inventory/<name>.lock.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    jars: Vec<LockedJar>,
}

/// One jar, pinned.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct LockedJar {
    /// The layer that it belongs to, such as `spark`.
    pub group: String,
    /// What names it in a Maven repository.
    pub coordinates: Coordinates,
    /// Its checksum.
    pub sha256: Sha256Digest,
    /// Its size in bytes.
    pub size: u64,
}

/// Why a lock cannot be used. Locks are part of the buildpack, so this is a defect of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// Not TOML, or not of the form of a lock; the reason holds line and column.
    #[error("the lock {name} cannot be read: {reason}")]
    Form {
        /// The name of the lock.
        name: String,
        /// What the parser says.
        reason: String,
    },
    /// The same coordinates twice in one group.
    #[error("the lock {name} lists {coordinates} twice")]
    Duplicate {
        /// The name of the lock.
        name: String,
        /// What is there twice.
        coordinates: Coordinates,
    },
    /// No jar of the group that was asked for.
    #[error("the lock has no jar of the group {group}")]
    NoSuchGroup {
        /// The group.
        group: String,
    },
}

#[derive(Deserialize)]
struct LockFile {
    #[serde(rename = "jar", default)]
    jars: Vec<LockedJar>,
}

impl Lock {
    /// Reads a lock; `name` is for errors.
    ///
    /// # Errors
    /// When the text is not a lock, a checksum is not a sha256, or coordinates are there twice.
    pub fn parse(name: &str, text: &str) -> Result<Self, LockError> {
        let LockFile { jars } = toml::from_str(text).map_err(|error| LockError::Form {
            name: name.to_owned(),
            reason: error.to_string(),
        })?;
        let mut seen = BTreeSet::new();
        for jar in &jars {
            if !seen.insert((&jar.group, &jar.coordinates)) {
                return Err(LockError::Duplicate {
                    name: name.to_owned(),
                    coordinates: jar.coordinates.clone(),
                });
            }
        }
        Ok(Self { jars })
    }

    /// Every jar.
    #[must_use]
    pub fn jars(&self) -> &[LockedJar] {
        &self.jars
    }

    /// The jars of one group.
    ///
    /// # Errors
    /// When there is none.
    pub fn group(&self, group: &str) -> Result<Vec<LockedJar>, LockError> {
        let jars: Vec<_> = self
            .jars
            .iter()
            .filter(|jar| jar.group == group)
            .cloned()
            .collect();
        if jars.is_empty() {
            return Err(LockError::NoSuchGroup {
                group: group.to_owned(),
            });
        }
        Ok(jars)
    }

    /// One digest over names and checksums, whatever their order: the key of a layer with these jars.
    #[must_use]
    pub fn fingerprint(jars: &[LockedJar]) -> Sha256Digest {
        let lines: BTreeSet<_> = jars
            .iter()
            .map(|jar| format!("{} {}\n", jar.coordinates, jar.sha256))
            .collect();
        let mut sha256 = Sha256::new();
        for line in lines {
            sha256.update(line);
        }
        <[u8; 32]>::from(sha256.finalize()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(group: &str, coordinates: &str, digit: &str) -> String {
        let sha256 = digit.repeat(64);
        format!(
            "[[jar]]\ngroup = \"{group}\"\ncoordinates = \"{coordinates}\"\nsha256 = \"{sha256}\"\nsize = 7\n"
        )
    }

    #[test]
    fn groups_are_kept_apart() {
        let text = entry("spark", "a:b:1", "0") + &entry("pio", "a:c:1", "1");
        let lock = Lock::parse("test", &text).unwrap();
        assert_eq!(lock.jars().len(), 2);
        let pio = lock.group("pio").unwrap();
        assert_eq!(pio[0].coordinates.to_string(), "a:c:1");
        assert_eq!(pio[0].size, 7);
        assert!(matches!(
            lock.group("x"),
            Err(LockError::NoSuchGroup { .. })
        ));
    }

    #[test]
    fn a_short_checksum_is_refused_with_its_line() {
        let text = entry("spark", "a:b:1", "0").replace(&"0".repeat(64), "00");
        let error = Lock::parse("test", &text).unwrap_err().to_string();
        assert!(
            error.contains("line 4") && error.contains("\"00\""),
            "{error}"
        );
    }

    #[test]
    fn duplicates_are_refused() {
        let text = entry("spark", "a:b:1", "0") + &entry("spark", "a:b:1", "1");
        assert!(matches!(
            Lock::parse("test", &text),
            Err(LockError::Duplicate { .. })
        ));
    }

    #[test]
    fn the_fingerprint_knows_content_and_not_order() {
        let jars = |entries: &[String]| Lock::parse("test", &entries.concat()).unwrap().jars;
        let (a, b, c) = (
            entry("g", "a:a:1", "0"),
            entry("g", "a:b:1", "1"),
            entry("g", "a:b:1", "2"),
        );
        let one = Lock::fingerprint(&jars(&[a.clone(), b.clone()]));
        assert_eq!(one, Lock::fingerprint(&jars(&[b, a.clone()])));
        assert_ne!(one, Lock::fingerprint(&jars(&[a, c])));
    }
}
