use super::scala_text::mask;
use super::{Changes, build_files};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::{Captures, Regex};

/// Names that the buildpack's sbt plugin gives to every build file (`jvm/sbt/OldNames.scala`) and that
/// builds define themselves.
const NAMES: &[&str] = &[
    "pioVersion",
    "assembly",
    "jarName",
    "outputPath",
    "excludedJars",
];

/// A build's own `val pioVersion = "0.9.5"` gets another name: sbt calls a name ambiguous that both a
/// build file and a plugin define.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    let files = build_files(tree);
    for name in NAMES {
        let (Ok(defined), Ok(used)) = (
            Regex::new(&format!(r"\bval\s+{name}\b|\bdef\s+{name}\b")),
            Regex::new(&format!(r"(?P<before>^|[^\w.]|\$)(?P<name>{name})\b")),
        ) else {
            continue;
        };
        let mut defining = None;
        for file in &files {
            if tree
                .text(file)?
                .is_some_and(|text| defined.is_match(&mask(&text)))
            {
                defining = Some(file);
                break;
            }
        }
        let Some(defining) = defining else { continue };
        let new = format!("own_{name}");
        for file in &files {
            let Some(text) = tree.text(file)? else {
                continue;
            };
            let masked = mask(&text);
            let renamed = used.replace_all(&text, |found: &Captures| {
                let at = found.name("name").map_or(0, |part| part.start());
                let is_code = masked[at..].starts_with(name);
                let interpolated = found["before"].ends_with(['$', '{']);
                if is_code || interpolated {
                    format!("{}{new}", &found["before"])
                } else {
                    found[0].to_owned()
                }
            });
            if renamed != text {
                let renamed = renamed.into_owned();
                tree.write(file, renamed);
            }
        }
        changes.say(
            defining,
            format!("{name} is now {new}, since sbt has a {name} already"),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated(text: &str) -> (String, usize) {
        super::super::testing::migrated(apply, "build.sbt", text)
    }

    #[test]
    fn an_own_value_is_renamed_wherever_it_is_used() {
        assert_eq!(
            migrated(
                "val pioVersion = \"0.9\" // pioVersion\nx += \"a\" % pioVersion\ny := s\"$pioVersion ${pioVersion} pioVersion\"\n"
            ),
            (
                "val own_pioVersion = \"0.9\" // pioVersion\nx += \"a\" % own_pioVersion\ny := s\"$own_pioVersion ${own_pioVersion} pioVersion\"\n".to_owned(),
                1
            )
        );
    }

    #[test]
    fn the_key_keeps_its_name() {
        for text in [
            "x += \"a\" % pioVersion.value",
            "// val pioVersion = 1",
            "val pioVersions = 1",
        ] {
            assert_eq!(migrated(text), (text.to_owned(), 0));
        }
    }
}
