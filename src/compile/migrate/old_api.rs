use super::scala_text::{arguments, mask};
use super::{Changes, build_files};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A name of sbt 0.13 that sbt 1 has not any more.
struct Dropped {
    /// What is replaced is `old`, which `kind` in `new` can name.
    pattern: Regex,
    new: &'static str,
    /// Its name in a message.
    what: &'static str,
    /// Whether a place of the pattern, in the masked text, is meant.
    is_meant: fn(&str, Range<usize>) -> bool,
}

/// What the plugin of the buildpack has in place of some is in `jvm/sbt/OldBuild.scala`.
static DROPPED: LazyLock<Vec<Dropped>> = LazyLock::new(|| {
    let anywhere: fn(&str, Range<usize>) -> bool = |_, _| true;
    [
        // sbt gives it to every project by itself now.
        (
            r"\b(?<old>(?:sbt\s*\.\s*)?(?:Defaults|Project)\s*\.\s*defaultSettings)\b",
            "predictionio.buildpack.OldBuild.Defaults.defaultSettings",
            "defaultSettings",
            anywhere,
        ),
        (
            r"\b(?<old>(?:sbt\s*\.\s*)?Project\s*\.\s*(?<kind>Setting|Initialize))\b",
            "Def.$kind",
            "types of Project",
            anywhere,
        ),
        (
            r"(?:^|[^\w.])(?<old>(?:sbt\s*\.\s*)?Project)\s*\(",
            "predictionio.buildpack.OldBuild.Project",
            "the settings of Project(…)",
            takes_everything,
        ),
        // For one name in any organization; sbt 1 wants both.
        (
            r"\bExclusionRule\s*\(\s*(?<old>name\s*=)",
            "organization = \"*\", name =",
            "ExclusionRule(name = …)",
            anywhere,
        ),
        (
            r"\bdependencyOverrides\b[^=\n]*=\s*(?<old>Set)\b",
            "Seq",
            "dependencyOverrides as a Set",
            anywhere,
        ),
        (
            r"\bextends\s+(?<old>(?:sbt\s*\.\s*)?ProcessLogger)\b",
            "predictionio.buildpack.OldBuild.ProcessLogger",
            "ProcessLogger",
            is_logger_of_sbt,
        ),
    ]
    .into_iter()
    .filter_map(|(pattern, new, what, is_meant)| {
        let pattern = Regex::new(pattern).ok()?;
        Some(Dropped {
            pattern,
            new,
            what,
            is_meant,
        })
    })
    .collect()
});

static BRACKET: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"Project\s*\(").ok());

static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:aggregate|configurations|delegates|dependencies|settings)\s*=").ok()
});

/// What is to be replaced: where, by what, and its name in a message.
type Replacement = (Range<usize>, String, &'static str);

/// Names of sbt 0.13 that sbt 1 has not any more, in build files of either kind.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    for file in build_files(tree) {
        let Some(mut text) = tree.text(&file)? else {
            continue;
        };
        let mut found = replacements(&mask(&text));
        if found.is_empty() {
            continue;
        }
        found.sort_by_key(|(range, _, _)| range.start);
        let mut names: Vec<_> = found.iter().map(|(_, _, name)| *name).collect();
        for (range, new, _) in found.into_iter().rev() {
            text.replace_range(range, &new);
        }
        names.sort_unstable();
        names.dedup();
        changes.say(
            &file,
            format!(
                "sbt 1 dropped {}: what the buildpack has in place of it is used",
                names.join(", ")
            ),
        );
        tree.write(file, text);
    }
    Ok(())
}

fn replacements(masked: &str) -> Vec<Replacement> {
    let mut found = Vec::new();
    for dropped in DROPPED.iter() {
        for place in dropped.pattern.captures_iter(masked) {
            if let (Some(whole), Some(old)) = (place.get(0), place.name("old"))
                && (dropped.is_meant)(masked, whole.range())
            {
                let mut new = String::new();
                place.expand(dropped.new, &mut new);
                found.push((old.range(), new, dropped.what));
            }
        }
    }
    found
}

/// With `sys.process` imported it is Scala's own that is meant.
fn is_logger_of_sbt(masked: &str, _: Range<usize>) -> bool {
    masked.contains("def info") && !masked.contains("sys.process")
}

/// Whether a call has more arguments than id and base.
fn takes_everything(masked: &str, call: Range<usize>) -> bool {
    let Some(bracket) = BRACKET.as_ref() else {
        return false;
    };
    let within = call.start..masked.len();
    let of_call = arguments(masked, &within, bracket).into_iter().next();
    of_call.is_some_and(|all| {
        let is_named = |range: &Range<usize>| {
            NAMED
                .as_ref()
                .is_some_and(|it| it.is_match(&masked[range.clone()]))
        };
        all.len() > 2 || all.iter().any(is_named)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated(text: &str) -> (String, usize) {
        super::super::testing::migrated(apply, "project/Build.scala", text)
    }

    #[test]
    fn what_sbt_dropped_is_the_buildpacks() {
        for (old, new) in [
            (
                "val s = Defaults.defaultSettings ++ Seq(a := 1)",
                "val s = predictionio.buildpack.OldBuild.Defaults.defaultSettings ++ Seq(a := 1)",
            ),
            (
                "lazy val r = Project(\"a\", file(\".\"), settings = sbt.Project.defaultSettings)",
                "lazy val r = predictionio.buildpack.OldBuild.Project(\"a\", file(\".\"), settings = predictionio.buildpack.OldBuild.Defaults.defaultSettings)",
            ),
            (
                "val s: Seq[Project.Setting[_]] = Nil",
                "val s: Seq[Def.Setting[_]] = Nil",
            ),
            (
                "dependencyOverrides in ThisBuild ++= Set(\"a\" % \"b\" % \"1\")",
                "dependencyOverrides in ThisBuild ++= Seq(\"a\" % \"b\" % \"1\")",
            ),
            (
                "x excludeAll(ExclusionRule(organization = \"a\"), ExclusionRule(name = \"b\"))",
                "x excludeAll(ExclusionRule(organization = \"a\"), ExclusionRule(organization = \"*\", name = \"b\"))",
            ),
            (
                "object n extends ProcessLogger {\n  def info(s: => String) {}\n}",
                "object n extends predictionio.buildpack.OldBuild.ProcessLogger {\n  def info(s: => String) {}\n}",
            ),
        ] {
            assert_eq!(migrated(old), (new.to_owned(), 1));
        }
    }

    #[test]
    fn what_sbt_has_stays() {
        for text in [
            "lazy val r = Project(\"a\", file(\".\")).settings(a := b)",
            "lazy val r = MyProject(\"a\", file(\".\"), settings = b)",
            "// Defaults.defaultSettings",
            "import scala.sys.process._\nobject n extends ProcessLogger {\n  def info(s: => String) {}\n}",
            "val s = Defaults.itSettings",
            "dependencyOverrides ++= Seq(a)",
            "x exclude(ExclusionRule(\"a\", \"b\"))",
        ] {
            assert_eq!(migrated(text), (text.to_owned(), 0));
        }
    }
}
