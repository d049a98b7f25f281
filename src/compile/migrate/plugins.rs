use super::Changes;
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::{Captures, Regex};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// sbt plugins that a build under this buildpack does without: `(name, reason)`. The name alone
/// decides, since many of them moved from one organization to another.
const SET_ASIDE: &[(&str, &str)] = &[
    ("sbt-assembly", "the image needs no assembly"),
    (
        "pio-build",
        "it is gone; the buildpack defines what it defined",
    ),
    ("sbt-pack", "the image needs no other package"),
    ("sbt-onejar", "it is gone; the image needs no assembly"),
    ("sbt-native-packager", "the image needs no other package"),
    ("sbt-docker", "the image needs no other package"),
    ("sbt-start-script", "the image needs no other package"),
    (
        "xsbt-start-script-plugin",
        "the image needs no other package",
    ),
    ("sbt-heroku", "it deploys, which no image needs"),
    (
        "sbt-header",
        "it writes licences into sources, which no image needs",
    ),
    ("jacoco4sbt", "it measures tests, which no image build runs"),
    ("findbugs4sbt", "it checks style, which no image needs"),
    ("cpd4sbt", "it checks style, which no image needs"),
    ("sbt-revolver", "it runs an engine by hand"),
    ("sbt-scalafmt", "it formats sources, which no image needs"),
    ("sbt-wartremover", "it checks style, which no image needs"),
    ("sbt-eclipse", "it serves an editor"),
    ("sbt-ensime", "it serves an editor"),
    ("sbt-updates", "it looks for newer dependencies"),
    (
        "sbt-git",
        "it reads the history of the repository, which a build does not have",
    ),
    (
        "sbt-scalariform",
        "it formats sources, which no image needs",
    ),
    (
        "scalastyle-sbt-plugin",
        "it checks style, which no image needs",
    ),
    (
        "sbt-scoverage",
        "it measures tests, which no image build runs",
    ),
    (
        "sbt-coveralls",
        "it measures tests, which no image build runs",
    ),
    ("sbteclipse-plugin", "it serves an editor"),
    ("sbt-idea", "it serves an editor"),
    ("ensime-sbt", "it serves an editor"),
    ("sbt-dependency-graph", "sbt has it built in"),
    ("sbt-coursier", "sbt has it built in"),
    ("sbt-pgp", "it publishes, which no image needs"),
    ("sbt-release", "it publishes, which no image needs"),
    ("sbt-sonatype", "it publishes, which no image needs"),
    ("bintray-sbt", "it publishes, which no image needs"),
    ("sbt-bintray", "it publishes, which no image needs"),
];

/// Takes the plugins above out of `project/*.sbt`; others stay and are resolved.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    take_out(tree, changes, &|plugin| {
        let found = SET_ASIDE.iter().find(|(name, _)| *name == plugin.name);
        found.map(|(_, reason)| *reason)
    })
}

/// A plugin as a build asks for it.
pub(super) struct Plugin<'a> {
    pub(super) organization: &'a str,
    pub(super) name: &'a str,
    pub(super) version: &'a str,
}

/// Takes the plugins out for which there is a reason.
pub(super) fn take_out(
    tree: &mut SourceTree,
    changes: &mut Changes,
    reason: &dyn Fn(&Plugin) -> Option<&'static str>,
) -> Result<(), FileError> {
    let files: Vec<PathBuf> = tree
        .paths()
        .filter(|path| is_plugin_file(path))
        .map(Path::to_owned)
        .collect();
    for file in files {
        let Some(text) = tree.text(&file)? else {
            continue;
        };
        let (rest, gone) = without_plugins(&text, reason);
        if gone.is_empty() {
            continue;
        }
        for (plugin, reason) in gone {
            changes.say(&file, format!("the plugin {plugin} is set aside: {reason}"));
        }
        if says_something(&rest) {
            tree.write(file, rest);
        } else {
            tree.remove(file);
        }
    }
    Ok(())
}

/// In `project/`, or in the `project/` of that: editors' plugins were put there.
fn is_plugin_file(path: &Path) -> bool {
    let dir = path.parent().unwrap_or(Path::new(""));
    (dir == Path::new("project") || dir == Path::new("project/project"))
        && path.extension().is_some_and(|text| text == "sbt")
}

static ADD_PLUGIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let module = r#""(?<org>[^"]+)"\s*%%?\s*"(?<name>[^"]+)"\s*%\s*"(?<version>[^"]+)""#;
    Regex::new(&format!(r"addSbtPlugin\s*\(\s*{module}[^)]*\)")).ok()
});

