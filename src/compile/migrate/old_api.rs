use super::scala_text::{arguments, mask};
use super::{Changes, build_files};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What sbt 1 dropped and the buildpack's plugin has (`jvm/sbt/OldBuild.scala`).
const OURS: &str = "predictionio.buildpack.OldBuild";

/// `Defaults.defaultSettings`, of which sbt gives every project by itself now.
static SETTINGS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:sbt\s*\.\s*)?(?:Defaults|Project)\s*\.\s*defaultSettings\b").ok()
});

/// Types that are below another name.
static TYPE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:sbt\s*\.\s*)?Project\s*\.\s*(Setting|Initialize)\b").ok());

/// A project made with everything at once.
static PROJECT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\w.])(?<name>(?:sbt\s*\.\s*)?Project)\s*\(").ok());

static BRACKET: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"Project\s*\(").ok());

static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:aggregate|configurations|delegates|dependencies|settings)\s*=").ok()
});

/// A rule for one name in any organization, of which sbt 1 wants both.
static EXCLUSION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\bExclusionRule\s*\(\s*(?<name>name\s*=)").ok());

/// A list in sbt 1, and a set before.
static OVERRIDES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\bdependencyOverrides\b[^=\n]*=\s*(?<name>Set)\b").ok());

static LOGGER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\bextends\s+(?<name>(?:sbt\s*\.\s*)?ProcessLogger)\b").ok());

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
    for one in SETTINGS.iter().flat_map(|it| it.find_iter(masked)) {
        let ours = format!("{OURS}.Defaults.defaultSettings");
        found.push((one.range(), ours, "defaultSettings"));
    }
    for one in TYPE.iter().flat_map(|it| it.captures_iter(masked)) {
        if let Some(whole) = one.get(0) {
            found.push((
                whole.range(),
                format!("Def.{}", &one[1]),
                "types of Project",
            ));
        }
    }
    for one in PROJECT.iter().flat_map(|it| it.captures_iter(masked)) {
        if let (Some(whole), Some(name)) = (one.get(0), one.name("name"))
            && takes_everything(masked, whole.range())
        {
            found.push((
                name.range(),
                format!("{OURS}.Project"),
                "the settings of Project(…)",
            ));
        }
    }
    for (pattern, new, what) in [
        (
            &EXCLUSION,
            "organization = \"*\", name =",
            "ExclusionRule(name = …)",
        ),
        (&OVERRIDES, "Seq", "dependencyOverrides as a Set"),
    ] {
        let captures = pattern.iter().flat_map(|it| it.captures_iter(masked));
        for name in captures.filter_map(|it| it.name("name")) {
            found.push((name.range(), new.to_owned(), what));
        }
    }
    // With sys.process imported it is Scala's own that is meant.
    let loggers = LOGGER.iter().flat_map(|it| it.captures_iter(masked));
    if masked.contains("def info") && !masked.contains("sys.process") {
        for name in loggers.filter_map(|it| it.name("name")) {
            found.push((
                name.range(),
                format!("{OURS}.ProcessLogger"),
                "ProcessLogger",
            ));
        }
    }
    found
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
