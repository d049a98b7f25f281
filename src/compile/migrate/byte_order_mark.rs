use super::{Changes, build_files};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;

const MARK: char = '\u{feff}';

/// Takes the byte order mark, which editors on Windows write and sbt does not read, off build files.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    for file in build_files(tree) {
        if let Some(text) = tree.text(&file)?
            && let Some(rest) = text.strip_prefix(MARK)
        {
            changes.say(
                &file,
                "the byte order mark at its beginning is left out: sbt does not read it",
            );
            tree.write(file, rest);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_goes_and_all_else_stays() {
        let mut tree = SourceTree::default();
        tree.write("build.sbt", "\u{feff}name := \"a\"\r\n");
        tree.write("project/plugins.sbt", "// \u{feff}");
        tree.write("src/main/scala/A.scala", "\u{feff}class A");
        let mut changes = Changes::default();
        apply(&mut tree, &mut changes).unwrap();
        let text = |file| tree.text(file).unwrap().unwrap();
        assert_eq!(text("build.sbt"), "name := \"a\"\r\n");
        assert_eq!(text("project/plugins.sbt"), "// \u{feff}");
        assert_eq!(text("src/main/scala/A.scala"), "\u{feff}class A");
        assert_eq!(changes.0.len(), 1);
    }
}
