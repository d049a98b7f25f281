//! What the tests of several rules share.

use super::Changes;
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;

/// A file after a rule, and how many changes were told.
pub(super) fn migrated(
    rule: impl Fn(&mut SourceTree, &mut Changes) -> Result<(), FileError>,
    file: &str,
    text: &str,
) -> (String, usize) {
    let mut tree = SourceTree::default();
    tree.write(file, text);
    let mut changes = Changes::default();
    rule(&mut tree, &mut changes).unwrap();
    (tree.text(file).unwrap().unwrap(), changes.0.len())
}
