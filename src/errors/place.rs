//! Words for where in a repository the engine is.

use super::Message;
use crate::engine::{PlaceError, Sources};
use indoc::formatdoc;
use std::path::{Path, PathBuf};

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
        PlaceError::NoBuild { dir, variant } => Message::new(
            "BP_PIO_ENGINE_DIR names a directory without an sbt build",
            formatdoc! {"
                It is {dir}, which has no build of its own: the build at the top of the source builds it.

                Set BP_PIO_ENGINE_VARIANT={variant} in its place: sbt builds the whole then, and the
                image has the project with the engine's factory and what it depends on.",
            dir = dir.display(), variant = variant.display()},
        ),
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

/// A line for a repository whose build at the top has projects with engines.
#[must_use]
pub fn engines_of_projects(engines: &[PathBuf], variant: &Path) -> String {
    let variants: Vec<_> = engines.iter().map(|dir| dir.join(variant)).collect();
    format!(
        "No {} at the top of the source, beside its sbt build, but {}: choose one with BP_PIO_ENGINE_VARIANT.",
        variant.display(),
        list(&variants)
    )
}

/// A line for a source that has some of what makes an engine, but not all; none for one that has nothing of it.
#[must_use]
pub fn incomplete(
    variant: &Path,
    has_variant: bool,
    sources: Sources,
    asks_for_pio: bool,
    python: Option<&Path>,
) -> Option<String> {
    // A whole program without a variant is another buildpack's, unless it is one for PIO.
    let is_other = sources.languages().is_some() && !asks_for_pio;
    if !has_variant && (!sources.sbt_build || is_other) {
        return None;
    }
    let parts = [
        (has_variant, variant.display().to_string()),
        (sources.sbt_build, "an sbt build".to_owned()),
        (
            sources.languages().is_some(),
            "Scala or Java sources".to_owned(),
        ),
    ];
    let of = |wanted: bool| {
        let names = parts.iter().filter(|(there, _)| *there == wanted);
        names
            .map(|(_, name)| name.as_str())
            .collect::<Vec<_>>()
            .join(" and ")
    };
    let python = python.map_or_else(String::new, |program| {
        format!(
            " {} trains in Python with pypio, and an image has no Python: only engines in Scala or Java can be built.",
            program.display()
        )
    });
    Some(format!(
        "Not a PredictionIO engine: the source has {}, but lacks {}.{python}",
        of(true),
        of(false)
    ))
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
        let no_build = PlaceError::NoBuild {
            dir: "shop".into(),
            variant: "shop/engine.json".into(),
        };
        let all = [outside, missing(&engines), missing(&[]), no_build];
        let words: Vec<_> = all
            .iter()
            .map(|error| describe(error).to_string())
            .collect();
        insta::assert_snapshot!(words.join("\n\n----\n\n"));
        insta::assert_snapshot!(engines_below(&engines), @"No PredictionIO engine at the top of the source, but in plans, shop: choose one with BP_PIO_ENGINE_DIR.");
        insta::assert_snapshot!(engines_of_projects(&engines, Path::new("engine.json")), @"No engine.json at the top of the source, beside its sbt build, but plans/engine.json, shop/engine.json: choose one with BP_PIO_ENGINE_VARIANT.");
    }

    #[test]
    fn what_an_engine_lacks_is_said_where_something_of_it_is_there() {
        let said = |has_variant, sbt_build, scala| {
            let sources = Sources {
                sbt_build,
                scala,
                java: false,
            };
            incomplete(Path::new("engine.json"), has_variant, sources, false, None)
        };
        let for_pio = Sources {
            sbt_build: true,
            scala: true,
            java: false,
        };
        insta::assert_snapshot!(incomplete(Path::new("engine.json"), false, for_pio, true, None).unwrap(), @"Not a PredictionIO engine: the source has an sbt build and Scala or Java sources, but lacks engine.json.");
        insta::assert_snapshot!(said(false, true, false).unwrap(), @"Not a PredictionIO engine: the source has an sbt build, but lacks engine.json and Scala or Java sources.");
        insta::assert_snapshot!(said(true, false, true).unwrap(), @"Not a PredictionIO engine: the source has engine.json and Scala or Java sources, but lacks an sbt build.");
        insta::assert_snapshot!(said(true, true, false).unwrap(), @"Not a PredictionIO engine: the source has engine.json and an sbt build, but lacks Scala or Java sources.");
        let python = Some(Path::new("train.py"));
        let nothing = Sources {
            sbt_build: false,
            scala: false,
            java: false,
        };
        insta::assert_snapshot!(incomplete(Path::new("engine.json"), true, nothing, false, python).unwrap(), @"Not a PredictionIO engine: the source has engine.json, but lacks an sbt build and Scala or Java sources. train.py trains in Python with pypio, and an image has no Python: only engines in Scala or Java can be built.");
        assert_eq!(said(false, false, false), None, "an empty directory");
        assert_eq!(said(false, true, true), None, "another Scala program");
        assert_eq!(said(false, false, true), None, "a Java program");
    }
}
