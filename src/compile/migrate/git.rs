use super::scala_text::{mask, statement_length};
use super::{Changes, build_files};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// `"git describe" !!`, `("git describe" !!)`, `"git describe".!!`, `Process("git describe").!!`,
/// `Process("git", Seq("describe"))` and `Seq("git", "describe").!!`: what git prints.
static GIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let text = r#""git [^"\n]*""#;
    let words =
        r#"Process\s*\(\s*"git"\s*,[^()\n]*(?:\([^()\n]*\))?[^()\n]*\)|Seq\s*\(\s*"git"[^()\n]*\)"#;
    let process = format!(r"\bProcess\s*\(\s*{text}[^()\n]*\)");
    Regex::new(&format!(
        r"(?<command>{process}|{words}|{text})(?<how>\s*\)?\s*\.?\s*(?:!!<?|lines_?!?))"
    ))
    .ok()
});

/// What stands for git: it prints one word.
const INSTEAD: &str = "\"printf unknown\"";

/// A command that a build runs, in the manner of sbt 0.13.
static COMMAND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#""\s*\)?\s*\.?\s*(?:!!?<?(?:\s|\)|\.|$)|lines_!)|\bProcess\s*\("#).ok()
});

/// A build has no repository to ask, so another command says a word in place of git. sbt 1 wants an import for
/// commands.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    let (Some(git), Some(command)) = (GIT.as_ref(), COMMAND.as_ref()) else {
        return Ok(());
    };
    for file in build_files(tree) {
        let Some(text) = tree.text(&file)? else {
            continue;
        };
        let masked = mask(&text);
        let is_code = |at: usize| masked[at..].starts_with(|c: char| !c.is_whitespace());
        let mut asked = 0;
        let mut new = git
            .replace_all(&text, |found: &Captures| {
                if !is_code(found.get(0).map_or(0, |part| part.start())) {
                    return found[0].to_owned();
                }
                asked += 1;
                let command = if found["command"].starts_with('"') {
                    INSTEAD.to_owned()
                } else {
                    format!("Process({INSTEAD})")
                };
                format!("{command}{}", &found["how"])
            })
            .into_owned();
        if asked > 0 {
            changes.say(
                &file,
                "what git would say is \"unknown\": a build has no repository to ask",
            );
        }
        let masked = mask(&new);
        if command.is_match(&masked) && !masked.contains("sys.process") {
            import(&mut new, &masked);
            changes.say(
                &file,
                "scala.sys.process is imported: commands need it since sbt 1",
            );
        }
        if new != text {
            tree.write(file, new);
        }
    }
    Ok(())
}

/// Adds the import without a new line. sbt wants an import of a `.sbt` file to end with its line.
fn import(text: &mut String, masked: &str) {
    const PROCESS: &str = "scala.sys.process._";
    let at = after_package(masked);
    if masked[at..].starts_with("import ") {
        let end = at + statement_length(&masked[at..]);
        text.insert_str(end, &format!(", {PROCESS}"));
    } else {
        text.insert_str(at, &format!("import {PROCESS}; "));
    }
}

/// Where a first import may stand: at the first code that is no package.
fn after_package(masked: &str) -> usize {
    let mut at = 0;
    for line in masked.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if !trimmed.is_empty() && !trimmed.starts_with("package ") {
            return at + line.len() - trimmed.len();
        }
        at += line.len();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated(text: &str) -> (String, usize) {
        super::super::testing::migrated(apply, "build.sbt", text)
    }

    #[test]
    fn git_is_not_asked() {
        for (old, new) in [
            (
                "version := \"git describe --tags\".!!.trim",
                "version := \"printf unknown\".!!.trim",
            ),
            (
                "version := (\"git rev-parse HEAD\" !!).trim",
                "version := (\"printf unknown\" !!).trim",
            ),
            (
                "version := Process(\"git log -1\", baseDirectory.value).lines.head",
                "version := Process(\"printf unknown\").lines.head",
            ),
            (
                "version := Process(\"git\", Seq(\"log\", \"-1\")).!!",
                "version := Process(\"printf unknown\").!!",
            ),
            (
                "version := Seq(\"git\", \"log\").!!.trim",
                "version := Process(\"printf unknown\").!!.trim",
            ),
            (
                "a := (\"git status -sb\" lines_! devnull headOption)",
                "a := (\"printf unknown\" lines_! devnull headOption)",
            ),
        ] {
            let new = format!("import scala.sys.process._; {new}");
            assert_eq!(migrated(old), (new, 2));
        }
    }

    #[test]
    fn other_commands_get_their_import() {
        let (text, said) = migrated("// x\n\nversion := \"date\".!!.trim\n");
        assert_eq!(
            text,
            "// x\n\nimport scala.sys.process._; version := \"date\".!!.trim\n"
        );
        assert_eq!(said, 1);
        let (text, _) = migrated("import a.{b,\n  c} // x\nimport d._\n\ne := \"date\".!!\n");
        assert_eq!(
            text,
            "import a.{b,\n  c}, scala.sys.process._ // x\nimport d._\n\ne := \"date\".!!\n"
        );
        let imported = "import scala.sys.process._\nversion := \"date\" !!\n";
        assert_eq!(migrated(imported), (imported.to_owned(), 0));
    }

    #[test]
    fn what_runs_nothing_stays() {
        for text in [
            "name := \"git describe\"",
            "// \"git describe\" !!",
            "a := \"b\"\nb := !c.value",
            "if (\"a\" != b) c",
        ] {
            assert_eq!(migrated(text), (text.to_owned(), 0), "{text}");
        }
    }
}
