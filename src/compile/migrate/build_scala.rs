use super::scala_text::mask;
use super::{Changes, build_files};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::Regex;
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

/// The file that names the projects to sbt. sbt reads build files in the order of their names.
const FILE: &str = "predictionio-projects.sbt";

/// `object MyBuild extends Build`.
static BUILD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\bobject\s+(?<name>\w+)\s+extends\s+(?<trait>(?:sbt\s*\.\s*)?Build)\b").ok()
});

/// A project of such an object. Everything else in it is its own matter.
static PROJECT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let modifiers = r"(?:override\s+)?(?:implicit\s+)?(?:lazy\s+)?";
    let made = r"(?:sbt\s*\.\s*)?(?:Project\s*\(|project\b|\(\s*project\b)";
    let pattern =
        format!(r"\b{modifiers}val\s+(?<name>\w+)\s*(?::\s*(?:sbt\s*\.\s*)?Project\s*)?=\s*{made}");
    Regex::new(&pattern).ok()
});

/// The build's own settings.
static SETTINGS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\boverride\s+(?:lazy\s+val|def|val)\s+settings\b").ok());

/// sbt 1 reads no projects from `project/Build.scala`: the object gets a trait of the buildpack, and a
/// `.sbt` file names its projects.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    let (Some(build), Some(project), Some(settings)) =
        (BUILD.as_ref(), PROJECT.as_ref(), SETTINGS.as_ref())
    else {
        return Ok(());
    };
    let mut handed_over = String::new();
    for file in build_files(tree) {
        if !file.starts_with("project") || file.extension().is_none_or(|text| text != "scala") {
            continue;
        }
        let Some(text) = tree.text(&file)? else {
            continue;
        };
        let masked = mask(&text);
        let Some(found) = build.captures(&masked) else {
            continue;
        };
        let object = format!("{}{}", package(&masked), &found["name"]);
        if settings.is_match(&masked) {
            let _ = writeln!(handed_over, "inThisBuild({object}.settings)\n");
        }
        let mut names = Vec::new();
        for one in project.captures_iter(&masked) {
            let name = &one["name"];
            let _ = writeln!(handed_over, "lazy val {name}: Project = {object}.{name}\n");
            names.push(name.to_owned());
        }
        let mut new = text.clone();
        if let Some(range) = found.name("trait").map(|part| part.range()) {
            new.replace_range(range, "predictionio.buildpack.OldBuild");
        }
        tree.write(&file, new);
        changes.say(
            &file,
            format!(
                "sbt 1 has no Build: {object} extends one of the buildpack, and {FILE} names its projects, {}",
                names.join(", ")
            ),
        );
    }
    if !handed_over.is_empty() {
        tree.write(Path::new(FILE), handed_over);
    }
    Ok(())
}

/// The package of a Scala file, with a full stop.
fn package(masked: &str) -> String {
    let first = masked.lines().map(str::trim).find(|line| !line.is_empty());
    let name = first.and_then(|line| line.strip_prefix("package "));
    name.map_or(String::new(), |name| {
        format!("{}.", name.trim_end_matches(';').trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated(text: &str) -> (Option<String>, String, usize) {
        let mut tree = SourceTree::default();
        tree.write("project/Build.scala", text);
        let mut changes = Changes::default();
        apply(&mut tree, &mut changes).unwrap();
        let text = |file| tree.text(file).unwrap();
        (
            text(FILE),
            text("project/Build.scala").unwrap(),
            changes.0.len(),
        )
    }

    #[test]
    fn projects_and_settings_are_handed_over() {
        let (file, build, said) = migrated(
            "package shop\nimport sbt._\n\nobject ShopBuild extends Build {\n  override lazy val settings = super.settings ++ Seq(a := 1)\n  val version = \"1\"\n  \
             // lazy val old = Project(\"old\", file(\"old\"))\n  lazy val root = Project(id = \"root\", base = file(\".\"))\n  lazy val core: Project = (project in file(\"core\"))\n}\n",
        );
        assert_eq!(
            file.unwrap(),
            "inThisBuild(shop.ShopBuild.settings)\n\nlazy val root: Project = shop.ShopBuild.root\n\nlazy val core: Project = shop.ShopBuild.core\n\n"
        );
        assert!(build.contains("object ShopBuild extends predictionio.buildpack.OldBuild {"));
        assert_eq!(said, 1);
    }

    #[test]
    fn other_scala_files_of_the_build_stay() {
        for text in [
            "object Dependencies { val a = \"1\" }",
            "// object B extends Build",
            "object B extends BuildCommon { lazy val root = project }",
        ] {
            assert_eq!(migrated(text), (None, text.to_owned(), 0));
        }
    }
}
