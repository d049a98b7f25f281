use super::texts::Texts;
use fs_err as fs;
use regex::Regex;
use std::io;
use std::path::Path;
use std::sync::LazyLock;
use zip::ZipArchive;

static FACTORY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?m)^\s*(?:public\s+|final\s+)*(?:object|class)\s+(?<name>\w+)\s+(?:extends|implements)\s+(?:[\w.]+\.)?I?EngineFactory\b",
    )
    .ok()
});

/// Scala allows several, one in the other.
static PACKAGE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^\s*package\s+(?<name>[\w.]+)\s*;?\s*$").ok());

/// The classes and objects of the sources that make an engine, with their packages, sorted.
pub(super) fn factories(texts: &Texts) -> Vec<String> {
    let (Some(factory), Some(package)) = (FACTORY.as_ref(), PACKAGE.as_ref()) else {
        return Vec::new();
    };
    let mut found: Vec<_> = texts
        .sources()
        .flat_map(|(_, text)| {
            let places: Vec<_> = package.captures_iter(text).collect();
            let names = factory.captures_iter(text);
            names
                .map(|it| {
                    let parts = places.iter().chain([&it]).map(|part| &part["name"]);
                    parts.collect::<Vec<_>>().join(".")
                })
                .collect::<Vec<_>>()
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Tells whether none of `jars` has the class or object that a variant names as its factory, and, if so,
/// which factories the sources in `dir` have.
///
/// # Errors
///
/// When a jar cannot be read.
pub fn absent_factory<'a>(
    factory: &str,
    jars: impl IntoIterator<Item = &'a Path>,
    dir: &Path,
) -> io::Result<Option<Vec<String>>> {
    let wanted = spelt_out(factory);
    for jar in jars {
        let opened = io::BufReader::new(fs::File::open(jar)?);
        let archive = ZipArchive::new(opened).map_err(io::Error::from)?;
        let is_wanted = |name: &str| {
            name.strip_suffix(".class")
                .is_some_and(|class| spelt_out(class) == wanted)
        };
        if archive.file_names().flatten().any(|name| is_wanted(&name)) {
            return Ok(None);
        }
    }
    Ok(Some(factories(&Texts::read(dir))))
}

/// The name of a class or object, however it is written: `a/b/C$`, `a.b.C$`, `a.b.C`.
fn spelt_out(name: &str) -> String {
    name.replace(['/', '$'], ".")
        .trim_end_matches('.')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use tempfile::tempdir;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    #[test]
    fn a_factory_is_looked_for_in_every_jar() {
        let dir = tempdir().unwrap();
        let jar = |name: &str, entries: &[&str]| {
            let path = dir.path().join(name);
            let mut zip = ZipWriter::new(fs::File::create(&path).unwrap());
            for entry in entries {
                zip.start_file(*entry, SimpleFileOptions::default())
                    .unwrap();
                zip.write_all(b"x").unwrap();
            }
            zip.finish().unwrap();
            path
        };
        let source = "package org.shop\nobject PlansEngine extends EngineFactory";
        fs::write(dir.path().join("Engine.scala"), source).unwrap();
        let jars = [
            jar(
                "engine.jar",
                &["org/shop/PlansEngine$.class", "org/shop/Outer$In$.class"],
            ),
            jar("lib.jar", &["org/lib/Engine.class"]),
        ];
        let absent = |factory| {
            let jars = jars.iter().map(std::path::PathBuf::as_path);
            absent_factory(factory, jars, dir.path()).unwrap()
        };
        for there in [
            "org.shop.PlansEngine",
            "org.shop.PlansEngine$",
            "org.shop.Outer.In",
            "org.lib.Engine",
        ] {
            assert_eq!(absent(there), None, "{there}");
        }
        let expected = Some(vec!["org.shop.PlansEngine".to_owned()]);
        assert_eq!(absent("org.shops.PlansEngine"), expected);
        assert_eq!(absent("PlansEngine"), expected);
    }

    #[test]
    fn factories_are_found_with_their_packages() {
        let texts: Texts = [
            (
                "src/main/scala/Engine.scala",
                "package org.shop\npackage plans\n\nobject PlansEngine extends IEngineFactory {\n}\n",
            ),
            (
                "src/main/java/Basket.java",
                "package org.shop;\npublic class Basket extends EngineFactory {}\n",
            ),
            (
                "src/main/java/Old.java",
                "package org.shop;\npublic class Old implements IEngineFactory {}\n",
            ),
            (
                "src/main/scala/Bare.scala",
                "import io.prediction.controller._\nobject Bare extends io.prediction.controller.EngineFactory",
            ),
            (
                "src/main/scala/Other.scala",
                "// object Not extends EngineFactory\nclass Other extends EngineFactoryLike",
            ),
        ]
        .into_iter()
        .collect();
        assert_eq!(
            factories(&texts),
            [
                "Bare",
                "org.shop.Basket",
                "org.shop.Old",
                "org.shop.plans.PlansEngine"
            ]
        );
    }
}
