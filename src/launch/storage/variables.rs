//! The user's variables, and those that are set beside them.

use super::{Jdbc, REPOSITORIES, SOURCES};
use crate::backends::{Backend, Repository};
use crate::launch::environment::Environment;
use crate::launch::error::LaunchError;
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Variables<'a> {
    pub(super) env: &'a Environment,
    pub(super) set: BTreeMap<String, String>,
}

impl Variables<'_> {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let set = self.set.get(key).map(String::as_str);
        set.or_else(|| self.env.get(key))
    }

    pub(super) fn default(&mut self, key: String, value: &str) {
        if self.get(&key).is_none() {
            self.set.insert(key, value.to_owned());
        }
    }

    pub(super) fn defaults<const N: usize>(&mut self, source: &str, keys: [(&str, &str); N]) {
        for (key, value) in keys {
            self.default(format!("{SOURCES}{source}_{key}"), value);
        }
    }

    /// A key of a source.
    pub(super) fn of(&self, source: &str, key: &str) -> Option<&str> {
        self.get(&format!("{SOURCES}{source}_{key}"))
    }

    /// The source of a repository.
    pub(super) fn source(&self, repository: Repository) -> &str {
        let key = format!("{REPOSITORIES}{}_SOURCE", repository.key());
        self.get(&key).unwrap_or_default()
    }

    /// The sources that the repositories name. Each must be set up, or be one of `own`.
    pub(super) fn used_sources(&self, own: &[&str]) -> Result<BTreeSet<String>, LaunchError> {
        let mut used = BTreeSet::new();
        for repository in Repository::ALL {
            let source = self.source(repository).to_owned();
            let is_set_up = self.of(&source, "TYPE").is_some();
            // PIO finds sources by a pattern that ends at the first underscore.
            if !own.contains(&source.as_str()) && (!is_set_up || source.contains('_')) {
                return Err(LaunchError::StorageSource {
                    key: format!("{REPOSITORIES}{}_SOURCE", repository.key()),
                    source_name: source,
                });
            }
            used.insert(source);
        }
        Ok(used)
    }

    /// The kind of a source, if it is one of those that are known.
    pub(super) fn backend(&self, source: &str) -> Option<Backend> {
        let url = self.of(source, "URL").unwrap_or_default();
        Backend::of_source(self.of(source, "TYPE")?, url)
    }

    /// The PostgreSQL database of a repository.
    pub(super) fn jdbc(&self, repository: Repository) -> Option<Jdbc> {
        let source = self.source(repository);
        let of = |key| self.of(source, key);
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        (self.backend(source)? == Backend::PostgreSql).then(|| Jdbc {
            origin: format!("{SOURCES}{source}_URL"),
            url: text(of("URL")),
            user: text(of("USERNAME")),
            password: text(of("PASSWORD")),
            prefix: text(self.get(&format!("{REPOSITORIES}{}_NAME", repository.key()))),
        })
    }

    /// A source for people to read, without secrets.
    pub(super) fn shown(&self, source: &str) -> String {
        let url = self.of(source, "URL");
        url.and_then(|url| url.split('?').next()?.strip_prefix("jdbc:"))
            .filter(|url| !url.contains('@'))
            .unwrap_or(source)
            .to_owned()
    }
}
