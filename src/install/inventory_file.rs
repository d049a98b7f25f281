use super::error::InstallError;
use super::http::Http;
use super::jdk::{INVENTORY, InventoryError, JavaKind};
use super::source::Source;
use fs_err as fs;
use libherokubuildpack::inventory::artifact::Artifact as InventoryArtifact;
use libherokubuildpack::inventory::checksum::{Checksum, Digest};
use semver::Version;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What an inventory file holds: one form for the built-in ones and for a user's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InventoryFile {
    /// JDKs and JREs.
    #[serde(default)]
    pub(super) artifacts: Vec<JavaEntry>,
    /// Archives of PIO; they are the same for every system.
    #[serde(default)]
    pub(super) pio: Vec<PioEntry>,
}

/// A JDK or JRE.
pub(super) type JavaEntry = InventoryArtifact<Version, Sha256Checksum, JavaMetadata>;

/// What an inventory says of a Java beside version, system, URL and checksum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JavaMetadata {
    pub(super) kind: JavaKind,
    pub(super) vendor: String,
}

/// An archive of PIO.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PioEntry {
    pub(super) version: PioVersion,
    pub(super) url: String,
    pub(super) checksum: Checksum<Sha256Checksum>,
}

/// The versions of PIO that come as an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum PioVersion {
    #[serde(rename = "0.14.0")]
    V0_14_0,
}

/// The only kind of checksum in an inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sha256Checksum;

impl Digest for Sha256Checksum {
    fn name_compatible(name: &str) -> bool {
        name == "sha256"
    }

    fn length_compatible(len: usize) -> bool {
        len == 32
    }
}

impl InventoryFile {
    /// Reads the inventory at `place`: a path (a relative one is below `app_dir`) or a URL of scheme
    /// https, http or file. Also gives the place as it may be shown.
    pub(super) fn read(
        place: &str,
        app_dir: &Path,
        http: &Http,
    ) -> Result<(Self, String), InstallError> {
        let (shown, text) = if place.contains("://") {
            let source = Source::parse(place, Some(INVENTORY))?;
            (source.to_string(), http.read_text(&source)?)
        } else {
            let path = app_dir.join(place);
            let text = fs::read_to_string(&path)
                .map_err(|source| InventoryError::Unreadable { path, source })?;
            (place.to_owned(), text)
        };
        Ok((Self::parse(&shown, &text)?, shown))
    }

    /// Reads the text of an inventory; `place` is for errors.
    pub(super) fn parse(place: &str, text: &str) -> Result<Self, InventoryError> {
        toml::from_str(text).map_err(|error| {
            let (line, column) = error
                .span()
                .map_or((0, 0), |span| position(text, span.start));
            InventoryError::Form {
                place: place.to_owned(),
                line,
                column,
                reason: error.message().to_owned(),
            }
        })
    }
}

/// Line and column of a byte, both from 1.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_from_one() {
        assert_eq!(position("ab\ncd", 0), (1, 1));
        assert_eq!(position("ab\ncd", 4), (2, 2));
        assert_eq!(position("", 9), (1, 1));
    }

    #[test]
    fn what_is_no_entry_is_refused() {
        let digits = "0".repeat(64);
        let text = format!(
            "[[pio]]\nversion = \"0.14.0\"\nurl = \"https://x/\"\nchecksum = \"sha256:{digits}\"\n"
        );
        let good = InventoryFile::parse("own.toml", &text).unwrap();
        assert_eq!(good.pio.len(), 1);
        for (text, at, part) in [
            (text.replace("0.14.0", "0.13.0"), 2, "0.13.0"),
            (text.replace(&digits, "00"), 4, "length"),
            (text.replace("[[pio]]", "[[poi]]"), 1, "poi"),
        ] {
            match InventoryFile::parse("own.toml", &text) {
                Err(InventoryError::Form { line, reason, .. }) => {
                    assert_eq!(line, at, "{reason}");
                    assert!(reason.contains(part), "{reason}");
                }
                other => panic!("{other:?}"),
            }
        }
    }
}
