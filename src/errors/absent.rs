//! Words for packages that no library of the build has, where a compiler misses them.

use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// How scalac and javac say so. A package of Scala's begins with a small letter.
static MISSING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:not found: object (?<top>[a-z]\w*)|object (?<name>[a-z]\w*) is not a member of package (?<place>[\w.]+)|package (?<java>[a-z][\w.]*) does not exist)$",
    )
    .ok()
});

/// A sentence that names the packages; none when the compiler misses none. PIO's own are not named here.
pub(super) fn packages(lines: &[String]) -> Option<String> {
    let pattern = MISSING.as_ref()?;
    let found: BTreeSet<String> = lines
        .iter()
        .filter_map(|line| {
            let found = pattern.captures(line)?;
            let part = |name| found.name(name).map(|part| part.as_str().to_owned());
            let inner = || Some(format!("{}.{}", part("place")?, part("name")?));
            part("top").or_else(|| part("java")).or_else(inner)
        })
        .filter(|package| !package.starts_with("org.apache.predictionio"))
        .collect();
    if found.is_empty() {
        return None;
    }
    let names = found.into_iter().collect::<Vec<_>>().join(", ");
    Some(format!(
        "No library of the build has: {names}. Add the dependency that does to build.sbt, or its jar to lib/. A\n\
         jar that was only on its author's machine is missing here, and another version of a library may not have it."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_named_once() {
        let lines = [
            "src/main/scala/A.scala:3:8: not found: object hex",
            "src/main/scala/A.scala:4:8: not found: object hex",
            "src/main/scala/A.scala:9:8: object h2o is not a member of package org.apache.spark",
            "src/main/java/A.java:3:1: package com.example.odd does not exist",
            "src/main/scala/A.scala:3:8: object e2 is not a member of package org.apache.predictionio",
            "src/main/scala/A.scala:3:8: not found: value x",
            "src/main/scala/A.scala:3:8: not found: object Helper",
        ];
        insta::assert_snapshot!(packages(&lines.map(ToOwned::to_owned)).unwrap(), @r"
        No library of the build has: com.example.odd, hex, org.apache.spark.h2o. Add the dependency that does to build.sbt, or its jar to lib/. A
        jar that was only on its author's machine is missing here, and another version of a library may not have it.
        ");
        assert_eq!(packages(&[]), None);
    }
}
