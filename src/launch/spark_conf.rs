//! What an engine's variant is to say in its `sparkConf`, where it does not.

use crate::engine::ImageFacts;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// PIO's name for the settings in a variant that it hands to Spark.
const SPARK_CONF: &str = "sparkConf";
/// What the names of the libraries begin with that take Elasticsearch's servers from there, and this machine where nothing is said.
/// As properties of Spark, whose names must begin with `spark.`, their older versions do not take them to executors.
const LIBRARIES: [&str; 2] = ["elasticsearch-spark", "elasticsearch-hadoop"];

/// Whether the engine brings a library that reads and writes Elasticsearch by Spark.
#[must_use]
pub fn has_elasticsearch(facts: &ImageFacts) -> bool {
    let names = facts.class_path.dependencies.iter();
    let mut names = names.filter_map(|jar| jar.file_name()?.to_str());
    // Their order goes before the names.
    names.any(|name| LIBRARIES.iter().any(|one| name.contains(one)))
}

/// The text with the settings in its `sparkConf`, in the manner of PIO's own; nothing where it has one of them, and so speaks for
/// itself, or is no object.
#[must_use]
pub fn complete(text: &str, settings: &BTreeMap<&'static str, String>) -> Option<String> {
    let mut variant: Map<String, Value> = serde_json::from_str(text).ok()?;
    let conf = variant
        .entry(SPARK_CONF)
        .or_insert_with(|| Map::new().into())
        .as_object_mut()?;
    if settings.is_empty() || settings.keys().any(|name| has(conf, name)) {
        return None;
    }
    for (name, value) in settings {
        conf.insert((*name).to_owned(), value.clone().into());
    }
    serde_json::to_string_pretty(&variant).ok()
}

/// PIO takes `{"es": {"nodes": …}}` for `es.nodes`.
fn has(conf: &Map<String, Value>, name: &str) -> bool {
    conf.iter().any(|(key, value)| {
        key == name
            || name
                .strip_prefix(key.as_str())
                .and_then(|rest| rest.strip_prefix('.'))
                .is_some_and(|rest| value.as_object().is_some_and(|inner| has(inner, rest)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(text: &str) -> Option<String> {
        let nodes = ("es.nodes", "a,b".to_owned());
        let settings = [nodes, ("es.net.ssl", "true".to_owned())];
        let text = complete(text, &settings.into())?;
        let value: Value = serde_json::from_str(&text).unwrap();
        Some(value.to_string())
    }

    #[test]
    fn what_is_missing_is_added() {
        assert_eq!(
            completed(r#"{"id": "x", "sparkConf": {"es.index": 1}}"#).unwrap(),
            r#"{"id":"x","sparkConf":{"es.index":1,"es.net.ssl":"true","es.nodes":"a,b"}}"#
        );
        assert!(completed("{}").unwrap().contains("es.nodes"));
    }

    #[test]
    fn the_variants_own_word_counts() {
        assert_eq!(completed(r#"{"sparkConf": {"es.nodes": "c"}}"#), None);
        assert_eq!(completed(r#"{"sparkConf": {"es": {"nodes": "c"}}}"#), None);
        let others = r#"{"sparkConf": {"es": {"nodes.discovery": true}}}"#;
        assert!(completed(others).is_some());
    }

    #[test]
    fn a_text_of_another_form_stays() {
        assert_eq!(complete("{}", &BTreeMap::new()), None);
        assert_eq!(completed("[]"), None);
        assert_eq!(completed(r#"{"sparkConf": 1}"#), None);
    }
}
