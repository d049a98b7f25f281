use serde::Deserialize;
use std::collections::BTreeMap;

/// A jar set as people write it: `inventory/<name>.spec.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Spec {
    /// Whether all groups are one class path and so resolved at once; else each is resolved for itself.
    #[serde(default)]
    pub(super) together: bool,
    /// The groups; a jar that several need belongs to the first of them.
    #[serde(rename = "group")]
    pub(super) groups: Vec<Group>,
    /// The only version of a module (`group:artifact`), whatever asks for another.
    #[serde(default)]
    pub(super) versions: BTreeMap<String, String>,
    /// What is not taken although something asks for it.
    #[serde(default)]
    pub(super) leave_out: LeaveOut,
}

/// Some jars that are wanted, and with them what they need.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) name: String,
    /// `group:artifact:version`.
    pub(super) roots: Vec<String>,
    /// Whether what the roots need comes too.
    #[serde(default = "yes")]
    pub(super) transitive: bool,
}

/// What is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LeaveOut {
    /// `group:artifact`, and with it what only it needs.
    pub(super) modules: Vec<String>,
    /// Single jars, as coordinates; for those that a module cannot name, as the jar of a classifier.
    pub(super) jars: Vec<String>,
}

fn yes() -> bool {
    true
}

impl Spec {
    /// Reads a specification; an error is the parser's text, with line and column.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let spec: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if spec.groups.is_empty() {
            return Err("it has no group".to_owned());
        }
        Ok(spec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_has_a_default() {
        let spec = Spec::parse("[[group]]\nname = \"a\"\nroots = [\"g:a:1\"]\n").unwrap();
        assert!(!spec.together);
        assert!(spec.groups[0].transitive);
        assert!(spec.versions.is_empty() && spec.leave_out.modules.is_empty());
    }

    #[test]
    fn a_misspelt_key_is_refused() {
        let error = Spec::parse("[[group]]\nname = \"a\"\nroot = []\n").unwrap_err();
        assert!(error.contains("unknown field `root`"), "{error}");
    }

    #[test]
    fn a_set_without_groups_is_refused() {
        assert_eq!(Spec::parse("group = []").unwrap_err(), "it has no group");
    }
}
