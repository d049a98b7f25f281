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
