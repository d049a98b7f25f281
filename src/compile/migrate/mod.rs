//! Changes to the working copy that let an old engine compile under a current sbt and PIO, as a table of small
//! rules. Each change is reported with file, rule and reason; none is silent.

mod build_properties;
mod pio_package;
mod plugins;
mod sources;

use super::error::FileError;
use super::source::SourceTree;
use std::path::PathBuf;

/// One change that a rule made to the working copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The file, relative to the engine's source.
    pub file: PathBuf,
    /// The rule's name.
    pub rule: &'static str,
    /// What was changed and why, as a sentence without a full stop.
    pub reason: String,
}

/// A rule looks at the tree, changes it where it applies, and says what it did. Rules run in the
/// order of the table and leave alone what they do not know for sure.
struct Rule {
    name: &'static str,
    apply: fn(&mut SourceTree, &mut Changes) -> Result<(), FileError>,
}

/// Every rule, in order.
const RULES: &[Rule] = &[
    Rule {
        name: "sbt-version",
        apply: build_properties::apply,
    },
    Rule {
        name: "sbt-plugins",
        apply: plugins::apply,
    },
    Rule {
        name: "pio-package",
        apply: pio_package::apply,
    },
];

/// Where a rule says what it did.
#[derive(Debug, Default)]
struct Changes(Vec<(PathBuf, String)>);

impl Changes {
    fn say(&mut self, file: impl Into<PathBuf>, reason: impl Into<String>) {
        self.0.push((file.into(), reason.into()));
    }
}

/// Applies every rule.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn migrate(tree: &mut SourceTree) -> Result<Vec<Applied>, FileError> {
    let mut applied = Vec::new();
    for rule in RULES {
        let mut changes = Changes::default();
        (rule.apply)(tree, &mut changes)?;
        applied.extend(changes.0.into_iter().map(|(file, reason)| Applied {
            file,
            rule: rule.name,
            reason,
        }));
    }
    Ok(applied)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_change_names_its_file_and_rule() {
        let mut tree = SourceTree::default();
        tree.write("build.sbt", "name := \"x\"");
        tree.write("project/build.properties", "sbt.version=0.13.7");
        tree.write(
            "project/assembly.sbt",
            "addSbtPlugin(\"com.eed3si9n\" % \"sbt-assembly\" % \"0.11.2\")",
        );
        let applied = migrate(&mut tree).unwrap();
        let names: Vec<_> = applied
            .iter()
            .map(|change| (change.rule, change.file.as_path()))
            .collect();
        assert_eq!(
            names,
            [
                ("sbt-version", Path::new("project/build.properties")),
                ("sbt-plugins", Path::new("project/assembly.sbt")),
            ]
        );
        assert_eq!(tree.paths().collect::<Vec<_>>(), [Path::new("build.sbt")]);
    }
}
