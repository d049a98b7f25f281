use super::definition::definition_files;
use fs_err as fs;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// How deep a build's files and sources are looked for.
const DEPTH: usize = 16;
/// No source that people write is longer, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// The texts in which an engine says what it is for, by path relative to its directory: the build's
/// definition, `template.json` and the sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<PathBuf, String>);

impl Texts {
    /// Reads them below `dir`. What cannot be read counts as absent: the compile names it later.
    #[must_use]
    pub fn read(dir: &Path) -> Self {
        let entries = WalkDir::new(dir).max_depth(DEPTH).into_iter();
        let files = entries
            .filter_entry(|entry| {
                let name = entry.file_name().to_string_lossy();
                entry.depth() == 0 || !(name.starts_with('.') || name == "target")
            })
            .flatten()
            .filter(|entry| entry.file_type().is_file())
            .filter(|entry| entry.metadata().is_ok_and(|file| file.len() <= LONGEST));
        files
            .filter_map(|entry| {
                let path = entry.path().strip_prefix(dir).ok()?.to_owned();
                let wanted = may_define(&path) || is_source(&path) || is_template(&path);
                let text = wanted.then(|| fs::read_to_string(entry.path()).ok())??;
                Some((path, text))
            })
            .collect()
    }

    /// The build's definition: `build.sbt` first, then the others by name. Comments are blank.
    pub(super) fn definitions(&self) -> Vec<(&Path, String)> {
        let read = |path: &Path| self.0.get(path).cloned();
        let files = definition_files(self.0.keys().map(PathBuf::as_path), read);
        let mut found: Vec<_> = files
            .iter()
            .filter_map(|file| self.0.get_key_value(file))
            .map(|(path, text)| (path.as_path(), without_comments(text)))
            .collect();
        // The files are in the order of their names, which a stable sort keeps.
        found.sort_by_key(|(path, _)| *path != Path::new("build.sbt"));
        found
    }

    pub(super) fn template(&self) -> Option<(&Path, &str)> {
        self.select(is_template).next()
    }

    pub(super) fn sources(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.select(is_source)
    }

    fn select(&self, wanted: fn(&Path) -> bool) -> impl Iterator<Item = (&Path, &str)> {
        let all = self.0.iter();
        all.map(|(path, text)| (path.as_path(), text.as_str()))
            .filter(move |(path, _)| wanted(path))
    }
}

impl<P: Into<PathBuf>, T: Into<String>> FromIterator<(P, T)> for Texts {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(texts: I) -> Self {
        let texts = texts.into_iter();
        Self(
            texts
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        )
    }
}

/// sbt reads some of these.
fn may_define(path: &Path) -> bool {
    let extension = path.extension().and_then(|text| text.to_str());
    extension == Some("sbt") || extension == Some("scala") && path.starts_with("project")
}

fn is_template(path: &Path) -> bool {
    path == Path::new("template.json")
}

fn is_source(path: &Path) -> bool {
    let extension = path.extension().and_then(|text| text.to_str());
    matches!(extension, Some("scala" | "java")) && !path.starts_with("project")
}

/// The text with its comments left out, so that a dependency that is only remembered does not count.
/// Quotes are respected: a URL holds two slashes.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut quoted = false;
    while let Some(next) = rest.chars().next() {
        if !quoted && rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
            continue;
        }
        if !quoted && rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
            continue;
        }
        // A string ends with its line at the latest: what comes after a stray quote still counts.
        quoted = match next {
            '"' => !quoted,
            '\n' => false,
            _ => quoted,
        };
        kept.push(next);
        rest = &rest[next.len_utf8()..];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_do_not_count_and_urls_are_none() {
        assert_eq!(
            without_comments("a // b\nc /* d\n */ e \"http://x\" // f"),
            "a \nc  e \"http://x\" "
        );
        assert_eq!(without_comments("a \" b\n// c\n/* d"), "a \" b\n\n");
    }

    #[test]
    fn an_engines_texts_are_found_and_what_sbt_made_is_not() {
        let dir = tempfile::tempdir().unwrap();
        for file in [
            "build.sbt",
            "project/pio-build.sbt",
            "project/Build.scala",
            "template.json",
            "engine.json",
            "src/main/scala/Engine.scala",
            "target/Old.scala",
            ".git/x.scala",
            "lib/deep/other.sbt",
        ] {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let texts = Texts::read(dir.path());
        let definitions: Vec<_> = texts
            .definitions()
            .into_iter()
            .map(|(path, _)| path.to_owned())
            .collect();
        assert_eq!(
            definitions,
            ["build.sbt", "project/Build.scala", "project/pio-build.sbt"].map(PathBuf::from)
        );
        let sources: Vec<_> = texts.sources().map(|(path, _)| path).collect();
        assert_eq!(sources, [Path::new("src/main/scala/Engine.scala")]);
        assert!(texts.template().is_some());
    }
}
