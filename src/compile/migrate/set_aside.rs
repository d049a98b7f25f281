use super::scala_text::{arguments, has_word, mask, only_lines, statements, words};
use super::set_aside_names::{PACKAGES, SETTINGS};
use super::{Changes, build_files};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Takes settings of plugins that are set aside out of build files.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    for file in build_files(tree) {
        let Some(text) = tree.text(&file)? else {
            continue;
        };
        let is_sbt = file.extension().is_some_and(|text| text == "sbt");
        let gone = set_aside(&mask(&text), is_sbt);
        if gone.is_empty() {
            continue;
        }
        let mut rest = text.clone();
        for (range, _, _) in gone.iter().rev() {
            rest.replace_range(range.clone(), &only_lines(&text[range.clone()]));
        }
        for (_, what, reason) in gone {
            changes.say(&file, format!("{what} is set aside: {reason}"));
        }
        tree.write(file, rest);
    }
    Ok(())
}

/// What goes: where it is, what it is, and why it goes. In the order of the text.
type Gone = Vec<(Range<usize>, String, &'static str)>;

/// Statements, and elements of the lists of settings in those that stay. A Scala file's statements are no
/// settings: only imports go there.
fn set_aside(masked: &str, is_sbt: bool) -> Gone {
    let mut gone = Gone::new();
    for statement in statements(masked) {
        let text = &masked[statement.clone()];
        let verdict = verdict(text).filter(|_| is_sbt || text.starts_with("import "));
        match verdict {
            Some((what, reason)) => gone.push((statement, what, reason)),
            None => gone.extend(elements_set_aside(masked, &statement)),
        }
    }
    gone
}

/// The calls that list settings; type arguments may stand between name and bracket.
static LISTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let types = r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]";
    Regex::new(&format!(
        r"\b(?:settings|Seq|inThisBuild)\s*(?:{types}\s*)?\("
    ))
    .ok()
});

fn elements_set_aside(masked: &str, within: &Range<usize>) -> Gone {
    let mut gone = Gone::new();
    let Some(lists) = LISTS.as_ref() else {
        return gone;
    };
    for list in arguments(masked, within, lists) {
        let mut one_stays = false;
        let last = list.last().map_or(0, |argument| argument.end);
        for range in list {
            let text = masked[range.clone()].trim();
            let Some((what, reason)) = verdict(text).filter(|_| is_setting(text)) else {
                one_stays = true;
                continue;
            };
            // A comma goes as well.
            let range = match one_stays {
                true => range.start - 1..range.end,
                false if range.end < last => range.start..range.end + 1,
                false => range,
            };
            gone.push((range, what, reason));
        }
    }
    gone.sort_by_key(|(range, _, _)| range.start);
    // A list may lie in an element that goes.
    gone.dedup_by(|inner, outer| inner.0.end <= outer.0.end);
    gone
}

/// `key := value`, or settings of a plugin by their name: `a.b.someSettings: _*`.
fn is_setting(text: &str) -> bool {
    let path = text.split(':').next().unwrap_or_default().trim_end();
    let is_path = path
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    is_path && path.ends_with("ettings") || key(text).len() < text.trim_end().len()
}

fn verdict(statement: &str) -> Option<(String, &'static str)> {
    if let Some(path) = statement.strip_prefix("import ") {
        let known = PACKAGES
            .iter()
            .any(|start| path.trim_start().starts_with(start));
        return known.then(|| {
            let path = path.split_whitespace().collect::<String>();
            (format!("the import of {path}"), "the plugin is set aside")
        });
    }
    let first = words(statement).next()?;
    if matches!(
        first,
        "val" | "lazy" | "def" | "object" | "implicit" | "class" | "trait"
    ) {
        return None;
    }
    let head = key(statement);
    if head.matches('(').count() > head.matches(')').count() {
        // A list of settings: its elements are looked at one by one.
        return None;
    }
    let (reason, _) = SETTINGS
        .iter()
        .find(|(_, names)| names.iter().any(|name| has_word(head, name)))?;
    let what = head.split_whitespace().collect::<Vec<_>>().join(" ");
    Some((shortened(&what), reason))
}

/// What stands before the operator; the whole statement when it has none.
fn key(statement: &str) -> &str {
    let operators = [":=", "+=", "++=", "<<=", "<+=", "<++=", "~=", "-=", "--="];
    let first = operators
        .iter()
        .filter_map(|operator| statement.find(operator))
        .min();
    statement[..first.unwrap_or(statement.len())].trim_end()
}

