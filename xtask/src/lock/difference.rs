use predictionio_buildpack::install::{Coordinates, LockedJar, Sha256Digest};
use std::collections::BTreeMap;
use std::fmt;

/// What is different between two locks. `Display` gives a line for the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    Added {
        group: String,
        coordinates: Coordinates,
    },
    Removed {
        group: String,
        coordinates: Coordinates,
    },
    Version {
        group: String,
        from: Coordinates,
        to: Coordinates,
    },
    /// The same coordinates with another content: a repository must never do that.
    Content {
        coordinates: Coordinates,
        from: Sha256Digest,
        to: Sha256Digest,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { group, coordinates } => write!(f, "added     {coordinates} ({group})"),
            Self::Removed { group, coordinates } => write!(f, "removed   {coordinates} ({group})"),
            Self::Version { group, from, to } => {
                write!(f, "changed   {from} -> {} ({group})", to.version)
            }
            Self::Content {
                coordinates,
                from,
                to,
            } => write!(
                f,
                "CONTENT   {coordinates}: sha256 {from} is now {to}, although the version is the same; find out why before you accept it"
            ),
        }
    }
}

/// What makes `old` into `new`, sorted by group and module.
pub(super) fn changes(old: &[LockedJar], new: &[LockedJar]) -> Vec<Change> {
    let (old, new) = (by_module(old), by_module(new));
    let mut changes = Vec::new();
    for (key, jar) in &new {
        match old.get(key) {
            None => changes.push((key, added(jar))),
            Some(before) => changes.extend(changed(before, jar).map(|change| (key, change))),
        }
    }
    let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
    changes.extend(gone.map(|(key, jar)| (key, removed(jar))));
    changes.sort_by_key(|(key, _)| *key);
    changes.into_iter().map(|(_, change)| change).collect()
}

type Key<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

fn by_module(jars: &[LockedJar]) -> BTreeMap<Key<'_>, &LockedJar> {
    jars.iter()
        .map(|jar| {
            let coordinates = &jar.coordinates;
            let key = (
                jar.group.as_str(),
                coordinates.group.as_str(),
                coordinates.artifact.as_str(),
                coordinates.classifier.as_deref(),
            );
            (key, jar)
        })
        .collect()
}

fn added(jar: &LockedJar) -> Change {
    Change::Added {
        group: jar.group.clone(),
        coordinates: jar.coordinates.clone(),
    }
}

fn removed(jar: &LockedJar) -> Change {
    Change::Removed {
        group: jar.group.clone(),
        coordinates: jar.coordinates.clone(),
    }
}

fn changed(before: &LockedJar, after: &LockedJar) -> Option<Change> {
    if before.coordinates != after.coordinates {
        return Some(Change::Version {
            group: after.group.clone(),
            from: before.coordinates.clone(),
            to: after.coordinates.clone(),
        });
    }
    (before.sha256 != after.sha256).then(|| Change::Content {
        coordinates: after.coordinates.clone(),
        from: before.sha256,
        to: after.sha256,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(group: &str, coordinates: &str, digit: u8) -> LockedJar {
        LockedJar {
            group: group.to_owned(),
            coordinates: coordinates.parse().unwrap(),
            sha256: [digit; 32].into(),
            size: 1,
        }
    }

    fn shown(old: &[LockedJar], new: &[LockedJar]) -> Vec<String> {
        changes(old, new).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn equal_locks_have_no_changes() {
        let jars = [jar("g", "a:a:1", 0), jar("g", "a:b:1", 1)];
        assert_eq!(changes(&jars, &jars), []);
    }

    #[test]
    fn additions_removals_and_versions_are_told_by_module() {
        let old = [
            jar("g", "a:a:1", 0),
            jar("g", "a:b:1", 0),
            jar("g", "a:c:1", 0),
        ];
        let new = [
            jar("g", "a:a:1", 0),
            jar("g", "a:b:2", 1),
            jar("g", "a:d:1", 0),
        ];
        assert_eq!(
            shown(&old, &new),
            [
                "changed   a:b:1 -> 2 (g)",
                "removed   a:c:1 (g)",
                "added     a:d:1 (g)",
            ]
        );
    }

    #[test]
    fn a_classifier_makes_another_module() {
        let old = [jar("g", "a:a:1", 0)];
        let new = [jar("g", "a:a:1", 0), jar("g", "a:a:1:x", 0)];
        assert_eq!(shown(&old, &new), ["added     a:a:1:x (g)"]);
    }

    #[test]
    fn another_group_is_a_removal_and_an_addition() {
        assert_eq!(
            shown(&[jar("g", "a:a:1", 0)], &[jar("h", "a:a:1", 0)]),
            ["removed   a:a:1 (g)", "added     a:a:1 (h)"]
        );
    }

    #[test]
    fn another_content_under_the_same_name_is_a_warning() {
        let lines = shown(&[jar("g", "a:a:1", 0)], &[jar("g", "a:a:1", 1)]);
        assert!(
            lines[0].starts_with("CONTENT   a:a:1: sha256 0000"),
            "{lines:?}"
        );
        assert!(lines[0].contains("is now 0101"), "{lines:?}");
    }
}
