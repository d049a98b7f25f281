use super::Changes;
use super::sources::{self, divide};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::{Captures, Regex};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

const OLD: &str = "io.prediction";
const NEW: &str = "org.apache.predictionio";

/// What PIO itself had directly below `io.prediction`, in any of 0.8 to 0.9. Engines have packages
/// of their own there, such as `io.prediction.opennlp`, and these are not renamed.
const PARTS: &str =
    "annotation|authentication|configuration|controller|core|data|e2|tools|workflow";

/// PIO's packages below these parts. A package that an engine declares and that is none of them is
/// the engine's own, wherever it lies.
const PACKAGES: &[&str] = &[
    "annotation",
    "authentication",
    "configuration",
    "controller",
    "controller.java",
    "core",
    "data",
    "data.api",
    "data.storage",
    "data.storage.elasticsearch",
    "data.storage.hbase",
    "data.storage.hdfs",
    "data.storage.jdbc",
    "data.storage.localfs",
    "data.storage.mongodb",
    "data.store",
    "data.store.java",
    "data.view",
    "data.webhooks",
    "e2",
    "e2.engine",
    "e2.evaluation",
    "tools",
    "workflow",
];

/// `io.prediction.<part>…`, `io.prediction.{a, b}` and `io.prediction._`, at the start of a name.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?<before>^|[^\w.$]|\b_root_\.)io\.prediction\.(?:(?<name>(?:{PARTS})\b(?:\.\w+)*)|\{{(?<list>[^{{}}]*)\}}|(?<all>_)(?:\W|$))"
    ))
    .ok()
});

static PACKAGE_CLAUSE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^[ \t]*package[ \t]+([\w.]+)").ok());

/// PIO 0.10 moved from `io.prediction` to `org.apache.predictionio`; nothing else about most names
/// changed.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    let files: Vec<(PathBuf, String)> = sources::all(tree)?;
    let own = own_packages(files.iter().map(|(_, text)| text.as_str()));
    for (file, text) in files {
        let (renamed, names) = rename(&text, &own);
        if names > 0 {
            changes.say(&file, reason(names));
            tree.write(file, renamed);
        }
    }
    Ok(())
}

fn reason(names: usize) -> String {
    let places = if names == 1 { "place" } else { "places" };
    format!("{OLD} is {NEW} since PredictionIO 0.10, in {names} {places}")
}

/// The packages below `io.prediction` that the engine's own files are in.
fn own_packages<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut own = BTreeSet::new();
    for text in texts {
        // `package a` and below it `package b` is `package a.b`.
        let mut package = String::new();
        let clauses = PACKAGE_CLAUSE.iter().flat_map(|it| it.captures_iter(text));
        for clause in clauses {
            if !package.is_empty() {
                package.push('.');
            }
            package.push_str(&clause[1]);
        }
        let below = package
            .strip_prefix(OLD)
            .and_then(|rest| rest.strip_prefix('.'));
        if let Some(below) = below
            && !PACKAGES.contains(&below)
        {
            own.insert(below.to_owned());
        }
    }
    own
}

