//! Changes to the working copy that let an old engine compile under a current sbt and PIO, as a table of small
//! rules. Each change is reported with file, rule and reason; none is silent.

mod brought;
mod build_properties;
mod build_scala;
mod byte_order_mark;
mod case_class;
mod encoding;
mod evaluation_info;
mod git;
mod gone;
mod moved;
mod old_api;
mod operators;
mod own_names;
mod pio_package;
mod plugins;
mod scala_text;
mod set_aside;
mod set_aside_names;
mod set_aside_parts;
mod sources;
#[cfg(test)]
mod testing;
mod train;

pub(super) use gone::without_gone_plugins;

use super::error::FileError;
use super::source::SourceTree;
use crate::engine::definition_files;
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
        name: "byte-order-mark",
        apply: byte_order_mark::apply,
    },
    Rule {
        name: "sbt-version",
        apply: build_properties::apply,
    },
    Rule {
        name: "sbt-plugins",
        apply: plugins::apply,
    },
    // Before the operators: what is set aside need not be rewritten.
    Rule {
        name: "sbt-settings",
        apply: set_aside::apply,
    },
    Rule {
        name: "sbt-build-scala",
        apply: build_scala::apply,
    },
    // Before the commands, which import what it looks for.
    Rule {
        name: "sbt-api",
        apply: old_api::apply,
    },
    Rule {
        name: "sbt-commands",
        apply: git::apply,
    },
    Rule {
        name: "sbt-operators",
        apply: operators::apply,
    },
    Rule {
        name: "sbt-names",
        apply: own_names::apply,
    },
    // Before the other rules on sources, which pass over what is not UTF-8.
    Rule {
        name: "source-encoding",
        apply: encoding::apply,
    },
    Rule {
        name: "pio-package",
        apply: pio_package::apply,
    },
    // After the package, so that they need to know the new name only.
    Rule {
        name: "pio-moved",
        apply: moved::apply,
    },
    Rule {
        name: "pio-train",
        apply: train::apply,
    },
    Rule {
        name: "pio-evaluation",
        apply: evaluation_info::apply,
    },
    Rule {
        name: "libraries",
        apply: brought::apply,
    },
];

/// Rules for engines that were written for Scala 2.10 and are compiled for a later one.
const SCALA_2_11_RULES: &[Rule] = &[Rule {
    name: "case-class",
    apply: case_class::apply,
}];

/// Where a rule says what it did.
#[derive(Debug, Default)]
struct Changes(Vec<(PathBuf, String)>);

impl Changes {
    fn say(&mut self, file: impl Into<PathBuf>, reason: impl Into<String>) {
        self.0.push((file.into(), reason.into()));
    }

    fn applied(self, rule: &'static str) -> Vec<Applied> {
        let all = self.0.into_iter();
        all.map(|(file, reason)| Applied { file, rule, reason })
            .collect()
    }
}

/// The files that define the build and its projects.
fn build_files(tree: &SourceTree) -> Vec<PathBuf> {
    // What cannot be read is named by the rule that changes it.
    definition_files(tree.paths(), |path| tree.text(path).ok().flatten())
}

/// Applies every rule that is for this Scala, such as `2.10`.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn migrate(tree: &mut SourceTree, scala: &str) -> Result<Vec<Applied>, FileError> {
    let mut applied = Vec::new();
    let later = if scala == "2.10" {
        &[]
    } else {
        SCALA_2_11_RULES
    };
    for rule in RULES.iter().chain(later) {
        let mut changes = Changes::default();
        (rule.apply)(tree, &mut changes)?;
        applied.extend(changes.applied(rule.name));
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
        let applied = migrate(&mut tree, "2.10").unwrap();
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

    #[test]
    fn lines_may_end_as_on_windows() {
        let files = [
            (
                "build.sbt",
                "import AssemblyKeys._\n\nassemblySettings\n\nname := \"a\"\n\nivyScala := ivyScala.value map {\n  \
                 _.copy(overrideScalaVersion = true)\n}\n\nmergeStrategy in assembly <<= (mergeStrategy in assembly) { old =>\n  \
                 { case x => old(x) }\n}\n\nscalacOptions <+= scalaVersion map { v => \"-deprecation\" }\n",
            ),
            (
                "project/plugins.sbt",
                "addSbtPlugin(\"com.eed3si9n\" % \"sbt-assembly\" % \"0.11.2\")\n\nlogLevel := Level.Warn\n",
            ),
            (
                "src/main/scala/A.scala",
                "import io.prediction.controller.{PAlgorithm, WorkflowParams}\n\nclass A\n  extends PAlgorithm[P, M, Q, R] {\n  \
                 def train(data: P): M = m\n}\n",
            ),
        ];
        let migrated = |end: &str| {
            let mut tree = SourceTree::default();
            for (file, text) in files {
                tree.write(file, text.replace('\n', end));
            }
            let applied = migrate(&mut tree, "2.10").unwrap();
            let texts: Vec<_> = files
                .iter()
                .map(|(file, _)| tree.text(file).unwrap().map(|text| text.replace('\r', "")))
                .collect();
            (applied, texts)
        };
        assert!(!migrated("\n").0.is_empty());
        assert_eq!(migrated("\r\n"), migrated("\n"));
    }

    #[test]
    fn some_rules_are_for_a_later_scala_only() {
        let mut tree = SourceTree::default();
        tree.write("src/main/scala/A.scala", "case class A extends B");
        assert_eq!(migrate(&mut tree, "2.10").unwrap(), []);
        assert_eq!(migrate(&mut tree, "2.11").unwrap()[0].rule, "case-class");
    }

    #[test]
    fn rules_on_sources_build_on_each_other() {
        let mut tree = SourceTree::default();
        let text = "\u{feff}import io.prediction.controller.{PAlgorithm, WorkflowParams}\n\
                    class A extends PAlgorithm[P, M, Q, R] { def train(data: P): M = m }\n";
        tree.write("src/main/scala/A.scala", text);
        let rules: Vec<_> = migrate(&mut tree, "2.10").unwrap();
        let rules: Vec<_> = rules.iter().map(|change| change.rule).collect();
        assert_eq!(
            rules,
            ["source-encoding", "pio-package", "pio-moved", "pio-train"]
        );
    }
}
