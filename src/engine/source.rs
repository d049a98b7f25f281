use super::definition::definition_text;
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// How deep sources are looked for; `src/main/scala/<package>` of a nested engine is within it.
const DEPTH: usize = 16;

/// What detection sees in an engine's directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sources {
    /// There is an sbt build: `build.sbt` or one by another name, or a `project/` with a build in it.
    pub sbt_build: bool,
    /// There is a Scala file outside the build definition.
    pub scala: bool,
    /// There is a Java file.
    pub java: bool,
}

impl Sources {
    /// The languages, in words for one line of output.
    #[must_use]
    pub fn languages(self) -> Option<&'static str> {
        match (self.scala, self.java) {
            (true, true) => Some("Scala and Java sources"),
            (true, false) => Some("Scala sources"),
            (false, true) => Some("Java sources"),
            (false, false) => None,
        }
    }
}

/// Looks for an sbt build and for sources in `dir`. What cannot be read counts as absent: detection
/// must not fail because of a file that is none of its business.
#[must_use]
pub fn look_at(dir: &Path) -> Sources {
    let has_source = |extension: &str| {
        WalkDir::new(dir)
            .max_depth(DEPTH)
            .into_iter()
            .filter_entry(holds_sources)
            .flatten()
            .any(|entry| {
                entry.file_type().is_file()
                    && entry
                        .path()
                        .extension()
                        .is_some_and(|found| found == extension)
            })
    };
    Sources {
        sbt_build: has_build(dir),
        scala: has_source("scala"),
        java: has_source("java"),
    }
}

/// Whether there is an sbt build: all of [`look_at`] that needs no walk through the sources.
pub(super) fn has_build(dir: &Path) -> bool {
    let project = dir.join("project");
    has_file(dir, "sbt")
        || project.join("build.properties").is_file()
        || has_file(&project, "scala")
}

fn has_file(dir: &Path, extension: &str) -> bool {
    let entries = fs_err::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .any(|path| path.extension().is_some_and(|found| found == extension) && path.is_file())
}

/// Whether the build in `dir` names PIO, by its present package or the one of before 0.10.
#[must_use]
pub fn asks_for_pio(dir: &Path) -> bool {
    let text = definition_text(dir);
    text.contains("org.apache.predictionio") || text.contains("io.prediction")
}

/// Not the build definition, not what a build made, not hidden folders.
fn holds_sources(entry: &DirEntry) -> bool {
    if entry.depth() == 0 || !entry.file_type().is_dir() {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    !(name.starts_with('.')
        || name == "target"
        || name == "node_modules"
        || (entry.depth() == 1 && name == "project"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    fn engine(files: &[&str]) -> Sources {
        let dir = tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, "").unwrap();
        }
        look_at(dir.path())
    }

    #[test]
    fn an_engine_is_seen() {
        let seen = engine(&["build.sbt", "src/main/scala/org/x/Engine.scala"]);
        assert!(seen.sbt_build);
        assert_eq!(seen.languages(), Some("Scala sources"));
        let java = engine(&["project/build.properties", "src/main/java/Engine.java"]);
        assert!(java.sbt_build);
        assert!(engine(&["shop.sbt", "Engine.scala"]).sbt_build);
        assert_eq!(java.languages(), Some("Java sources"));
    }

    #[test]
    fn a_build_definition_is_no_source_and_other_folders_do_not_count() {
        let seen = engine(&[
            "project/Build.scala",
            "target/Old.scala",
            ".git/x.scala",
            "node_modules/a/B.java",
        ]);
        assert!(seen.sbt_build);
        assert_eq!(seen.languages(), None);
    }

    #[test]
    fn a_build_that_asks_for_pio_is_known() {
        let dir = tempdir().unwrap();
        let write = |file: &str, text: &str| fs_err::write(dir.path().join(file), text).unwrap();
        assert!(!asks_for_pio(dir.path()), "nothing there");
        write("build.sbt", "name := \"other\"");
        assert!(!asks_for_pio(dir.path()));
        write("build.sbt", "\"io.prediction\" %% \"core\" % \"0.9.2\"");
        assert!(asks_for_pio(dir.path()));
        write("build.sbt", "");
        fs_err::create_dir(dir.path().join("project")).unwrap();
        write(
            "project/Build.scala",
            "\"org.apache.predictionio\" %% \"x\"",
        );
        assert!(asks_for_pio(dir.path()));
    }

    #[test]
    fn a_maven_project_is_no_sbt_build() {
        let seen = engine(&["pom.xml", "src/main/java/Engine.java"]);
        assert!(!seen.sbt_build);
    }
}
