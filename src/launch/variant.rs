//! The engine variant as PIO gets it: names filled in from the environment.

use super::environment::Environment;
use super::error::LaunchError;
use super::identity::APP_NAME;
use super::old_params;
use super::spark_conf;
use crate::engine::repaired;
use regex::{Captures, Regex};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A string in JSON; and, behind it, the colon that makes it a key.
static STRING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#""(?<text>(?:[^"\\]|\\.)*)"(?<colon>\s*:)?"#).ok());
static VARIABLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}").ok());
/// What the templates have where a user is to write the app's name.
static PLACEHOLDER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?i:INVALID_APP_?NAME)$").ok());
/// Classes of PIO's own, by the name that they had before 0.10.
static OLD_CLASS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^io\.prediction\.(?:controller|core|data|e2|workflow)\.").ok());

/// The engine variant with everything filled in that the launcher knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// Its text, when it is not that of the file.
    pub text: Option<String>,
    /// What was filled in, a line each, without values that may be secret.
    pub changes: Vec<String>,
    /// The app that the data source reads, by name.
    pub app_name: Option<String>,
    /// The app whose id stands for every `appId`; only the database knows it.
    pub app_of_ids: Option<String>,
}

impl Resolved {
    /// Where the text is kept for a user: the same text is always in the same file.
    #[must_use]
    pub fn path(&self, uid: u32) -> PathBuf {
        let mut whole = Sha256::new();
        for part in [&self.text, &self.app_of_ids].into_iter().flatten() {
            whole.update(Sha256::digest(part));
        }
        let name = hex::encode(&whole.finalize()[..8]);
        PathBuf::from(format!("/tmp/pio-{uid}/engine-{name}.json"))
    }

    /// Completes the `sparkConf` of the variant `file`, whose own text is `original`, where it does not have `settings`.
    pub fn complete(
        &mut self,
        file: &Path,
        original: &str,
        settings: &BTreeMap<&'static str, String>,
    ) {
        let text = self.text.as_deref().unwrap_or(original);
        if let Some(text) = spark_conf::complete(text, settings) {
            self.text = Some(text);
            let names: Vec<_> = settings.keys().copied().collect();
            self.changes.push(format!(
                "{}: sparkConf has {}, as the storage says",
                file.display(),
                names.join(", ")
            ));
        }
    }
}

/// Fills in the text of the variant `file`.
///
/// `PIO_EVENTSERVER_APP_NAME` goes before what the variant says, except where the variant names several apps:
/// then it takes the place of placeholders only.
///
/// # Errors
/// When a variable that the variant asks for is not set.
pub fn resolve(file: &Path, text: &str, env: &Environment) -> Result<Resolved, LaunchError> {
    let repaired = repaired(text);
    let mut changes = Vec::new();
    if repaired.is_some() {
        changes.push(format!(
            "{}: comments, commas or marks that are not JSON are repaired in a copy",
            file.display()
        ));
    }
    let strict = repaired.as_deref().unwrap_or(text);
    let mut filling = Filling {
        file,
        env,
        app: env.get(APP_NAME).map(|app| (app, several_apps(strict))),
        key: String::new(),
        changes,
        has_ids: false,
        error: None,
    };
    let filled = match STRING.as_ref() {
        Some(pattern) => pattern.replace_all(strict, |found: &Captures| filling.string(found)),
        None => strict.into(),
    };
    if let Some(error) = filling.error {
        return Err(error);
    }
    let filled = match old_params::wrapped(&filled) {
        Some((text, parts)) => {
            let parts = parts.join(", ");
            filling.say(&format!(
                "the parameters of {parts} are inside params, where PredictionIO reads them since 0.8.4"
            ));
            text.into()
        }
        None => filled,
    };
    let app_of_ids = filling.app.filter(|_| filling.has_ids);
    Ok(Resolved {
        app_name: app_name(&filled),
        // The Java part writes ids into the copy, never into the engine's own file.
        text: (filled != text || app_of_ids.is_some()).then(|| filled.into_owned()),
        changes: filling.changes,
        app_of_ids: app_of_ids.map(|(app, _)| app.to_owned()),
    })
}

