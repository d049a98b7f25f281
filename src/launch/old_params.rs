//! Parameters in a variant as PIO read them before 0.8.4: those of a part stood where `params` is since.

use serde_json::{Map, Value};

/// The parts of an engine that a variant has one of.
const PARTS: [&str; 3] = ["datasource", "preparator", "serving"];

/// The text with these parameters inside `params`, and the parts that had them; nothing where all are as PIO wants them,
/// or the text is no object. PIO ends when a part has neither a name nor `params`.
#[must_use]
pub(super) fn wrapped(text: &str) -> Option<(String, Vec<&'static str>)> {
    let mut variant: Map<String, Value> = serde_json::from_str(text).ok()?;
    let is_old = |part: &&str| {
        let values = variant.get(*part).and_then(Value::as_object);
        values.is_some_and(|values| !values.contains_key("name") && !values.contains_key("params"))
    };
    let old: Vec<_> = PARTS.into_iter().filter(is_old).collect();
    if old.is_empty() {
        return None;
    }
    for part in &old {
        let values = variant.get_mut(*part).map(Value::take);
        let params = Map::from_iter([("params".to_owned(), values.unwrap_or_default())]);
        variant.insert((*part).to_owned(), params.into());
    }
    Some((serde_json::to_string_pretty(&variant).ok()?, old))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_before_0_8_4_are_put_where_pio_reads_them() {
        let text = r#"{"id": "a", "datasource": {"path": "data/x", "deep": {"params": 1}}, "preparator": {}, "serving": {"name": "s"}}"#;
        let (text, parts) = wrapped(text).unwrap();
        assert_eq!(parts, ["datasource", "preparator"]);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            value.to_string(),
            r#"{"id":"a","datasource":{"params":{"path":"data/x","deep":{"params":1}}},"preparator":{"params":{}},"serving":{"name":"s"}}"#
        );
    }

    #[test]
    fn what_pio_reads_stays() {
        for text in [
            r#"{"datasource": {"params": {"a": 1}}, "algorithms": [{"name": "x"}]}"#,
            r#"{"datasource": 4}"#,
            "{}",
            "[]",
            "no JSON",
        ] {
            assert_eq!(wrapped(text), None, "{text}");
        }
    }
}
