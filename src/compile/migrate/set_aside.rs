use super::scala_text::{has_word, mask, only_lines, statements, words};
use super::{Changes, build_files};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use std::ops::Range;

/// Names of sbt plugins' settings that no image needs: `(reason, names)`. A statement whose key holds
/// one of the names goes.
const SETTINGS: &[(&str, &[&str])] = &[
    (
        "the image needs no assembly",
        &[
            "assembly",
            "mergeStrategy",
            "assemblyMergeStrategy",
            "jarName",
            "assemblyJarName",
            "assembleArtifact",
            "assemblyOption",
            "assemblyShadeRules",
            "assemblyExcludedJars",
            "excludedJars",
            "assemblyOutputPath",
            "assemblyPackageDependency",
            "assemblyPackageScala",
            "packageDependency",
            "oneJar",
            "oneJarSettings",
            "SbtOneJar",
        ],
    ),
    (
        "it formats sources, which no image needs",
        &[
            "SbtScalariform",
            "ScalariformKeys",
            "scalariformSettings",
            "scalariformPreferences",
            "scalariformAutoformat",
            "defaultScalariformSettings",
            "scalafmtConfig",
            "scalafmtOnCompile",
            "reformatOnCompileSettings",
        ],
    ),
    (
        "it checks style, which no image needs",
        &[
            "ScalastylePlugin",
            "scalastyleConfig",
            "scalastyleFailOnError",
            "scalastyle",
            "compileScalastyle",
            "testScalastyle",
            "wartremoverErrors",
            "wartremoverWarnings",
        ],
    ),
    (
        "it measures tests, which no image build runs",
        &[
            "ScoverageKeys",
            "ScoverageSbtPlugin",
            "CoverallsPlugin",
            "instrumentSettings",
            "coverageEnabled",
            "coverageExcludedPackages",
            "coverageMinimum",
            "coverageFailOnMinimum",
            "coverageHighlighting",
        ],
    ),
    (
        "it serves an editor",
        &[
            "EclipseKeys",
            "EclipsePlugin",
            "SbtIdeaPlugin",
            "ideaExcludeFolders",
            "ensimeScalaVersion",
        ],
    ),
    (
        "sbt has it built in",
        &[
            "graphSettings",
            "dependencyGraphSettings",
            "DependencyGraphSettings",
        ],
    ),
    (
        "the image needs no other package",
        &[
            "packSettings",
            "packAutoSettings",
            "packMain",
            "packJvmOpts",
            "packExtraClasspath",
            "packGenerateWindowsBatFile",
            "packageArchetype",
            "packagerSettings",
            "JavaAppPackaging",
            "JavaServerAppPackaging",
            "SbtNativePackager",
            "DockerPlugin",
            "dockerBaseImage",
            "dockerExposedPorts",
            "dockerRepository",
            "mappings",
            "Universal",
            "Docker",
            "Debian",
            "Revolver",
            "reStart",
        ],
    ),
    (
        "it publishes, which no image needs",
        &[
            "publishTo",
            "publish",
            "publishLocal",
            "publishMavenStyle",
            "pomExtra",
            "pomIncludeRepository",
            "PgpKeys",
            "pgpSecretRing",
            "pgpPublicRing",
            "useGpg",
            "releaseSettings",
            "releaseProcess",
            "ReleaseKeys",
            "sonatypeSettings",
            "sonatypeProfileName",
            "bintraySettings",
            "bintrayPublishSettings",
            "bintrayOrganization",
            "bintrayRepository",
            "xerial",
        ],
    ),
    (
        "it reads the history of the repository, which a build does not have",
        &[
            "versionWithGit",
            "GitVersioning",
            "GitBranchPrompt",
            "showCurrentGitBranch",
            "git",
        ],
    ),
    (
        "a current sbt has it not, and the buildpack settles what it was for",
        &[
            "ivyScala",
            "ivyXML",
            "incOptions",
            "externalResolvers",
            "offline",
            "javaHome",
            "scalaHome",
        ],
    ),
];

/// Where the plugins above are imported from: the beginning of an import.
const PACKAGES: &[&str] = &[
    "scalariform.",
    "com.typesafe.sbt.",
    "com.typesafe.sbteclipse.",
    "com.typesafe.tools.",
    "com.github.retronym.",
    "com.scalapenos.",
    "com.jsuereth.",
    "org.scalastyle.",
    "org.sbtidea.",
    "net.virtualvoid.",
    "xerial.sbt.",
    "scoverage.",
    "sbtrelease.",
    "ReleaseTransformations.",
    "bintray.",
    "sbtdocker.",
    "spray.revolver.",
    "wartremover.",
    "NativePackagerHelper.",
    "NativePackagerKeys.",
    "ScalariformKeys",
];

/// Takes settings of plugins that are set aside out of the `.sbt` files at the top.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    for file in build_files(tree) {
        if file.starts_with("project") {
            continue;
        }
        let Some(text) = tree.text(&file)? else {
            continue;
        };
        let gone = set_aside(&mask(&text));
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

/// The statements that go: where they are, what they are, and why they go.
fn set_aside(masked: &str) -> Vec<(Range<usize>, String, &'static str)> {
    let each = statements(masked).into_iter().filter_map(|range| {
        let (what, reason) = verdict(&masked[range.clone()])?;
        Some((range, what, reason))
    });
    each.collect()
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
    fn what_an_engine_needs_stays() {
        for text in [
            "import AssemblyKeys._",
            "assemblySettings",
            "import sbtassembly.Plugin._",
            "lazy val root = (project in file(\".\")).settings(jarName in assembly := \"a\")",
            "libraryDependencies += \"a\" % \"assembly\" % \"1\"",
            "// test in assembly := {}",
            "unmanagedJars in Compile += file(\"assembly.jar\")",
        ] {
            assert_eq!(migrated(text), (text.to_owned(), vec![]), "{text}");
        }
    }
}
