use super::scala_text::{has_word, mask, only_lines, statements, words};
use super::set_aside_names::{PACKAGES, SETTINGS};
use super::set_aside_parts::{is_in_chain, parts_set_aside};
use super::{Changes, build_files};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use std::ops::Range;
use std::path::PathBuf;

/// Takes settings of plugins that are set aside out of build files.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    for file in build_files(tree) {
        in_file(tree, changes, file, None)?;
    }
    Ok(())
}

/// The same for one file; `unknown` is a name that sbt does not know, since its plugin is gone.
pub(super) fn in_file(
    tree: &mut SourceTree,
    changes: &mut Changes,
    file: PathBuf,
    unknown: Option<&str>,
) -> Result<(), FileError> {
    let Some(text) = tree.text(&file)? else {
        return Ok(());
    };
    let is_sbt = file.extension().is_some_and(|text| text == "sbt");
    let masked = mask(&text);
    let gone = set_aside(&masked, is_sbt, unknown);
    if gone.is_empty() {
        return Ok(());
    }
    let mut rest = text.clone();
    for (range, _, _) in gone.iter().rev() {
        let empty = if is_in_chain(&masked, range) {
            "Nil"
        } else {
            ""
        };
        let lines = only_lines(&text[range.clone()]);
        rest.replace_range(range.clone(), &format!("{empty}{lines}"));
    }
    for (_, what, reason) in gone {
        changes.say(&file, format!("{what} is set aside: {reason}"));
    }
    tree.write(file, rest);
    Ok(())
}

/// What goes: where it is, what it is, and why it goes. In the order of the text.
pub(super) type Gone = Vec<(Range<usize>, String, &'static str)>;

/// Statements, and parts of those that stay. A Scala file's statements are no settings: only imports go there.
fn set_aside(masked: &str, is_sbt: bool, unknown: Option<&str>) -> Gone {
    let mut gone = Gone::new();
    for statement in statements(masked) {
        let text = &masked[statement.clone()];
        let verdict = verdict(text, unknown).filter(|_| is_sbt || text.starts_with("import "));
        match verdict {
            Some((what, reason)) => gone.push((statement, what, reason)),
            None => gone.extend(parts_set_aside(masked, &statement, unknown)),
        }
    }
    gone
}

/// What a statement or a setting is and why it goes, if it does.
pub(super) fn verdict(statement: &str, unknown: Option<&str>) -> Option<(String, &'static str)> {
    const UNKNOWN: &str = "no plugin that is left defines it";
    let is_unknown = |text: &str| unknown.is_some_and(|name| has_word(text, name));
    if let Some(path) = statement.strip_prefix("import ") {
        let path = path.trim_start();
        let known = PACKAGES.iter().any(|start| path.starts_with(start));
        let reason = match (known, is_unknown(path)) {
            (true, _) => "the plugin is set aside",
            (_, true) => UNKNOWN,
            _ => return None,
        };
        let path = path.split_whitespace().collect::<String>();
        return Some((format!("the import of {path}"), reason));
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
    let known = SETTINGS
        .iter()
        .find(|(_, names)| names.iter().any(|name| has_word(head, name)));
    let reason = match known {
        Some((reason, _)) => reason,
        // What gives the key a value may be the plugin's.
        None if is_unknown(statement) && !decides_what_is_compiled(head) => UNKNOWN,
        None => return None,
    };
    let what = head.split_whitespace().collect::<Vec<_>>().join(" ");
    Some((shortened(&what), reason))
}

/// Without these an engine is another one, so a name that nobody knows in their value is for the user to settle.
fn decides_what_is_compiled(head: &str) -> bool {
    const KEYS: &[&str] = &[
        "dependencyOverrides",
        "javaSource",
        "libraryDependencies",
        "resolvers",
        "scalaSource",
        "unmanagedBase",
        "unmanagedJars",
        "unmanagedSourceDirectories",
    ];
    words(head).any(|word| KEYS.contains(&word))
}

/// What stands before the operator; the whole statement when it has none.
pub(super) fn key(statement: &str) -> &str {
    let operators = [":=", "+=", "++=", "<<=", "<+=", "<++=", "~=", "-=", "--="];
    let first = operators
        .iter()
        .filter_map(|operator| statement.find(operator))
        .min();
    statement[..first.unwrap_or(statement.len())].trim_end()
}

pub(super) fn shortened(what: &str) -> String {
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
            "run in Compile <<= Defaults.runTask(fullClasspath in Compile, mainClass in (Compile, run), runner in (Compile, run))",
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
            (
                "lazy val root = (project in file(\".\")).enablePlugins(JavaAppPackaging, Own).disablePlugins(AssemblyPlugin)",
                "lazy val root = (project in file(\".\")).enablePlugins( Own).disablePlugins()",
            ),
            (
                "val all = mySettings ++ scalariformSettings ++ com.example.Own.settings ++ Seq(a := 1)",
                "val all = mySettings ++ Nil ++ com.example.Own.settings ++ Seq(a := 1)",
            ),
            (
                "val all = seq(releaseSettings ++ Graph.graphSettings ++ Seq(a := 1, publish := {}): _*)",
                "val all = seq(Nil ++ Nil ++ Seq(a := 1): _*)",
            ),
        ] {
            let (rest, said) = migrated(text);
            assert_eq!(rest, left);
            assert!(!said.is_empty());
        }
    }

    #[test]
    fn definitions_for_a_plugin_go() {
        let text = "lazy val a = project.settings(ScalariformKeys.preferences := FormattingPreferences(), b := 1)\n\ndef prefs = {\n  import scalariform.formatter.preferences._\n  FormattingPreferences()\n    .setPreference(A, true)\n}\n\nval c = 1\n";
        let (rest, said) = migrated(text);
        assert_eq!(
            rest,
            "lazy val a = project.settings( b := 1)\n\n\n\n\n\n\n\nval c = 1\n"
        );
        assert_eq!(said.len(), 2);
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