fn is_own(name: &str, own: &BTreeSet<String>) -> bool {
    own.iter().any(|package| {
        name.strip_prefix(package.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// The text with PIO's names renamed, line for line; and in how many places.
fn rename(text: &str, own: &BTreeSet<String>) -> (String, usize) {
    let mut places = 0;
    let Some(pattern) = NAME.as_ref() else {
        return (text.to_owned(), places);
    };
    let renamed = pattern.replace_all(text, |found: &Captures| {
        let whole = &found[0];
        let is_old = |prefix: &str| whole.replacen(OLD, prefix, 1);
        let result = if let Some(name) = found.name("name") {
            (!is_own(name.as_str(), own)).then(|| is_old(NEW))
        } else if let Some(list) = found.name("list") {
            divide(list.as_str(), is_pio)
                .map(|divided| format!("{}{}", &found["before"], divided.text(NEW, OLD)))
        } else if own.is_empty() {
            Some(is_old(NEW))
        } else {
            // Both PIO's parts and the engine's own were meant.
            let both = format!("{NEW}._, {OLD}.");
            Some(whole.replacen(&format!("{OLD}."), &both, 1))
        };
        places += usize::from(result.is_some());
        result.unwrap_or_else(|| whole.to_owned())
    });
    (renamed.into_owned(), places)
}

fn is_pio(name: &str) -> bool {
    name == "_" || PARTS.split('|').any(|part| part == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(text: &str, own: &[&str]) -> String {
        rename(text, &own.iter().map(|name| (*name).to_owned()).collect()).0
    }

    #[test]
    fn pios_own_names_are_renamed() {
        for (old, new) in [
            (
                "import io.prediction.controller.PDataSource",
                "import org.apache.predictionio.controller.PDataSource",
            ),
            (
                "import io.prediction.controller.{Engine, IEngineFactory}",
                "import org.apache.predictionio.controller.{Engine, IEngineFactory}",
            ),
            (
                "import a.B, io.prediction.workflow._",
                "import a.B, org.apache.predictionio.workflow._",
            ),
            (
                "import static io.prediction.data.storage.Event.*;",
                "import static org.apache.predictionio.data.storage.Event.*;",
            ),
            (
                "val e: _root_.io.prediction.e2.engine.X = f[io.prediction.core.Y]",
                "val e: _root_.org.apache.predictionio.e2.engine.X = f[org.apache.predictionio.core.Y]",
            ),
            (
                r#"Class.forName("io.prediction.data.api.EventServer")"#,
                r#"Class.forName("org.apache.predictionio.data.api.EventServer")"#,
            ),
            (
                "import io.prediction.{controller, data => d}",
                "import org.apache.predictionio.{controller, data => d}",
            ),
            (
                "import io.prediction._\nval x",
                "import org.apache.predictionio._\nval x",
            ),
            ("import io.prediction._", "import org.apache.predictionio._"),
        ] {
            assert_eq!(renamed(old, &[]), new);
        }
    }

    #[test]
    fn the_engines_own_names_stay() {
        for text in [
            "package io.prediction.opennlp.engine",
            "import io.prediction.opennlp.engine.Model",
            "import io.prediction.{opennlp}",
            "import audio.prediction.controller.X",
            "import my.io.prediction.controller.X",
            "import io.prediction.datasets.X",
            "package io.prediction.examples.data",
            "val io_prediction = 1",
        ] {
            assert_eq!(renamed(text, &["opennlp.engine"]), text);
        }
    }

    #[test]
    fn a_package_of_the_engine_below_pios_is_the_engines() {
        let own = own_packages(
            [
                "package io.prediction.data\npackage mine {\n",
                "package io.prediction.core",
            ]
            .into_iter(),
        );
        assert_eq!(own, BTreeSet::from(["data.mine".to_owned()]));
        assert_eq!(
            rename(
                "import io.prediction.data.mine.A\nimport io.prediction.data.minerals.B",
                &own
            ),
            (
                "import io.prediction.data.mine.A\nimport org.apache.predictionio.data.minerals.B"
                    .to_owned(),
                1
            )
        );
    }

    #[test]
    fn an_import_of_both_is_divided() {
        assert_eq!(
            renamed("import io.prediction.{controller, opennlp}", &["opennlp"]),
            "import org.apache.predictionio.{controller}, io.prediction.{ opennlp}"
        );
        assert_eq!(
            renamed("import io.prediction._", &["opennlp"]),
            "import org.apache.predictionio._, io.prediction._"
        );
    }

    #[test]
    fn sources_are_changed_and_nothing_else() {
        let mut tree = SourceTree::default();
        let text = "import io.prediction.controller._\r\nimport io.prediction.data._\r\n";
        tree.write("src/main/scala/A.scala", text);
        tree.write("src/main/java/B.java", "import io.prediction.controller.X;");
        tree.write("src/main/resources/a.txt", text);
        tree.write("build.sbt", text);
        tree.write("project/Build.scala", text);
        let mut changes = Changes::default();
        apply(&mut tree, &mut changes).unwrap();
        assert_eq!(
            tree.text("src/main/scala/A.scala").unwrap().unwrap(),
            "import org.apache.predictionio.controller._\r\nimport org.apache.predictionio.data._\r\n"
        );
        let said: Vec<_> = changes
            .0
            .iter()
            .map(|(file, why)| (file.to_str().unwrap(), why.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                (
                    "src/main/java/B.java",
                    "io.prediction is org.apache.predictionio since PredictionIO 0.10, in 1 place"
                ),
                (
                    "src/main/scala/A.scala",
                    "io.prediction is org.apache.predictionio since PredictionIO 0.10, in 2 places"
                ),
            ]
        );
    }
}
