use super::factories::factories;
use super::texts::Texts;
use jsonc_parser::ParseOptions;
use serde_json::Value;
use std::path::{Component, Path, PathBuf};

/// An engine variant: the file, usually `engine.json`, that names the engine's factory and holds
/// the parameters of its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The file, relative to the engine's directory.
    pub file: PathBuf,
    /// The class (or Scala object) that makes the engine.
    pub factory: String,
    /// The app whose events the engine reads, as the variant names it.
    pub app_name: Option<String>,
    /// What strict JSON has against the file, when PIO's parser takes it all the same.
    pub leniency: Option<String>,
}

/// Why an engine variant cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VariantError {
    /// The path leaves the engine's directory.
    #[error("{file} is not inside the engine's directory")]
    Outside {
        /// The path as given.
        file: PathBuf,
    },
    /// The file cannot be read.
    #[error("{file}: {cause}")]
    Unreadable {
        /// The file, relative to the engine's directory.
        file: PathBuf,
        /// Why, in the system's words.
        cause: std::io::Error,
    },
    /// The file is not JSON, not even as leniently as PIO reads it.
    #[error("{file}: {reason} at line {line}, column {column}")]
    NotJson {
        /// The file, relative to the engine's directory.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// The file is JSON, but not an object.
    #[error("{file}: {found} where an object was expected")]
    NotAnObject {
        /// The file, relative to the engine's directory.
        file: PathBuf,
        /// The kind of value that is there.
        found: &'static str,
    },
    /// The key `engineFactory` is missing, or not a name.
    #[error("{file}: no engineFactory")]
    NoFactory {
        /// The file, relative to the engine's directory.
        file: PathBuf,
        /// The kind of value that stands there, when the key is present.
        found: Option<&'static str>,
        /// The keys that the file has, in its order.
        keys: Vec<String>,
        /// The factories that the engine's sources have.
        factories: Vec<String>,
    },
}

/// What a repository adds to the name of a variant that is to be copied before use, as the universal recommender does.
const OF_MODELS: [&str; 5] = ["template", "sample", "example", "default", "dist"];

/// The variant of the engine in `dir`: the file `wanted`, else the one from which it is to be made; `wanted` when there is neither.
#[must_use]
pub fn variant_file(dir: &Path, wanted: &Path) -> PathBuf {
    let models = OF_MODELS.iter().map(|end| {
        let mut name = wanted.as_os_str().to_owned();
        name.push(".");
        name.push(end);
        PathBuf::from(name)
    });
    let mut files = [wanted.to_owned()].into_iter().chain(models);
    let found = files.find(|file| dir.join(file).is_file());
    found.unwrap_or_else(|| wanted.to_owned())
}

/// Reads the engine variant `file` of the engine in `dir`.
///
/// # Errors
///
/// When the file lies outside `dir`, cannot be read, is not a JSON object even in PIO's lenient
/// reading, or names no engine factory.
pub fn read_variant(dir: &Path, file: &Path) -> Result<Variant, VariantError> {
    if !stays_inside(file) {
        return Err(VariantError::Outside { file: file.into() });
    }
    let text =
        fs_err::read_to_string(dir.join(file)).map_err(|cause| VariantError::Unreadable {
            file: file.into(),
            cause,
        })?;
    let mut variant = parse(file, &text);
    if let Err(VariantError::NoFactory {
        factories: there, ..
    }) = &mut variant
    {
        *there = factories(&Texts::read(dir));
    }
    variant
}

fn stays_inside(file: &Path) -> bool {
    file.components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

fn parse(file: &Path, text: &str) -> Result<Variant, VariantError> {
    let (value, leniency) = read_leniently(file, text.trim_start_matches('\u{feff}'))?;
    let Value::Object(object) = &value else {
        return Err(VariantError::NotAnObject {
            file: file.into(),
            found: kind_of(&value),
        });
    };
    let factory = match object.get("engineFactory") {
        Some(Value::String(name)) if !name.trim().is_empty() => name.trim().to_owned(),
        other => {
            return Err(VariantError::NoFactory {
                file: file.into(),
                found: other.map(kind_of),
                keys: object.keys().cloned().collect(),
                factories: Vec::new(),
            });
        }
    };
    let app_name = value
        .pointer("/datasource/params/appName")
        .and_then(Value::as_str)
        .map(ToOwned::to_owned);
    Ok(Variant {
        file: file.into(),
        factory,
        app_name,
        leniency,
    })
}

/// PIO's own parser takes trailing and missing commas; comments stand in many templates. What PIO
/// takes must not be refused, so strict JSON is only the first try.
fn read_leniently(file: &Path, text: &str) -> Result<(Value, Option<String>), VariantError> {
    let strict = match serde_json::from_str(text) {
        Ok(value) => return Ok((value, None)),
        Err(error) => error.to_string(),
    };
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_missing_commas: true,
        allow_loose_object_property_names: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..ParseOptions::default()
    };
    match jsonc_parser::parse_to_serde_value::<Value>(text, &options) {
        Ok(value) => Ok((value, Some(strict))),
        Err(error) => Err(VariantError::NotJson {
            file: file.into(),
            line: error.line_display(),
            column: error.column_display(),
            reason: error.kind().to_string(),
        }),
    }
}

