//! Whether PIO can keep each repository where it is to be, and the image can reach it.

use super::Storage;
use crate::backends::{Backend, Backends, Repository};
use crate::engine::Line;
use crate::launch::error::LaunchError;
use std::collections::BTreeSet;

/// Where a repository is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The repository.
    pub repository: Repository,
    /// The source.
    pub source: String,
    /// What it is; nothing where it is of the user's own kind.
    pub backend: Option<Backend>,
    /// Whether PIO reaches it by its JDBC storage.
    pub by_jdbc: bool,
}

impl Storage {
    /// Refuses what cannot work, before a JVM starts.
    ///
    /// # Errors
    /// When PIO cannot keep a repository in its backend, a backend is not in the image, or two databases are
    /// used: PIO's JDBC storage has one pool of connections for all.
    pub fn check(&self, line: Line, built: &Backends) -> Result<(), LaunchError> {
        for place in &self.places {
            let Some(backend) = place.backend else {
                continue;
            };
            if !backend.holds(place.repository, line) {
                return Err(LaunchError::StorageMix {
                    repository: place.repository,
                    backend,
                    line,
                });
            }
            if !built.contains(&backend) {
                return Err(LaunchError::StorageNotBuilt {
                    backend,
                    built: built.clone(),
                    used: self.places.iter().filter_map(|one| one.backend).collect(),
                });
            }
        }
        let databases = self.places.iter().filter(|place| place.by_jdbc);
        let databases: BTreeSet<&String> = databases.map(|place| &place.source).collect();
        match databases.into_iter().collect::<Vec<_>>()[..] {
            [one, other, ..] => Err(LaunchError::TwoDatabases {
                sources: [one.clone(), other.clone()],
            }),
            _ => Ok(()),
        }
    }
}
