use super::Changes;
use super::sources;
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// A case class without a list of parameters, of which Scala 2.10 only warned. Type parameters may
/// nest once, as in `[F[_]]`.
static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let types = r"\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]";
    Regex::new(&format!(
        r"(?<class>\bcase\s+class\s+(?<name>\w+)(?:{types})?)(?<then>\s+(?:extends|with)\b|\s*\{{)"
    ))
    .ok()
});

/// Scala 2.11 wants a list of parameters; an empty one means the same as none did.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    for (file, text) in sources::all(tree)? {
        let mut names = Vec::new();
        let Some(pattern) = BARE.as_ref() else {
            continue;
        };
        let listed = pattern.replace_all(&text, |found: &Captures| {
            names.push(found["name"].to_owned());
            format!("{}(){}", &found["class"], &found["then"])
        });
        if !names.is_empty() {
            let names = names.join(", ");
            changes.say(
                &file,
                format!(
                    "case class {names} gets an empty list of parameters, which Scala 2.11 requires"
                ),
            );
            tree.write(&file, listed.into_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated(text: &str) -> (String, usize) {
        super::super::testing::migrated(apply, "src/main/scala/A.scala", text)
    }

    #[test]
    fn a_list_is_added_where_there_is_none() {
        for (old, new) in [
            ("case class A extends B", "case class A() extends B"),
            ("case class A \n  extends B", "case class A() \n  extends B"),
            (
                "case class A[F[_], T] with B",
                "case class A[F[_], T]() with B",
            ),
            ("final case class A { }", "final case class A() { }"),
        ] {
            assert_eq!(migrated(old), (new.to_owned(), 1));
        }
    }

    #[test]
    fn other_classes_stay() {
        for text in [
            "case class A(x: Int) extends B",
            "case class A\n  (x: Int) extends B",
            "case class A private (x: Int) extends B",
            "case object A extends B",
            "class A extends B",
        ] {
            assert_eq!(migrated(text), (text.to_owned(), 0));
        }
    }
}
