use super::keyed::{Key, KeyedLayer, Scope, Stale, changed, keyed};
use crate::Workshop;
use crate::build_error::BuildError;
use libcnb::data::layer_name;
use predictionio_buildpack::compile::{CompileError, Extent, source_fingerprint};
use serde::{Deserialize, Serialize};
use std::path::Path;

const SCHEMA: &str = "1";

/// What the tests that passed were: a layer that holds nothing but its key.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SuiteKey {
    schema: String,
    /// Digest of the whole source, data included.
    source: String,
    /// Digest of all else that the engine is made of.
    engine: String,
}

impl Key for SuiteKey {
    fn differences(&self, restored: &Self) -> Vec<String> {
        let Self {
            schema,
            source,
            engine,
        } = self;
        [
            changed("the layer's layout", &restored.schema, schema),
            changed("the engine's source or data", &restored.source, source),
            changed("what it is compiled with", &restored.engine, engine),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The engine's tests, when they are asked for.
pub(super) struct Suite {
    key: SuiteKey,
    layer: KeyedLayer,
}

impl Suite {
    /// The tests of the engine in `dir`, which is compiled with what `engine` says.
    pub(super) fn of(
        workshop: &Workshop,
        dir: &Path,
        engine: String,
    ) -> libcnb::Result<Self, BuildError> {
        let key = SuiteKey {
            schema: SCHEMA.into(),
            source: source_fingerprint(dir, Extent::Tests)
                .map_err(CompileError::Source)
                .map_err(BuildError::from)?,
            engine,
        };
        let layer = keyed(
            workshop.context,
            layer_name!("tests"),
            Scope::Cache,
            Stale::Delete,
            &key,
        )?;
        Ok(Self { key, layer })
    }

    /// Whether these very tests passed before.
    pub(super) fn has_passed(&self) -> bool {
        self.layer.is_current()
    }

    /// Records that they passed.
    pub(super) fn seal(&self) -> libcnb::Result<(), BuildError> {
        self.layer.seal(&self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_data_names_itself() {
        let key = |source: &str| SuiteKey {
            schema: SCHEMA.into(),
            source: source.into(),
            engine: "e".into(),
        };
        assert_eq!(
            key("b").differences(&key("a")),
            ["the engine's source or data changed"]
        );
        assert!(key("a").differences(&key("a")).is_empty());
    }
}
