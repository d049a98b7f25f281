//! Words for where in a repository the engine is.

use super::Message;
use crate::engine::PlaceError;
use indoc::formatdoc;
use std::path::PathBuf;

/// `BP_PIO_ENGINE_DIR` names no directory of the source.
#[must_use]
pub fn describe(error: &PlaceError) -> Message {
    match error {
        PlaceError::Outside { dir } => Message::new(
            "BP_PIO_ENGINE_DIR lies outside the source",
            formatdoc! {"
                It is {dir}, which is not a path inside the source.

                Name a directory of the source, relative to its top, such as engines/recommender.",
            dir = dir.display()},
        ),
        PlaceError::Missing { dir, engines } => {
            let found = if engines.is_empty() {
                "The source holds no engine below its top: to build the one at the top, unset it."
                    .to_owned()
            } else {
                format!("Set it to a directory with an engine: {}.", list(engines))
            };
            Message::new(
                "BP_PIO_ENGINE_DIR names no directory",
                formatdoc! {"
                    It is {dir}, and the source has no such directory.

                    {found}",
                dir = dir.display()},
            )
        }
    }
}

/// A line for a repository without an engine at its top.
#[must_use]
pub fn engines_below(engines: &[PathBuf]) -> String {
    format!(
        "No PredictionIO engine at the top of the source, but in {}: choose one with BP_PIO_ENGINE_DIR.",
        list(engines)
    )
}

fn list(engines: &[PathBuf]) -> String {
    let names: Vec<_> = engines
        .iter()
        .map(|dir| dir.display().to_string())
        .collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_directory_is_named_with_the_right_ones() {
        let engines: Vec<PathBuf> = vec!["plans".into(), "shop".into()];
        let missing = |engines: &[PathBuf]| PlaceError::Missing {
            dir: "shopp".into(),
            engines: engines.to_vec(),
        };
        let outside = PlaceError::Outside { dir: "../x".into() };
        let all = [outside, missing(&engines), missing(&[])];
        let words: Vec<_> = all
            .iter()
            .map(|error| describe(error).to_string())
            .collect();
        insta::assert_snapshot!(words.join("\n\n----\n\n"));
        insta::assert_snapshot!(engines_below(&engines), @"No PredictionIO engine at the top of the source, but in plans, shop: choose one with BP_PIO_ENGINE_DIR.");
    }
}
