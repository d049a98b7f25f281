//! The engine's own Scala and Java files, for the rules that change them.

use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use std::path::{Path, PathBuf};

/// Paths and texts of the sources, without those of the build itself. A file that is not UTF-8 is
/// passed over.
pub(super) fn all(tree: &SourceTree) -> Result<Vec<(PathBuf, String)>, FileError> {
    let mut found = Vec::new();
    for path in tree.paths().filter(|path| is_source(path)) {
        if let Some(text) = tree.text(path)? {
            found.push((path.to_owned(), text));
        }
    }
    Ok(found)
}

/// Whether a file is a source of the engine.
pub(super) fn is_source(path: &Path) -> bool {
    let extension = path.extension().and_then(|text| text.to_str());
    matches!(extension, Some("scala" | "java")) && !path.starts_with("project")
}

/// The selectors of an import, `{a, b => c}`, divided in two.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Divided<'a> {
    chosen: Vec<&'a str>,
    others: Vec<&'a str>,
}

/// Divides selectors by their names; nothing when none is chosen.
pub(super) fn divide(list: &str, is_chosen: impl Fn(&str) -> bool) -> Option<Divided<'_>> {
    let (chosen, others): (Vec<&str>, Vec<&str>) = list
        .split(',')
        .partition(|selector| is_chosen(name(selector)));
    (!chosen.is_empty()).then_some(Divided { chosen, others })
}

impl Divided<'_> {
    /// Whether a name is among the chosen.
    pub(super) fn has(&self, wanted: &str) -> bool {
        self.chosen.iter().any(|selector| name(selector) == wanted)
    }

    /// What follows the word `import`: the chosen names from one place, the others from another.
    pub(super) fn text(&self, chosen_from: &str, others_from: &str) -> String {
        let chosen = format!("{chosen_from}.{{{}}}", self.chosen.join(","));
        if self
            .others
            .iter()
            .all(|selector| selector.trim().is_empty())
        {
            return chosen;
        }
        format!("{chosen}, {others_from}.{{{}}}", self.others.join(","))
    }
}

fn name(selector: &str) -> &str {
    selector.split("=>").next().unwrap_or_default().trim()
}
