//! Words for what is wrong with an engine variant, at the build and when a process starts.

use super::Message;
use crate::engine::VariantError;
use indoc::{formatdoc, indoc};
use std::borrow::Cow;
use std::path::Path;

/// The engine variant cannot be used for a build.
#[must_use]
pub fn at_build(error: &VariantError) -> Message {
    let Finding {
        title,
        what,
        advice,
    } = finding(error);
    Message::new(title, format!("{what}\n\n{advice}"))
}

/// The engine variant in the image's directory `dir` cannot be used any more: the build has read it.
#[must_use]
pub fn at_launch(error: &VariantError, dir: &Path) -> Message {
    let Finding { title, what, .. } = finding(error);
    let body = formatdoc! {"
        {what}

        The file is in {dir} and was right at the build. If something is mounted over it or over the
        directory, mend that, or leave it out; else build the image again.",
    dir = dir.display()};
    Message::new(title, body)
}

/// No class of the image is the `factory` that the variant `file` names; the sources have `there`.
#[must_use]
pub fn absent_factory(file: &Path, factory: &str, there: &[String]) -> Message {
    let sources = match there {
        [] => "It is the class or object that extends EngineFactory (IEngineFactory in older engines)."
            .to_owned(),
        all => format!("The sources have {}.", all.join(", ")),
    };
    Message::new(
        format!(
            "{} names an engine factory that is not there",
            file.display()
        ),
        formatdoc! {"
            Neither the engine nor its dependencies have the class {factory}.
            An image with it can neither train nor answer queries.

            Correct engineFactory in that file. {sources}"},
    )
}

/// What is wrong, which is the same at any time, and what to do about it before a build.
struct Finding {
    title: String,
    what: String,
    advice: Cow<'static, str>,
}

fn finding(error: &VariantError) -> Finding {
    match error {
        VariantError::Outside { file } => Finding {
            title: "The engine variant lies outside the engine".to_owned(),
            what: format!(
                "{} is not a path inside the engine's directory.",
                file.display()
            ),
            advice: indoc! {"
                Name a file of the engine in BP_PIO_ENGINE_VARIANT, relative to the engine's top directory, such
                as engine.json."}.into(),
        },
        VariantError::Unreadable { file, cause } => Finding {
            title: format!("{} cannot be read", file.display()),
            what: format!("The system says: {cause}."),
            advice: indoc! {"
                Check that the file is there, is UTF-8 text and may be read by everybody. Another variant
                is chosen with BP_PIO_ENGINE_VARIANT."}.into(),
        },
        VariantError::NotJson {
            file,
            line,
            column,
            reason,
        } => Finding {
            title: format!("{} is not JSON", file.display()),
            what: format!("At line {line}, column {column}: {reason}."),
            advice: indoc! {"
                PredictionIO reads this file at every start, so it must be right before the build. Comments and
                missing or trailing commas are tolerated, anything else is not: mend the line."}.into(),
        },
        VariantError::NotAnObject { file, found } => Finding {
            title: format!("{} is not an engine variant", file.display()),
            what: format!(
                "It holds {found}; an engine variant is a JSON object with the key engineFactory."
            ),
            advice: indoc! {"
            Is it another file of the engine? The variant is chosen with BP_PIO_ENGINE_VARIANT."}.into(),
        },
        VariantError::NoFactory {
            file,
            found,
            keys,
            factories,
        } => Finding {
            title: format!("{} names no engineFactory", file.display()),
            what: no_factory(*found, keys),
            advice: add_factory(factories).into(),
        },
    }
}

fn no_factory(found: Option<&str>, keys: &[String]) -> String {
    match found {
        Some(found) => format!("Its key engineFactory holds {found}, where a class name belongs."),
        None if keys.is_empty() => "It is an empty object.".to_owned(),
        None => format!("Its keys are {}.", keys.join(", ")),
    }
}

fn add_factory(factories: &[String]) -> String {
    let there = match factories {
        [] => String::new(),
        all => format!("\n\nThe sources have {}.", all.join(", ")),
    };
    let example = factories
        .first()
        .map_or("org.example.RecommendationEngine", String::as_str);
    formatdoc! {r#"
        Without it PredictionIO does not know which class makes the engine. Add the full name of the
        class or object that extends EngineFactory (IEngineFactory in older engines), for example:

            "engineFactory": "{example}"{there}

        The parameters of data source and algorithms belong into the same file."#}
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;
    use std::io;

    fn errors() -> Vec<VariantError> {
        let file = || "engine.json".into();
        let no_factory = |found, keys: &[&str], factories: &[&str]| VariantError::NoFactory {
            file: file(),
            found,
            keys: keys.iter().map(ToString::to_string).collect(),
            factories: factories.iter().map(ToString::to_string).collect(),
        };
        vec![
            VariantError::Outside {
                file: "../x.json".into(),
            },
            VariantError::Unreadable {
                file: file(),
                cause: io::Error::from(io::ErrorKind::PermissionDenied),
            },
            VariantError::NotJson {
                file: file(),
                line: 3,
                column: 7,
                reason: "Unexpected word".into(),
            },
            VariantError::NotAnObject {
                file: file(),
                found: "an array",
            },
            no_factory(None, &["id", "algorithms"], &[]),
            no_factory(None, &[], &["org.shop.PlansEngine"]),
            no_factory(Some("a number"), &["engineFactory"], &[]),
        ]
    }

    fn described(words: impl Fn(&VariantError) -> Message) -> String {
        let all: Vec<String> = errors()
            .iter()
            .map(|error| words(error).to_string())
            .collect();
        all.join("\n\n----\n\n")
    }

    #[test]
    fn every_error_has_words_at_the_build() {
        assert_snapshot!(described(at_build));
    }

    #[test]
    fn a_factory_that_is_not_there_has_words() {
        let file = Path::new("engine.json");
        let words = |there: &[String]| absent_factory(file, "org.shops.Engine", there).to_string();
        assert_snapshot!(format!(
            "{}\n\n----\n\n{}",
            words(&[]),
            words(&["org.shop.Engine".into()])
        ));
    }

    #[test]
    fn every_error_has_words_at_launch_without_settings_of_the_build() {
        let words = described(|error| at_launch(error, Path::new("/workspace")));
        assert!(!words.contains("BP_PIO_"));
        assert_snapshot!(words);
    }
}