/// The text as strict JSON, when only PIO's lenient reading takes it, or not even that (comments, a byte
/// order mark); nothing when it is strict already or cannot be read at all.
#[must_use]
pub fn repaired(text: &str) -> Option<String> {
    let bare = text.trim_start_matches('\u{feff}');
    let (value, leniency) = read_leniently(Path::new(""), bare).ok()?;
    match leniency {
        Some(_) => serde_json::to_string_pretty(&value).ok(),
        None if bare.len() < text.len() => Some(bare.to_owned()),
        None => None,
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(text) if text.trim().is_empty() => "an empty string",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Variant, VariantError> {
        parse(Path::new("engine.json"), text)
    }

    #[test]
    fn a_model_of_the_variant_is_one_where_there_is_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let found = |wanted| variant_file(dir.path(), Path::new(wanted));
        assert_eq!(found("engine.json"), Path::new("engine.json"));
        fs_err::write(dir.path().join("engine.json.template"), "{}").unwrap();
        assert_eq!(found("engine.json"), Path::new("engine.json.template"));
        assert_eq!(found("other.json"), Path::new("other.json"));
        fs_err::write(dir.path().join("engine.json"), "{}").unwrap();
        assert_eq!(found("engine.json"), Path::new("engine.json"));
    }

    #[test]
    fn a_plain_variant_is_read() {
        let variant = read(
            r#"{"id":"default","engineFactory":"org.x.Engine","datasource":{"params":{"appName":"shop"}}}"#,
        )
        .unwrap();
        assert_eq!(variant.factory, "org.x.Engine");
        assert_eq!(variant.app_name.as_deref(), Some("shop"));
        assert_eq!(variant.leniency, None);
    }

    #[test]
    fn what_pio_takes_is_taken_and_said() {
        for text in [
            "{\"engineFactory\":\"a.B\",}",
            "{\"id\":\"x\" \"engineFactory\":\"a.B\"}",
            "// a comment\n{\"engineFactory\":\"a.B\"}",
        ] {
            let variant = read(text).unwrap();
            assert_eq!(variant.factory, "a.B", "{text}");
            assert!(variant.leniency.is_some(), "{text}");
        }
        let with_mark = read("\u{feff}{\"engineFactory\":\"a.B\"}").unwrap();
        assert_eq!(with_mark.leniency, None);
    }

    #[test]
    fn a_repaired_variant_is_strict_and_keeps_its_order() {
        assert_eq!(repaired(r#"{"b": 1.0, "a": "//"}"#), None);
        assert_eq!(repaired("\u{feff}{}").as_deref(), Some("{}"));
        assert_eq!(
            repaired("{ // why\n\"b\": 0.0000000001 \"a\": [1,],}").as_deref(),
            Some("{\n  \"b\": 1e-10,\n  \"a\": [\n    1\n  ]\n}")
        );
        assert_eq!(repaired("oops"), None);
    }

    #[test]
    fn text_that_is_no_json_names_its_place() {
        let error = read("{\n  \"engineFactory\": \"a.B\",\n  oops\n}").unwrap_err();
        assert!(
            matches!(error, VariantError::NotJson { line: 3, .. }),
            "{error:?}"
        );
    }

    #[test]
    fn a_factory_must_be_a_name() {
        for (text, expected) in [
            (r#"{"id":"x"}"#, None),
            (r#"{"id":"x","engineFactory":3}"#, Some("a number")),
            (r#"{"id":"x","engineFactory":" "}"#, Some("an empty string")),
        ] {
            match read(text) {
                Err(VariantError::NoFactory { found, .. }) => assert_eq!(found, expected),
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(
            read("[1]"),
            Err(VariantError::NotAnObject {
                found: "an array",
                ..
            })
        ));
    }

    #[test]
    fn where_no_factory_is_named_those_of_the_sources_are() {
        let dir = tempfile::tempdir().unwrap();
        fs_err::write(dir.path().join("engine.json"), "{}").unwrap();
        let source = "package org.shop\nobject PlansEngine extends EngineFactory\n";
        fs_err::write(dir.path().join("Engine.scala"), source).unwrap();
        match read_variant(dir.path(), Path::new("engine.json")) {
            Err(VariantError::NoFactory { factories, .. }) => {
                assert_eq!(factories, ["org.shop.PlansEngine"]);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_variant_outside_the_engine_is_refused() {
        for file in ["../engine.json", "/etc/passwd", "a/../../b.json"] {
            assert!(matches!(
                read_variant(Path::new("/nowhere"), Path::new(file)),
                Err(VariantError::Outside { .. })
            ));
        }
        assert!(matches!(
            read_variant(Path::new("/nowhere"), Path::new("./engine.json")),
            Err(VariantError::Unreadable { .. })
        ));
    }
}
