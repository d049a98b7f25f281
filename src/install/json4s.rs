//! PIO 0.14.0 as it was released calls json4s 3.2, and Spark 2.4 brings json4s 3.5. Of all that PIO calls there, four
//! methods of one object are gone. The classes that call them are written anew, beside the archive's own, with
//! another object in its place that the launcher's Java part has.

use super::error::InstallError;
use super::files::file;
use fs_err as fs;
use std::io::{self, Read};
use std::path::Path;
use zip::ZipArchive;

/// Where PIO's own classes are in its jars.
const OWN: &str = "org/apache/predictionio/";
/// The object, and the one that stands in for it (`jvm/src/line-0.14`).
const OBJECT: &str = "org/json4s/native/JsonMethods$";
const STAND_IN: &str = "pio/launch/Json4sOf32";
/// What tells the methods that are gone: `parse` with two parameters, and the rest through documents of Scala's library.
const GONE: [&str; 2] = [
    "(Lorg/json4s/JsonInput;Z)Lorg/json4s/JsonAST$JValue;",
    "Lscala/text/Document;",
];

/// The first bytes of every class file, and where its constants begin.
const MAGIC: [u8; 4] = [0xCA, 0xFE, 0xBA, 0xBE];
const CONSTANTS: usize = 10;

/// Writes those of the jar's classes that must be others below `to`, which is made only when there are any.
pub(super) fn adapt(jar: &Path, to: &Path) -> Result<(), InstallError> {
    let failed = |error: io::Error| file(jar, error);
    let opened = fs::File::open(jar).map_err(failed)?;
    let mut zip = ZipArchive::new(io::BufReader::new(opened)).map_err(|e| failed(e.into()))?;
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).map_err(|e| failed(e.into()))?;
        let Some(name) = entry.enclosed_name() else {
            continue;
        };
        let is_class = name.extension().is_some_and(|end| end == "class");
        if !is_class || !name.starts_with(OWN) {
            continue;
        }
        let mut class = Vec::new();
        entry.read_to_end(&mut class).map_err(failed)?;
        if let Some(adapted) = adapted(&class) {
            let path = to.join(name);
            let parent = path.parent().unwrap_or(to);
            fs::create_dir_all(parent).map_err(|error| file(parent, error))?;
            fs::write(&path, adapted).map_err(|error| file(&path, error))?;
        }
    }
    Ok(())
}

/// The class with the other object's name; `None` where it calls nothing that is gone, or is no class.
fn adapted(class: &[u8]) -> Option<Vec<u8>> {
    if !class.starts_with(&MAGIC) {
        return None;
    }
    let texts = texts(class)?;
    let calls = |part: &str| texts.iter().any(|text| text.value.contains(part));
    if !calls(OBJECT) || !GONE.into_iter().any(calls) {
        return None;
    }
    let mut other = Vec::with_capacity(class.len());
    let mut copied = 0;
    for text in &texts {
        if text.value == OBJECT || text.value == format!("L{OBJECT};") {
            let value = text.value.replace(OBJECT, STAND_IN);
            other.extend_from_slice(&class[copied..text.start]);
            other.extend_from_slice(&u16::try_from(value.len()).ok()?.to_be_bytes());
            other.extend_from_slice(value.as_bytes());
            copied = text.end;
        }
    }
    other.extend_from_slice(&class[copied..]);
    Some(other)
}

/// A text among a class's constants: names and types are such.
struct Text<'a> {
    value: &'a str,
    /// Where its length begins.
    start: usize,
    end: usize,
}

/// Every text among the constants that is plain UTF-8; `None` where the class file breaks off or has a constant that
/// Java 8 does not know.
fn texts(class: &[u8]) -> Option<Vec<Text<'_>>> {
    let number = |at: usize| Some(u16::from_be_bytes(class.get(at..at + 2)?.try_into().ok()?));
    let count = number(CONSTANTS - 2)?;
    let mut texts = Vec::new();
    let (mut at, mut index) = (CONSTANTS, 1);
    while index < count {
        let kind = *class.get(at)?;
        let start = at + 1;
        at = start
            + match kind {
                1 => {
                    let end = start + 2 + usize::from(number(start)?);
                    if let Ok(value) = std::str::from_utf8(class.get(start + 2..end)?) {
                        texts.push(Text { value, start, end });
                    }
                    end - start
                }
                7 | 8 | 16 => 2,
                15 => 3,
                3 | 4 | 9..=12 | 18 => 4,
                5 | 6 => 8,
                _ => return None,
            };
        // A long or a double counts twice.
        index += if matches!(kind, 5 | 6) { 2 } else { 1 };
    }
    Some(texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    /// A class file up to the end of its constants: a long, these texts, and a body.
    fn class(texts: &[&str]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([0, 0, 0, 52]);
        bytes.extend(u16::try_from(texts.len() + 4).unwrap().to_be_bytes());
        bytes.extend([5, 0, 0, 0, 0, 0, 0, 0, 1]);
        bytes.extend([7, 0, 4]);
        for text in texts {
            bytes.push(1);
            bytes.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes.extend(*b"body");
        bytes
    }

    const OLD_CALL: [&str; 4] = [
        OBJECT,
        "MODULE$",
        "Lorg/json4s/native/JsonMethods$;",
        "(Lorg/json4s/JsonInput;Z)Lorg/json4s/JsonAST$JValue;",
    ];

    #[test]
    fn a_call_of_what_is_gone_gets_another_object() {
        let expected = class(&[
            STAND_IN,
            "MODULE$",
            "Lpio/launch/Json4sOf32;",
            "(Lorg/json4s/JsonInput;Z)Lorg/json4s/JsonAST$JValue;",
        ]);
        assert_eq!(adapted(&class(&OLD_CALL)), Some(expected));
    }

    #[test]
    fn other_classes_stay() {
        let new_call = "(Lorg/json4s/JsonInput;ZZ)Lorg/json4s/JsonAST$JValue;";
        assert_eq!(adapted(&class(&[OBJECT, new_call])), None);
        assert_eq!(adapted(&class(&["java/lang/Object", OLD_CALL[3]])), None);
        assert_eq!(adapted(b"no class"), None);
        let whole = class(&OLD_CALL);
        assert_eq!(adapted(&whole[..30]), None, "broken off");
    }

    #[test]
    fn only_what_changes_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let jar = dir.path().join("a.jar");
        let mut zip = ZipWriter::new(fs::File::create(&jar).unwrap());
        for (name, bytes) in [
            ("org/apache/predictionio/A.class", class(&OLD_CALL)),
            ("org/apache/predictionio/B.class", class(&["B"])),
            ("org/example/C.class", class(&OLD_CALL)),
            ("org/apache/predictionio/text", b"text".to_vec()),
        ] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(&bytes).unwrap();
        }
        zip.finish().unwrap();
        let to = dir.path().join("to");
        adapt(&jar, &to).unwrap();
        let files: Vec<_> = walkdir::WalkDir::new(&to)
            .into_iter()
            .flatten()
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().strip_prefix(&to).unwrap().to_owned())
            .collect();
        assert_eq!(files, [Path::new("org/apache/predictionio/A.class")]);
    }

    #[test]
    fn a_jar_that_is_none_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let jar = dir.path().join("a.jar");
        fs::write(&jar, "no zip").unwrap();
        assert!(matches!(
            adapt(&jar, dir.path()),
            Err(InstallError::File { .. })
        ));
    }
}
