use super::Changes;
use super::scala_text::mask;
use super::sources;
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::Regex;
use std::sync::LazyLock;

/// The head of a case class. Type parameters may nest once, as in `[F[_]]`.
static HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let types = r"\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]";
    Regex::new(&format!(r"\bcase\s+class\s+(?<name>\w+)(?:{types})?")).ok()
});

/// What follows the head where there is no list of parameters, of which Scala 2.10 only warned: parents, a body, or the next
/// statement, for which a list does not begin after an empty line either.
static NO_LIST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let next = "abstract|case|class|def|final|implicit|import|lazy|object|override|package|sealed|trait|type|val|var";
    Regex::new(&format!(
        r"^(?:\s+(?:extends|with)\b|\s*[{{}};]|[ \t\r]*(?:\n[ \t\r]*\n|\n\s*(?:(?:{next})\b|@|(?:private|protected)(?:\[\w+\])?\s+\w)|\s*\z))"
    ))
    .ok()
});

/// Scala 2.11 wants a list of parameters; an empty one means the same as none did.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    let (Some(head), Some(no_list)) = (HEAD.as_ref(), NO_LIST.as_ref()) else {
        return Ok(());
    };
    for (file, mut text) in sources::all(tree)? {
        let masked = mask(&text);
        let heads = head.captures_iter(&masked).filter_map(|it| {
            let whole = it.get(0)?;
            no_list
                .is_match(&masked[whole.end()..])
                .then(|| (whole.end(), it["name"].to_owned()))
        });
        let bare: Vec<_> = heads.collect();
        if bare.is_empty() {
            continue;
        }
        for (end, _) in bare.iter().rev() {
            text.insert_str(*end, "()");
        }
        let names: Vec<_> = bare.into_iter().map(|(_, name)| name).collect();
        changes.say(
            &file,
            format!(
                "case class {} gets an empty list of parameters, which Scala 2.11 requires",
                names.join(", ")
            ),
        );
        tree.write(&file, text);
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
            ("case class A", "case class A()"),
            (
                "case class A\nprivate[b] val c = 1",
                "case class A()\nprivate[b] val c = 1",
            ),
            ("case class A\n\n(1 to 2)", "case class A()\n\n(1 to 2)"),
            (
                "case class A\r\ncase class B // b\n@tag class C",
                "case class A()\r\ncase class B() // b\n@tag class C",
            ),
            ("object O { case class A }", "object O { case class A() }"),
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
            "case class A\n  private[b] (x: Int) extends B",
            "case object A extends B",
            "class A extends B",
            "// case class A\n/* case class B */ \"case class C\"",
        ] {
            assert_eq!(migrated(text), (text.to_owned(), 0));
        }
    }
}