fn shortened(what: &str) -> String {
    const LONGEST: usize = 60;
    match what.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &what[..at]),
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated(text: &str) -> (String, Vec<String>) {
        let mut tree = SourceTree::default();
        tree.write("build.sbt", text);
        let mut changes = Changes::default();
        apply(&mut tree, &mut changes).unwrap();
        let said = changes.0.into_iter().map(|(_, reason)| reason).collect();
        (tree.text("build.sbt").unwrap().unwrap(), said)
    }

    #[test]
    fn a_setting_goes_as_a_whole_and_lines_stay() {
        let (rest, said) = migrated(
            "name := \"a\"\n\nmergeStrategy in assembly <<= (mergeStrategy in assembly) { (old) =>\n  {\n    case \"x\" => MergeStrategy.discard\n    case x => old(x)\n  }\n}\n\nversion := \"1\"\n",
        );
        assert_eq!(rest, "name := \"a\"\n\n\n\n\n\n\n\n\nversion := \"1\"\n");
        assert_eq!(
            said,
            ["mergeStrategy in assembly is set aside: the image needs no assembly"]
        );
    }

    #[test]
    fn settings_of_every_plugin_that_is_set_aside_go() {
        for text in [
            "test in assembly := {}",
            "assembly / test := {}",
            "jarName in assembly := \"a.jar\"",
            "addArtifact(artifact in (Compile, assembly), assembly)",
            "import scalariform.formatter.preferences._",
            "SbtScalariform.scalariformSettings",
            "ScalariformKeys.preferences := ScalariformKeys.preferences.value\n  .setPreference(A, true)\n  .setPreference(B, Prevent)",
            "org.scalastyle.sbt.ScalastylePlugin.Settings",
            "EclipseKeys.withSource := true",
            "net.virtualvoid.sbt.graph.Plugin.graphSettings",
            "packMain := Map(\"a\" -> \"b\")",
            "enablePlugins(JavaAppPackaging)",
            "ivyScala := ivyScala.value map { _.copy(overrideScalaVersion = true) }",
            "publishTo <<= version { v => None }",
        ] {
            let (rest, said) = migrated(text);
            assert_eq!(rest.trim(), "", "{text}");
            assert_eq!(said.len(), 1, "{text}");
        }
    }

    #[test]
    fn settings_in_lists_go_too() {
        for (text, left) in [
            (
                "lazy val root = (project in file(\".\")).settings(name := \"a\", jarName in assembly := \"a\")",
                "lazy val root = (project in file(\".\")).settings(name := \"a\")",
            ),
            (
                "lazy val a = project.settings(\n  scalariformSettings: _*\n).settings(\n  test in assembly := {},\n  version := \"1\"\n)",
                "lazy val a = project.settings(\n\n).settings(\n\n  version := \"1\"\n)",
            ),
            (
                "val common = Seq(a := 1, EclipseKeys.withSource := true, b := Seq(1, 2))",
                "val common = Seq(a := 1, b := Seq(1, 2))",
            ),
            (
                "val common = Seq[Setting[_]](publish := {}, useGpg := true, a := 1, publish := {}, useGpg := true)",
                "val common = Seq[Setting[_]]( a := 1)",
            ),
            ("inThisBuild(Seq(publish := {}))", "inThisBuild(Seq())"),
        ] {
            let (rest, said) = migrated(text);
            assert_eq!(rest, left);
            assert!(!said.is_empty());
        }
    }

    #[test]
    fn scala_files_of_the_build_lose_imports_and_elements_only() {
        let mut tree = SourceTree::default();
        let text = "package publish\nimport sbt._\nimport com.typesafe.sbt.SbtGit._\nabstract class A { assembly }\nobject B extends Build {\n  val s = Seq(useGpg := true)\n}\n";
        tree.write("project/Build.scala", text);
        apply(&mut tree, &mut Changes::default()).unwrap();
        assert_eq!(
            tree.text("project/Build.scala").unwrap().unwrap(),
            "package publish\nimport sbt._\n\nabstract class A { assembly }\nobject B extends Build {\n  val s = Seq()\n}\n"
        );
    }

    #[test]
    fn what_an_engine_needs_stays() {
        for text in [
            "import AssemblyKeys._",
            "assemblySettings",
            "import sbtassembly.Plugin._",
            "libraryDependencies ++= Seq(\"a\" % \"mappings\" % \"1\", docker)",
            "libraryDependencies += \"a\" % \"assembly\" % \"1\"",
            "// test in assembly := {}",
            "unmanagedJars in Compile += file(\"assembly.jar\")",
        ] {
            assert_eq!(migrated(text), (text.to_owned(), vec![]), "{text}");
        }
    }
}
