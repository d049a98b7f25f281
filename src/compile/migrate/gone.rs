//! What is set aside after sbt has said what it misses: plugins that no repository has, and what is left of them.

use super::plugins::take_out;
use super::set_aside::in_file;
use super::{Applied, Changes};
use crate::compile::error::FileError;
use crate::compile::sbt::failure::{Place, Reason};
use crate::compile::source::SourceTree;
use regex::Regex;
use std::sync::LazyLock;

/// How scalac says that it knows no such name.
static UNKNOWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:not found: (?:value|object|type) (?<name>\w+)|object (?<member>\w+) is not a member of package)").ok()
});

/// Takes plugins out that no repository has, and adds them to `gone`; when there are some, also what has a
/// name that sbt misses. Gives back what was done: nothing when this failure has other reasons.
///
/// # Errors
/// When a file cannot be read.
pub(in crate::compile) fn without_gone_plugins(
    tree: &mut SourceTree,
    failure: &Reason,
    gone: &mut Vec<String>,
) -> Result<Vec<Applied>, FileError> {
    let mut changes = Changes::default();
    let rule = match failure {
        Reason::Unresolved(modules) => {
            let missing = modules.iter().filter(|module| module.is_plugin);
            let missing: Vec<_> = missing.map(|module| module.coordinates.as_str()).collect();
            take_out(tree, &mut changes, &|plugin| {
                let (organization, name) = (plugin.organization, plugin.name);
                let coordinates = format!("{organization}:{name}:{}", plugin.version);
                let is_missing = missing.contains(&coordinates.as_str());
                is_missing.then_some("no repository has it for a current sbt")
            })?;
            if !changes.0.is_empty() {
                gone.extend(missing.iter().map(|&it| it.to_owned()));
            }
            "sbt-plugins"
        }
        Reason::BuildFile {
            place: Place { file, .. },
            message,
        } if !gone.is_empty() => {
            if let Some(name) = unknown(message) {
                in_file(tree, &mut changes, file.clone(), Some(name))?;
            }
            "sbt-settings"
        }
        _ => return Ok(Vec::new()),
    };
    Ok(changes.applied(rule))
}

fn unknown(message: &str) -> Option<&str> {
    let found = UNKNOWN.as_ref()?.captures(message)?;
    let name = found.name("name").or_else(|| found.name("member"))?;
    Some(name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::sbt::failure::Unresolved;
    use std::path::PathBuf;

    fn missing(coordinates: &str, is_plugin: bool) -> Reason {
        Reason::Unresolved(vec![Unresolved {
            coordinates: coordinates.to_owned(),
            is_plugin,
            declared: None,
            asked: Vec::new(),
            no_answer: Vec::new(),
            nearest: None,
        }])
    }

    fn unreadable(message: &str) -> Reason {
        Reason::BuildFile {
            place: Place {
                file: PathBuf::from("build.sbt"),
                line: 1,
            },
            message: message.to_owned(),
        }
    }

    fn engine() -> SourceTree {
        let mut tree = SourceTree::default();
        tree.write(
            "project/plugins.sbt",
            "addSbtPlugin(\"a\" % \"kept\" % \"1\")\n\naddSbtPlugin(\"b\" % \"lost\" % \"2\")\n",
        );
        tree.write(
            "build.sbt",
            "import lost.Keys._\n\nlostSettings\n\nlostLevel := Lost.High\n\nlazy val r = project.enablePlugins(Lost).settings(x := Lost.y, z := 1)\n",
        );
        tree
    }

    #[test]
    fn a_plugin_that_is_nowhere_goes_with_all_that_is_its_own() {
        let (mut tree, mut gone) = (engine(), Vec::new());
        for (failure, changed) in [
            (missing("b:lost:2", true), 1),
            (unreadable("not found: object lost"), 1),
            (unreadable("not found: value lostSettings"), 1),
            (unreadable("not found: value lostLevel"), 1),
            (unreadable("not found: value Lost"), 2),
            (unreadable("type mismatch;"), 0),
        ] {
            let applied = without_gone_plugins(&mut tree, &failure, &mut gone).unwrap();
            assert_eq!(applied.len(), changed, "{failure:?}: {applied:?}");
        }
        assert_eq!(gone, ["b:lost:2"]);
        let text = |file| tree.text(file).unwrap().unwrap();
        assert_eq!(
            text("project/plugins.sbt"),
            "addSbtPlugin(\"a\" % \"kept\" % \"1\")\n\n\n"
        );
        assert_eq!(
            text("build.sbt").trim(),
            "lazy val r = project.enablePlugins().settings( z := 1)"
        );
    }

    #[test]
    fn what_an_engine_is_made_of_stays() {
        let build = "libraryDependencies += Lost.library\n\nlazy val r = project.settings(unmanagedJars in Compile ++= Lost.jars)\n";
        let mut tree = SourceTree::default();
        tree.write("build.sbt", build);
        let mut gone = vec!["b:lost:2".to_owned()];
        let failure = unreadable("not found: value Lost");
        let applied = without_gone_plugins(&mut tree, &failure, &mut gone).unwrap();
        assert_eq!(applied, []);
        assert_eq!(tree.text("build.sbt").unwrap().unwrap(), build);
    }

    #[test]
    fn without_a_plugin_that_is_gone_nothing_changes() {
        for failure in [
            unreadable("not found: value lostSettings"),
            missing("b:lost:2", false),
            missing("c:of-another-plugin:1", true),
            Reason::Killed,
        ] {
            let (mut tree, mut gone) = (engine(), Vec::new());
            let applied = without_gone_plugins(&mut tree, &failure, &mut gone).unwrap();
            assert_eq!((applied.len(), gone.len()), (0, 0), "{failure:?}");
            assert_eq!(tree, engine());
        }
    }
}
