use super::Changes;
use super::sources;
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use std::path::{Path, PathBuf};

/// What some editors begin a UTF-8 file with; neither scalac nor javac takes it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Sources are compiled as UTF-8 without a byte order mark. Old ones in another encoding are taken
/// for Latin-1, in which every byte means something.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    let files: Vec<PathBuf> = tree
        .paths()
        .filter(|path| sources::is_source(path) || is_build_file(path))
        .map(Path::to_owned)
        .collect();
    for file in files {
        let Some(bytes) = tree.bytes(&file)? else {
            continue;
        };
        if let Some((text, reason)) = as_utf8(&bytes) {
            changes.say(&file, reason);
            tree.write(file, text);
        }
    }
    Ok(())
}

fn is_build_file(path: &Path) -> bool {
    let extension = path.extension().and_then(|text| text.to_str());
    extension == Some("sbt") || extension == Some("scala") && path.starts_with("project")
}

/// The text as the compilers take it, and what was in their way; nothing if all is well.
fn as_utf8(bytes: &[u8]) -> Option<(String, &'static str)> {
    let rest = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    match std::str::from_utf8(rest) {
        Ok(_) if rest.len() == bytes.len() => None,
        Ok(text) => Some((
            text.to_owned(),
            "the byte order mark at its start is removed: the compiler takes it for a name",
        )),
        Err(_) => Some((
            rest.iter().map(|byte| char::from(*byte)).collect(),
            "it is not UTF-8: read as Latin-1",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_gets_utf8_without_a_mark() {
        assert_eq!(as_utf8("val é = 1\r\n".as_bytes()), None);
        let (text, reason) = as_utf8("\u{feff}val é = 1".as_bytes()).unwrap();
        assert_eq!(text, "val é = 1");
        assert!(reason.contains("byte order mark"));
        let (text, reason) = as_utf8(b"// caf\xe9").unwrap();
        assert_eq!(text, "// café");
        assert!(reason.contains("Latin-1"));
    }

    #[test]
    fn only_sources_and_build_files_are_text() {
        let mut tree = SourceTree::default();
        for path in [
            "src/main/scala/A.scala",
            "build.sbt",
            "project/a.jar",
            "src/main/resources/a",
        ] {
            tree.write(path, *b"\xff");
        }
        let mut changes = Changes::default();
        apply(&mut tree, &mut changes).unwrap();
        let files: Vec<_> = changes
            .0
            .iter()
            .map(|(file, _)| file.to_str().unwrap())
            .collect();
        assert_eq!(files, ["build.sbt", "src/main/scala/A.scala"]);
    }
}