/// A walk over the strings of a variant.
struct Filling<'a> {
    file: &'a Path,
    env: &'a Environment,
    /// The app of the environment, and whether the variant names several.
    app: Option<(&'a str, bool)>,
    /// The last key.
    key: String,
    changes: Vec<String>,
    has_ids: bool,
    error: Option<LaunchError>,
}

impl Filling<'_> {
    fn string(&mut self, found: &Captures) -> String {
        let (whole, text) = (&found[0], &found["text"]);
        if found.name("colon").is_some() {
            text.clone_into(&mut self.key);
            self.has_ids |= text == "appId";
            return whole.to_owned();
        }
        match self.value(text) {
            Some(new) => format!("\"{new}\""),
            None => whole.to_owned(),
        }
    }

    fn value(&mut self, text: &str) -> Option<String> {
        if self.key == "appName"
            && let Some((app, several)) = self.app
            && (!several || is_placeholder(text))
        {
            let new = escaped(app);
            if new != text {
                self.say(&format!("appName is \"{app}\", from {APP_NAME}"));
            }
            return Some(new);
        }
        // The engine's own names stay, and its factory is one.
        if self.key != "engineFactory" && OLD_CLASS.as_ref().is_some_and(|it| it.is_match(text)) {
            let new = text.replacen("io.prediction", "org.apache.predictionio", 1);
            self.say(&format!("{} is {new} in this PredictionIO", self.key));
            return Some(new);
        }
        self.variables(text)
    }

    fn variables(&mut self, text: &str) -> Option<String> {
        let pattern = VARIABLE.as_ref().filter(|it| it.is_match(text))?;
        let new = pattern.replace_all(text, |found: &Captures| {
            let name = &found["name"];
            if let Some(value) = self.env.get(name) {
                self.say(&format!("{} is read from {name}", self.key));
                return escaped(value);
            }
            self.error.get_or_insert(LaunchError::VariantVariable {
                file: self.file.to_owned(),
                key: self.key.clone(),
                variable: name.to_owned(),
            });
            found[0].to_owned()
        });
        Some(new.into_owned())
    }

    /// Says a change once, however often it is made.
    fn say(&mut self, what: &str) {
        let change = format!("{}: {what}", self.file.display());
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }
}

/// Whether it is what templates have in the place of an app's name.
pub(crate) fn is_placeholder(name: &str) -> bool {
    PLACEHOLDER.as_ref().is_some_and(|it| it.is_match(name))
}

/// Whether a variant names more than one app.
fn several_apps(text: &str) -> bool {
    let mut names = BTreeSet::new();
    let mut key = "";
    for found in STRING.iter().flat_map(|it| it.captures_iter(text)) {
        let string = found.name("text").map_or("", |text| text.as_str());
        if found.name("colon").is_some() {
            key = string;
        } else if key == "appName" && !is_placeholder(string) {
            names.insert(string);
        }
    }
    names.len() > 1
}

