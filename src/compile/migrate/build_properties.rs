use super::Changes;
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;

const FILE: &str = "project/build.properties";

/// The build runs under the buildpack's own sbt, whatever sbt the engine was written for.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    let Some(text) = tree.text(FILE)? else {
        return Ok(());
    };
    tree.remove(FILE);
    if let Some(version) = sbt_version(&text) {
        changes.say(
            FILE,
            format!("asks for sbt {version}; the buildpack brings its own"),
        );
    }
    Ok(())
}

fn sbt_version(text: &str) -> Option<&str> {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| key.trim() == "sbt.version")
        .map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_and_the_file_goes() {
        let mut tree = SourceTree::default();
        tree.write(FILE, "# old\r\nsbt.version = 0.13.8\r\n");
        let mut changes = Changes::default();
        apply(&mut tree, &mut changes).unwrap();
        assert!(changes.0[0].1.starts_with("asks for sbt 0.13.8;"));
        assert_eq!(tree.paths().count(), 0);
    }

    #[test]
    fn no_file_no_word() {
        let mut changes = Changes::default();
        apply(&mut SourceTree::default(), &mut changes).unwrap();
        assert!(changes.0.is_empty());
    }
}
