//! What the detection says of a source that is left to other buildpacks.

use predictionio_buildpack::engine::{
    Sources, asks_for_pio, engines_below, engines_of_projects, has_variant, python_training,
    variant_file,
};
use predictionio_buildpack::errors::place;
use predictionio_buildpack::settings::BuildSettings;
use std::path::Path;

/// Where engines are that could be built, and else what `top` lacks to be one; nothing of what has nothing to do with engines.
pub(crate) fn lines(top: &Path, settings: &BuildSettings, sources: Sources) -> Vec<String> {
    let wanted = &settings.variant;
    let of_projects = engines_of_projects(top, wanted);
    let others: Vec<_> = engines_below(top, wanted)
        .into_iter()
        .filter(|dir| !of_projects.contains(dir))
        .collect();
    let mut lines = Vec::new();
    if !of_projects.is_empty() {
        lines.push(place::engines_of_projects(&of_projects, wanted));
    }
    if !others.is_empty() {
        lines.push(place::engines_below(&others));
    }
    if lines.is_empty() {
        lines.extend(place::incomplete(
            &variant_file(top, wanted),
            has_variant(top, wanted),
            sources,
            asks_for_pio(top),
            python_training(top).as_deref(),
        ));
    }
    lines
}
