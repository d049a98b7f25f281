use super::line::Line;
use super::texts::Texts;
use regex::Regex;
use std::path::Path;
use std::sync::LazyLock;

/// What an engine was written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Era {
    /// The version of PIO that the engine names, such as `0.12.1`; none when it names none.
    pub version: Option<String>,
    /// The line that runs it.
    pub line: Line,
    /// Where that is said, in words for one line of output.
    pub reason: String,
}

impl Era {
    /// That of an image that only takes in events, which `setting` asks for.
    #[must_use]
    pub fn of_events(setting: &str) -> Self {
        Self {
            version: None,
            line: Line::V0_10,
            reason: format!("{setting} asks for it"),
        }
    }
}

/// PIO's own modules. Others of the same organizations are client libraries or an engine's own.
const MODULES: &[&str] = &["core", "data", "common", "tools", "e2", "engines"];

type Pattern = LazyLock<Option<Regex>>;

static DEPENDENCY: Pattern = LazyLock::new(|| {
    let version = r#"(?:"(?<version>[^"]+)"|(?<name>[A-Za-z_][\w.]*))"#;
    Regex::new(&format!(
        r#""(?<org>io\.prediction|org\.apache\.predictionio)"\s*%%?\s*"(?<module>[^"]+)"\s*%\s*{version}"#
    ))
    .ok()
});
static FOR_SCALA_2_10: Pattern = LazyLock::new(|| {
    Regex::new(
        r#""(?<org>[^"]+)"\s*%\s*"(?<name>[^"]+_2\.10)"\s*%\s*(?:"[^"]+"|\w+)(?<test>\s*%\s*(?:"test"|Test\b))?"#,
    )
    .ok()
});
static PLUGIN: Pattern = LazyLock::new(|| Regex::new(r#""pio-build"\s*%\s*"([^"]+)""#).ok());
static IMPORT: Pattern = LazyLock::new(|| {
    let packages = "annotation|authentication|configuration|controller|core|data|e2|workflow";
    Regex::new(&format!(r"\bio\.prediction\.(?:{packages})\b")).ok()
});
static SCALA: Pattern =
    LazyLock::new(|| Regex::new(r#"\bscalaVersion\b[^:="]*:?=\s*"([^"]+)""#).ok());
static SPARK: Pattern =
    LazyLock::new(|| Regex::new(r#""org\.apache\.spark"\s*%%?\s*"[^"]+"\s*%\s*"(\d[^"]*)""#).ok());

/// What an engine says of itself. The plainest word wins: the version that its build depends on, then
/// the plugin of its time, `template.json`, imports, and last the versions of Scala and Spark.
#[must_use]
pub fn read_era(texts: &Texts) -> Era {
    by_dependency(texts)
        .or_else(|| by_plugin(texts))
        .or_else(|| by_template(texts))
        .or_else(|| by_import(texts))
        .or_else(|| by_definition(texts, &SCALA, "Scala", Line::of_scala))
        .or_else(|| by_definition(texts, &SPARK, "Spark", Line::of_spark))
        .unwrap_or_else(|| Era {
            version: None,
            line: Line::V0_10,
            reason: "nothing in the engine names a version".to_owned(),
        })
}

fn by_dependency(texts: &Texts) -> Option<Era> {
    let definitions = texts.definitions();
    let mut old = None;
    for (path, text) in &definitions {
        for found in DEPENDENCY.as_ref()?.captures_iter(text) {
            let module = &found["module"];
            if !is_pio(module) {
                continue;
            }
            let version = match (found.name("version"), found.name("name")) {
                (Some(version), _) => Some(version.as_str().to_owned()),
                (None, Some(name)) => value_of(name.as_str(), &definitions),
                (None, None) => None,
            };
            if let Some((version, line)) = version.and_then(|version| {
                let line = Line::of_pio(&version)?;
                Some((version, line))
            }) {
                let said = format!("{} depends on {module} {version}", path.display());
                let bound = bound_to_scala_2_10(&definitions).filter(|_| line == Line::V0_14);
                let (line, reason) = match bound {
                    Some(library) => (
                        Line::V0_10,
                        format!("{said}, and on {library}, which is for Scala 2.10 alone"),
                    ),
                    None => (line, said),
                };
                return Some(Era {
                    version: Some(version),
                    line,
                    reason,
                });
            }
            if &found["org"] == "io.prediction" {
                old.get_or_insert_with(|| {
                    before_apache(path, &format!("depends on io.prediction's {module}"))
                });
            }
        }
    }
    old
}

/// PIO 0.11 and 0.12 were built for Scala 2.10 too. An engine is bound to it by a library whose name says so; Spark's and
/// PIO's own are the platform's, and tests are not the engine.
fn bound_to_scala_2_10(definitions: &[(&Path, String)]) -> Option<String> {
    let pattern = FOR_SCALA_2_10.as_ref()?;
    let mut found = definitions
        .iter()
        .flat_map(|(_, text)| pattern.captures_iter(text));
    found.find_map(|library| {
        let is_platform = matches!(
            &library["org"],
            "org.apache.spark" | "org.apache.predictionio" | "io.prediction"
        );
        let is_for_tests = library.name("test").is_some();
        (!is_platform && !is_for_tests).then(|| library["name"].to_owned())
    })
}

fn is_pio(module: &str) -> bool {
    let plain = module.split_once("_2.").map_or(module, |(plain, _)| plain);
    let plain = plain
        .trim_start_matches("apache-")
        .trim_start_matches("predictionio-");
    MODULES.contains(&plain)
}

/// The text that a name stands for, where the build says `val name = "…"` or `name := "…"`.
fn value_of(name: &str, definitions: &[(&Path, String)]) -> Option<String> {
    let last = name.trim_end_matches(".value").rsplit('.').next()?;
    let pattern = format!(
        r#"\b{}\b\s*(?::\s*String\s*)?(?:in\s+\w+\s*)?:?=\s*"([^"]+)""#,
        regex::escape(last)
    );
    first_capture(&Regex::new(&pattern).ok()?, definitions).map(|(_, value)| value)
}

fn before_apache(path: &Path, what: &str) -> Era {
    Era {
        version: Some("0.9 or older".to_owned()),
        line: Line::V0_10,
        reason: format!("{} {what}", path.display()),
    }
}

/// The plugin was no longer needed from 0.11 on: builds then named the version themselves.
fn by_plugin(texts: &Texts) -> Option<Era> {
    let (path, version) = first_capture(PLUGIN.as_ref()?, &texts.definitions())?;
    Some(Era {
        version: Some("0.10 or older".to_owned()),
        line: Line::V0_10,
        reason: format!("{path} has the plugin pio-build {version}"),
    })
}

fn by_template(texts: &Texts) -> Option<Era> {
    let (path, text) = texts.template()?;
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let version = value.pointer("/pio/version/min")?.as_str()?;
    Some(Era {
        version: Some(version.to_owned()),
        line: Line::of_pio(version)?,
        reason: format!("{} asks for {version} or newer", path.display()),
    })
}

fn by_import(texts: &Texts) -> Option<Era> {
    let import = IMPORT.as_ref()?;
    let (path, _) = texts.sources().find(|(_, text)| import.is_match(text))?;
    Some(before_apache(path, "uses the package io.prediction"))
}

fn by_definition(
    texts: &Texts,
    pattern: &Pattern,
    what: &str,
    line_of: fn(&str) -> Option<Line>,
) -> Option<Era> {
    let (path, version) = first_capture(pattern.as_ref()?, &texts.definitions())?;
    Some(Era {
        version: None,
        line: line_of(&version)?,
        reason: format!("{path} names {what} {version}"),
    })
}

/// The first match in the order of the files: the file, and what the pattern's only group holds.
fn first_capture(pattern: &Regex, texts: &[(&Path, String)]) -> Option<(String, String)> {
    texts.iter().find_map(|(path, text)| {
        let found = pattern.captures(text)?.get(1)?;
        Some((path.display().to_string(), found.as_str().to_owned()))
    })
}

#[cfg(test)]
#[path = "era_tests.rs"]
mod tests;