/// A value as it stands between quotes. PIO reads the file as Latin-1, so nothing but ASCII goes in.
fn escaped(value: &str) -> String {
    let mut text = String::new();
    for unit in value.encode_utf16() {
        match char::from_u32(u32::from(unit)) {
            Some(plain @ (' '..='!' | '#'..='[' | ']'..='~')) => text.push(plain),
            _ => {
                // Writing to a string does not fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

fn app_name(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let name = value.pointer("/datasource/params/appName")?.as_str()?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(text: &str, variables: &[(&str, &str)]) -> Resolved {
        let env = variables.iter().copied().collect();
        resolve(Path::new("engine.json"), text, &env).unwrap()
    }

    const SHOP: &[(&str, &str)] = &[(APP_NAME, "shop")];

    #[test]
    fn a_variant_that_needs_nothing_is_used_as_it_is() {
        let text = r#"{"id": "a", "datasource": {"params": {"appName": "x", "appId": 1}}}"#;
        let plain = resolved(text, &[]);
        assert_eq!(plain.text, None);
        assert_eq!(plain.app_name.as_deref(), Some("x"));
        assert_eq!(plain.app_of_ids, None);
        assert!(plain.changes.is_empty());
        assert_eq!(resolved(r#"{"appName": "shop"}"#, SHOP).text, None);
    }

    #[test]
    fn what_the_storage_tells_is_in_a_copy() {
        let text = r#"{"id": "a"}"#;
        let mut plain = resolved(text, &[]);
        let nodes = BTreeMap::from([("es.nodes", "e1".to_owned())]);
        plain.complete(Path::new("engine.json"), text, &BTreeMap::new());
        assert_eq!(plain.text, None);
        plain.complete(Path::new("engine.json"), text, &nodes);
        assert!(plain.text.unwrap().contains(r#""es.nodes": "e1""#));
        assert_eq!(
            plain.changes,
            ["engine.json: sparkConf has es.nodes, as the storage says"]
        );
    }

    #[test]
    fn every_app_name_is_that_of_the_environment() {
        let text = r#"{"datasource": {"params": {"appName" : "INVALID_APP_NAME", "x": "INVALID"}},
            "algorithms": [{"params": {"appName": "MyApp"}}]}"#;
        let filled = resolved(text, SHOP);
        assert_eq!(
            filled.text.unwrap(),
            text.replace("INVALID_APP_NAME", "shop")
                .replace("MyApp", "shop")
        );
        assert_eq!(filled.app_name.as_deref(), Some("shop"));
        assert_eq!(
            filled.changes,
            ["engine.json: appName is \"shop\", from PIO_EVENTSERVER_APP_NAME"]
        );
    }

    #[test]
    fn where_several_apps_are_named_only_placeholders_give_way() {
        let text = r#"[{"appName": "a"}, {"appName": "b"}, {"appName": "INVALID_APPNAME"}]"#;
        assert_eq!(
            resolved(text, SHOP).text.unwrap(),
            r#"[{"appName": "a"}, {"appName": "b"}, {"appName": "shop"}]"#
        );
    }

    #[test]
    fn variables_are_filled_in_and_kept_to_themselves() {
        let text = r#"{"url": "http://${HOST}:${PORT_NO}/", "spark": "${user.home}"}"#;
        let filled = resolved(text, &[("HOST", "a\"é"), ("PORT_NO", "80")]);
        assert_eq!(
            filled.text.unwrap(),
            r#"{"url": "http://a\u0022\u00e9:80/", "spark": "${user.home}"}"#
        );
        assert_eq!(
            filled.changes,
            [
                "engine.json: url is read from HOST",
                "engine.json: url is read from PORT_NO"
            ]
        );
    }

    #[test]
    fn a_variable_that_is_not_set_is_named() {
        let error = resolve(
            Path::new("engine.json"),
            r#"{"a": {"path": "${NOWHERE}"}}"#,
            &Environment::default(),
        )
        .unwrap_err();
        assert_eq!(error.to_string(), "engine.json: path asks for NOWHERE");
    }

    #[test]
    fn ids_are_left_to_the_java_part() {
        let text = r#"{"datasource": {"params": {"appId": "4"}}}"#;
        let filled = resolved(text, SHOP);
        assert_eq!(filled.text.as_deref(), Some(text));
        assert_eq!(filled.app_of_ids.as_deref(), Some("shop"));
        assert_ne!(filled.path(1), resolved(text, &[(APP_NAME, "b")]).path(1));
        assert!(filled.path(7).starts_with("/tmp/pio-7"));
    }

    #[test]
    fn pios_classes_have_their_new_names() {
        let text = r#"{"engineFactory": "io.prediction.data.Mine", "serving": {"params": {"class": "io.prediction.controller.X"}}}"#;
        assert_eq!(
            resolved(text, &[]).text.unwrap(),
            r#"{"engineFactory": "io.prediction.data.Mine", "serving": {"params": {"class": "org.apache.predictionio.controller.X"}}}"#
        );
    }

    #[test]
    fn parameters_in_their_old_place_are_filled_in_too() {
        let old = resolved(r#"{"datasource": {"appName": "INVALID_APP_NAME"}}"#, SHOP);
        assert_eq!(old.app_name.as_deref(), Some("shop"));
        assert!(old.text.unwrap().contains("params"));
        assert_eq!(old.changes.len(), 2);
    }

    #[test]
    fn what_is_not_json_is_repaired_and_said_once() {
        let repaired = resolved("{ // x\n\"appName\": \"INVALID_APP_NAME\",\n}", SHOP);
        assert_eq!(repaired.text.unwrap(), "{\n  \"appName\": \"shop\"\n}");
        assert_eq!(repaired.changes.len(), 2);
    }
}
