use crate::PredictionIoBuildpack;
use crate::build_error::BuildError;
use libcnb::build::BuildContext;
use libcnb::data::layer::LayerName;
use libcnb::data::sbom::SbomFormat;
use libcnb::layer::{
    CachedLayerDefinition, EmptyLayerCause, InvalidMetadataAction, LayerRef, LayerState,
    RestoredLayerAction,
};
use libcnb::sbom::Sbom;
use predictionio_buildpack::sbom::{self, Component};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::PathBuf;

/// Everything that a layer's content depends on. Two equal keys mean equal content.
///
/// Keys hold text only: the lifecycle keeps them as JSON, and gives a whole number back as a float.
pub(crate) trait Key: Serialize + DeserializeOwned {
    /// What differs from the key of the restored layer, each in a few words.
    /// Empty when nothing does. Implementations destructure exhaustively, so that a new field
    /// cannot be forgotten here.
    fn differences(&self, restored: &Self) -> Vec<String>;
}

/// What to do with the content of a restored layer whose key differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stale {
    /// Start from nothing.
    Delete,
    /// Keep the content: what fills the layer brings it up to date.
    Update,
}

/// Who sees the layer, besides the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Cache,
    Build,
    Launch,
    BuildAndLaunch,
}

/// The state in which a layer comes to hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// The content is what the key says.
    Current,
    /// There was nothing to restore.
    New,
    /// The content was deleted, or must be brought up to date, for these reasons.
    Changed(Vec<String>),
}

impl State {
    /// The reason why a cache is not used, for the output: ` (…)`, or nothing for a new layer.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Current | Self::New => String::new(),
            Self::Changed(reasons) => format!(" (cache not used: {})", reasons.join(", ")),
        }
    }

    /// The same for a layer that is brought up to date.
    pub(crate) fn update_reason(&self) -> String {
        match self {
            Self::Current | Self::New => String::new(),
            Self::Changed(reasons) => {
                format!(" (cache brought up to date: {})", reasons.join(", "))
            }
        }
    }
}

/// A layer whose content is known by a key.
pub(crate) struct KeyedLayer {
    layer: LayerRef<PredictionIoBuildpack, Vec<String>, Vec<String>>,
    pub(crate) state: State,
}

impl KeyedLayer {
    pub(crate) fn path(&self) -> PathBuf {
        self.layer.path()
    }

    pub(crate) fn is_current(&self) -> bool {
        self.state == State::Current
    }

    /// Records that the content is now what `key` says. Called last, so that a build that breaks
    /// off leaves no layer that claims to be complete.
    pub(crate) fn seal<K: Key>(&self, key: &K) -> libcnb::Result<(), BuildError> {
        self.layer.write_metadata(key)
    }

    /// Says what the layer is made of. Done in each build: a restored layer keeps its content, not its bill.
    pub(crate) fn describe(&self, components: &[Component]) -> libcnb::Result<(), BuildError> {
        let path = self.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.layer.write_sboms(&[
            Sbom::from_bytes(SbomFormat::CycloneDxJson, sbom::cyclone_dx(components)),
            Sbom::from_bytes(SbomFormat::SpdxJson, sbom::spdx(&name, components)),
        ])
    }

    pub(crate) fn layer_ref(&self) -> &LayerRef<PredictionIoBuildpack, Vec<String>, Vec<String>> {
        &self.layer
    }
}

/// Takes the cached layer `name`, restored or empty, and says how it stands to `key`.
pub(crate) fn keyed<K: Key>(
    context: &BuildContext<PredictionIoBuildpack>,
    name: LayerName,
    scope: Scope,
    stale: Stale,
    key: &K,
) -> libcnb::Result<KeyedLayer, BuildError> {
    let layer = context.cached_layer(
        name,
        CachedLayerDefinition {
            build: matches!(scope, Scope::Build | Scope::BuildAndLaunch),
            launch: matches!(scope, Scope::Launch | Scope::BuildAndLaunch),
            invalid_metadata_action: &|_| {
                (
                    InvalidMetadataAction::<K>::DeleteLayer,
                    vec!["it was made by another version of the buildpack".to_owned()],
                )
            },
            restored_layer_action: &|restored: &K, _| {
                let differences = key.differences(restored);
                let action = if differences.is_empty() || stale == Stale::Update {
                    RestoredLayerAction::KeepLayer
                } else {
                    RestoredLayerAction::DeleteLayer
                };
                (action, differences)
            },
        },
    )?;
    let found = match &layer.state {
        LayerState::Restored { cause } if cause.is_empty() => State::Current,
        LayerState::Restored { cause }
        | LayerState::Empty {
            cause:
                EmptyLayerCause::InvalidMetadataAction { cause }
                | EmptyLayerCause::RestoredLayerAction { cause },
        } => State::Changed(cause.clone()),
        LayerState::Empty {
            cause: EmptyLayerCause::NewlyCreated,
        } => State::New,
    };
    Ok(KeyedLayer {
        layer,
        state: found,
    })
}

/// `what changed from a to b`, when it did.
pub(crate) fn difference<T: PartialEq + std::fmt::Display>(
    what: &str,
    restored: &T,
    now: &T,
) -> Option<String> {
    (restored != now).then(|| format!("{what} changed from {restored} to {now}"))
}

/// `what changed`, when it did: for values that say nothing to a reader, such as digests.
pub(crate) fn changed<T: PartialEq>(what: &str, restored: &T, now: &T) -> Option<String> {
    (restored != now).then(|| format!("{what} changed"))
}

/// What differs in something that has a version and a digest: the version where that changed, and only else `what`, which
/// the digest stands for. Each pair is the restored value and the one of now.
pub(crate) fn by_version(
    what: &str,
    version: (&String, &String),
    digest: (&String, &String),
) -> Option<String> {
    difference("the version", version.0, version.1).or_else(|| changed(what, digest.0, digest.1))
}
