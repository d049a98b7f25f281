use super::scala_text::mask;
use super::{Changes, build_files, sources};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::Regex;
use std::collections::BTreeSet;
use std::path::Path;

/// The file that adds the libraries. sbt reads build files in the order of their names.
const FILE: &str = "predictionio-libraries.sbt";

/// A library that an engine got without asking for it.
struct Library {
    /// The beginning of its packages.
    package: &'static str,
    organization: &'static str,
    name: &'static str,
    version: &'static str,
    /// Who brought it.
    by: &'static str,
}

/// What Spark and PIO of the engines' time depended on, and what is not on today's class path.
const LIBRARIES: &[Library] = &[
    Library {
        package: "org.jblas",
        organization: "org.jblas",
        name: "jblas",
        version: "1.2.4",
        by: "Spark before 1.5",
    },
    Library {
        package: "org.elasticsearch",
        organization: "org.elasticsearch",
        name: "elasticsearch",
        version: "1.4.4",
        by: "PredictionIO before 0.11",
    },
];

/// Adds libraries that sources import, that no build file asks for, and that the platform of the
/// engine's time brought along.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    let mut added = BTreeSet::new();
    for library in LIBRARIES {
        if is_asked_for(tree, library.organization)? {
            continue;
        }
        let Some(file) = importing(tree, library.package)? else {
            continue;
        };
        let Library {
            organization,
            name,
            version,
            by,
            ..
        } = library;
        added.insert(format!(
            "libraryDependencies += \"{organization}\" % \"{name}\" % \"{version}\"\n"
        ));
        changes.say(
            FILE,
            format!(
                "{name} {version} is added for {file}: {by} brought it, today's platform does not"
            ),
        );
    }
    if !added.is_empty() {
        let text: Vec<String> = added.into_iter().collect();
        tree.write(Path::new(FILE), text.join("\n"));
    }
    Ok(())
}

/// Whether the build names the organization: what it asks for itself is its own matter.
fn is_asked_for(tree: &SourceTree, organization: &str) -> Result<bool, FileError> {
    let quoted = format!("\"{organization}\"");
    for file in build_files(tree) {
        if tree.text(&file)?.is_some_and(|text| text.contains(&quoted)) {
            return Ok(true);
        }
    }
    // A jar in `lib` may be it.
    Ok(tree
        .paths()
        .any(|path| path.starts_with("lib") && path.extension().is_some_and(|text| text == "jar")))
}

/// A source that imports the package.
fn importing(tree: &SourceTree, package: &str) -> Result<Option<String>, FileError> {
    let Ok(import) = Regex::new(&format!(
        r"(?m)^\s*import\s+(?:static\s+)?{}\.",
        regex::escape(package)
    )) else {
        return Ok(None);
    };
    let found = sources::all(tree)?
        .into_iter()
        .find(|(_, text)| import.is_match(&mask(text)));
    Ok(found.map(|(file, _)| file.display().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated(build: &str, source: &str, jar: Option<&str>) -> (Option<String>, usize) {
        let mut tree = SourceTree::default();
        tree.write("build.sbt", build);
        tree.write("src/main/java/A.java", source);
        if let Some(jar) = jar {
            tree.write(jar, "");
        }
        let mut changes = Changes::default();
        apply(&mut tree, &mut changes).unwrap();
        (tree.text(FILE).unwrap(), changes.0.len())
    }

    #[test]
    fn a_library_that_spark_brought_is_added() {
        let (file, said) = migrated("name := \"a\"", "import org.jblas.DoubleMatrix;", None);
        assert_eq!(
            file.unwrap(),
            "libraryDependencies += \"org.jblas\" % \"jblas\" % \"1.2.4\"\n"
        );
        assert_eq!(said, 1);
    }

    #[test]
    fn nothing_is_added_that_is_asked_for_or_not_used() {
        let asked = "libraryDependencies += \"org.jblas\" % \"jblas\" % \"1.2.3\"";
        let import = "import org.jblas.DoubleMatrix;";
        for (build, source, jar) in [
            (asked, import, None),
            ("", "// import org.jblas.DoubleMatrix;", None),
            ("", "import org.jblasx.A;", None),
            ("", import, Some("lib/jblas.jar")),
        ] {
            assert_eq!(migrated(build, source, jar), (None, 0), "{build} {source}");
        }
    }
}
