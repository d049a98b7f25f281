//! Words for what is wrong with an engine's own files, and for what is nobody's fault but ours.

use super::Message;
use crate::engine::VariantError;
use indoc::formatdoc;
use std::io;

/// The engine variant cannot be used.
#[must_use]
pub fn variant(error: &VariantError) -> Message {
    match error {
        VariantError::Outside { file } => Message::new(
            "The engine variant lies outside the engine",
            formatdoc! {"
                BP_PIO_ENGINE_VARIANT is {file}, which is not a path inside the engine's directory.

                Name a file of the engine, relative to its top directory, such as engine.json.",
            file = file.display()},
        ),
        VariantError::Unreadable { file, cause } => Message::new(
            format!("{} cannot be read", file.display()),
            formatdoc! {"
                The system says: {cause}.

                Check that the file is there, is UTF-8 text and may be read by everybody. Another variant
                is chosen with BP_PIO_ENGINE_VARIANT."},
        ),
        VariantError::NotJson {
            file,
            line,
            column,
            reason,
        } => Message::new(
            format!("{} is not JSON", file.display()),
            formatdoc! {"
                At line {line}, column {column}: {reason}.

                PredictionIO reads this file at every start, so it must be right before the build. Comments and
                missing or trailing commas are tolerated, anything else is not: mend the line."},
        ),
        VariantError::NotAnObject { file, found } => Message::new(
            format!("{} is not an engine variant", file.display()),
            formatdoc! {"
                It holds {found}; an engine variant is a JSON object with the key engineFactory.

                Is it another file of the engine? The variant is chosen with BP_PIO_ENGINE_VARIANT."},
        ),
        VariantError::NoFactory { file, found, keys } => {
            no_factory(&file.display().to_string(), *found, keys)
        }
    }
}

fn no_factory(file: &str, found: Option<&str>, keys: &[String]) -> Message {
    let what = match found {
        Some(found) => format!("Its key engineFactory holds {found}, where a class name belongs."),
        None if keys.is_empty() => "It is an empty object.".to_owned(),
        None => format!("Its keys are {}.", keys.join(", ")),
    };
    Message::new(
        format!("{file} names no engineFactory"),
        formatdoc! {r#"
            {what}

            Without it PredictionIO does not know which class makes the engine. Add the full name of the
            class or object that extends EngineFactory (IEngineFactory in older engines), for example:

                "engineFactory": "org.example.RecommendationEngine""#},
    )
}

/// A defect of the buildpack: its own Java sources do not compile.
#[must_use]
pub fn launcher_compile(output: &str) -> Message {
    Message::new(
        "The launcher's Java part does not compile",
        formatdoc! {"
            The compiler says:

            {output}

            Nothing is wrong with your engine. If the JDK comes from BP_PIO_INVENTORY or an earlier buildpack,
            check that it is a whole JDK 8; else this is a defect of the buildpack: please report it.",
        output = output.trim_end()},
    )
}

/// A file of the build cannot be read or written.
#[must_use]
pub fn file(error: &io::Error) -> Message {
    Message::new(
        "A file cannot be read or written",
        formatdoc! {"
            The system says: {error}.

            The build works in its layers and in the temporary directory; is a disk full? If the message
            names a file of your engine, check that everybody may read it."},
    )
}

/// The framework below the buildpack failed.
#[must_use]
pub fn framework(error: &str) -> Message {
    Message::new(
        "The build cannot go on",
        formatdoc! {"
            The buildpack's framework says: {error}.

            This is seldom the engine's fault. Try again without the cache (pack build --clear-cache); if it
            stays, please report it with the whole output of the build."},
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn every_variant_error_has_words() {
        let file = || "engine.json".into();
        assert_snapshot!(
            "variant_outside",
            variant(&VariantError::Outside {
                file: "../x.json".into()
            })
        );
        assert_snapshot!(
            "variant_unreadable",
            variant(&VariantError::Unreadable {
                file: file(),
                cause: io::Error::from(io::ErrorKind::PermissionDenied),
            })
        );
        assert_snapshot!(
            "variant_not_json",
            variant(&VariantError::NotJson {
                file: file(),
                line: 3,
                column: 7,
                reason: "Unexpected word".into(),
            })
        );
        assert_snapshot!(
            "variant_not_an_object",
            variant(&VariantError::NotAnObject {
                file: file(),
                found: "an array",
            })
        );
        for (name, found, keys) in [
            (
                "variant_no_factory",
                None,
                vec!["id".to_owned(), "algorithms".to_owned()],
            ),
            ("variant_no_factory_empty", None, vec![]),
            (
                "variant_no_factory_number",
                Some("a number"),
                vec!["engineFactory".to_owned()],
            ),
        ] {
            assert_snapshot!(
                name,
                variant(&VariantError::NoFactory {
                    file: file(),
                    found,
                    keys
                })
            );
        }
    }

    #[test]
    fn what_is_not_the_users_fault_says_so() {
        assert_snapshot!("launcher_compile", launcher_compile("Main.java:1: error\n"));
        assert_snapshot!(
            "file",
            file(&io::Error::other("/layers/x: no space left on device"))
        );
        assert_snapshot!("framework", framework("cannot write layer.toml"));
    }
}
