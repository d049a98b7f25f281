use super::scala_text::mask;
use super::{Changes, build_files};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// `"git describe" !!`, `("git describe" !!)`, `"git describe".!!` and `Process("git describe").!!`: what git prints.
static GIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let command = r#""git [^"\n]*""#;
    let process = format!(r"(?:sys\s*\.\s*process\s*\.\s*)?\bProcess\s*\(\s*{command}[^()\n]*\)");
    Regex::new(&format!(
        r"(?<command>{process}|{command})\s*\.?\s*(?<how>!!<?|lines_?!?)"
    ))
    .ok()
});

/// A command that a build runs, in the manner of sbt 0.13.
static COMMAND: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#""\s*\)?\s*\.?\s*!!?<?(?:\s|\)|\.|$)|\bProcess\s*\("#).ok());

/// A build has no repository to ask, so what git would say is a word of ours. Other commands run; sbt 1 wants
/// an import for them.
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
                let lines = found["how"].starts_with("lines");
                if lines {
                    "Seq(\"unknown\")"
                } else {
                    "\"unknown\""
                }
                .to_owned()
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
            let at = after_package(&masked);
            new.insert_str(at, "import scala.sys.process._; ");
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
                "version := \"unknown\".trim",
            ),
            (
                "version := (\"git rev-parse HEAD\" !!).trim",
                "version := (\"unknown\").trim",
            ),
            (
                "version := Process(\"git log -1\").lines.head",
                "version := Seq(\"unknown\").head",
            ),
            (
                "version := Process(\"git log -1\", baseDirectory.value).!!",
                "version := \"unknown\"",
            ),
        ] {
            assert_eq!(migrated(old), (new.to_owned(), 1));
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