/// The text without the plugins that are set aside, its line numbers unchanged; and those plugins.
fn without_plugins(
    text: &str,
    reason: &dyn Fn(&Plugin) -> Option<&'static str>,
) -> (String, Vec<(String, &'static str)>) {
    let mut gone = Vec::new();
    let Some(pattern) = ADD_PLUGIN.as_ref() else {
        return (text.to_owned(), gone);
    };
    let rest = pattern.replace_all(text, |found: &Captures| {
        let whole = &found[0];
        let plugin = Plugin {
            organization: &found["org"],
            name: &found["name"],
            version: &found["version"],
        };
        let Some(reason) = reason(&plugin) else {
            return whole.to_owned();
        };
        if is_commented(text, found.get(0).map_or(0, |part| part.start())) {
            return whole.to_owned();
        }
        gone.push((format!("{} {}", plugin.name, plugin.version), reason));
        "\n".repeat(whole.matches('\n').count())
    });
    (rest.into_owned(), gone)
}

fn is_commented(text: &str, at: usize) -> bool {
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[line_start..at].contains("//")
}

/// Whether anything but comments, imports and resolvers (the meta-build asks the configured
/// repository only) is left.
fn says_something(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        let aside = ["//", "import ", "resolvers "];
        !line.is_empty() && !aside.iter().any(|start| line.starts_with(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated(text: &str) -> (Option<String>, Vec<String>) {
        let mut tree = SourceTree::default();
        tree.write("project/plugins.sbt", text);
        let mut changes = Changes::default();
        apply(&mut tree, &mut changes).unwrap();
        let reasons = changes.0.into_iter().map(|(_, reason)| reason).collect();
        (tree.text("project/plugins.sbt").unwrap(), reasons)
    }

    #[test]
    fn a_file_with_nothing_else_goes() {
        for text in [
            r#"addSbtPlugin("com.eed3si9n" % "sbt-assembly" % "0.13.0")"#,
            "// assembly\nresolvers += Resolver.sonatypeRepo(\"public\")\n\naddSbtPlugin( \"io.prediction\"\n  % \"pio-build\" % \"0.9.0\" )\n",
            "import sbt._\r\naddSbtPlugin(\"com.eed3si9n\" % \"sbt-assembly\" % \"0.11.2\")\r\n",
        ] {
            let (left, reasons) = migrated(text);
            assert_eq!(left, None, "{text}");
            assert_eq!(reasons.len(), 1);
        }
        let (_, reasons) = migrated(r#"addSbtPlugin("io.prediction" % "pio-build" % "0.9.0")"#);
        assert_eq!(
            reasons,
            [
                "the plugin pio-build 0.9.0 is set aside: it is gone; the buildpack defines what it defined"
            ]
        );
    }

    #[test]
    fn other_plugins_stay_on_their_lines() {
        let (left, reasons) = migrated(
            "addSbtPlugin(\"com.eed3si9n\" %\n \"sbt-assembly\" % \"0.14.0\")\naddSbtPlugin(\"com.eed3si9n\" % \"sbt-buildinfo\" % \"0.11.0\")\n",
        );
        assert_eq!(
            left.as_deref(),
            Some("\n\naddSbtPlugin(\"com.eed3si9n\" % \"sbt-buildinfo\" % \"0.11.0\")\n")
        );
        assert_eq!(reasons.len(), 1);
    }

    #[test]
    fn what_is_unknown_or_commented_out_is_left_alone() {
        for text in [
            r#"addSbtPlugin("com.example" % "sbt-assembly-extra" % "1")"#,
            r#"// addSbtPlugin("com.eed3si9n" % "sbt-assembly" % "0.13.0")"#,
            "libraryDependencies += \"a\" % \"b\" % \"1\"",
        ] {
            assert_eq!(migrated(text), (Some(text.to_owned()), vec![]));
        }
    }

    #[test]
    fn only_files_of_the_meta_build_are_read() {
        let mut tree = SourceTree::default();
        let text = r#"addSbtPlugin("com.eed3si9n" % "sbt-assembly" % "0.13.0")"#;
        tree.write("src/main/resources/project/x.sbt", text);
        let before = tree.clone();
        apply(&mut tree, &mut Changes::default()).unwrap();
        assert_eq!(tree, before);
        tree.write("project/project/x.sbt", text);
        apply(&mut tree, &mut Changes::default()).unwrap();
        assert_eq!(tree, before);
    }
}
