use super::texts::Texts;
use regex::Regex;
use std::sync::LazyLock;

static FACTORY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?m)^\s*(?:public\s+|final\s+)*(?:object|class)\s+(?<name>\w+)\s+extends\s+(?:[\w.]+\.)?I?EngineFactory\b",
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

#[cfg(test)]
mod tests {
    use super::*;

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
            ["Bare", "org.shop.Basket", "org.shop.plans.PlansEngine"]
        );
    }
}
