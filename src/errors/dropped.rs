//! Words for what PIO had once and dropped before 0.10, where a compiler misses it.

use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// How scalac and javac say that PIO has no such thing; javac names the package alone.
static MISSING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pio = r"org\.apache\.predictionio(?:\.(?<place>[\w.]+))?";
    Regex::new(&format!(
        r"(?:object|value|type) (?<name>\w+) is not a member of (?:package|object) {pio}|package {pio2} does not exist",
        pio2 = r"org\.apache\.predictionio\.(?<package>[\w.]+)"
    ))
    .ok()
});

/// How scalac says that an engine gives one of PIO's classes more or fewer types than it has.
static TYPES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"wrong number of type arguments for org\.apache\.predictionio\.(?<name>[\w.]+), should be (?<count>\d)",
    )
    .ok()
});

/// How javac says that it knows no such class, where a whole package is imported.
static SYMBOL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*symbol:\s+class (?<name>\w+)").ok());

/// Names that 0.8 or an early 0.9 had, and what took their place.
const SUCCESSORS: &[(&[&str], &str)] = &[
    (
        &[
            "Evaluator",
            "JavaEvaluator",
            "MeanSquareError",
            "Metrics",
            "NiceRendering",
        ],
        "since 0.9 an evaluation is an object that extends Evaluation, with a metric such as AverageMetric; \
         training and queries need none, so the file may as well be left out",
    ),
    (
        &["run", "runEngine", "runTyped", "runEval", "JavaWorkflow"],
        "since 0.9.2 an evaluation is an object that extends Evaluation; training and queries need none, so the \
         file may as well be left out",
    ),
    (
        &["P2LDataSource", "LSlicedDataSource"],
        "extend PDataSource",
    ),
    (
        &["FirstServing", "LJavaFirstServing"],
        "use LFirstServing, or extend LServing",
    ),
    (&["AverageServing"], "use LAverageServing"),
    (
        &["LJavaIdentityPreparator", "PJavaIdentityPreparator"],
        "use IdentityPreparator",
    ),
    (&["JavaParams", "ParamsWithAppId"], "implement Params"),
    (
        &[
            "EmptyActualResult",
            "EmptyAlgorithmParams",
            "EmptyDataParams",
            "EmptyDataSourceParams",
            "EmptyPreparatorParams",
            "EmptyServingParams",
        ],
        "Java has EmptyParams in its place",
    ),
    (&["IJavaEngineFactory"], "extend EngineFactory"),
    (
        &[
            "JavaEngine",
            "JavaEngineBuilder",
            "PJavaEngine",
            "PJavaEngineBuilder",
            "JavaSimpleEngine",
            "JavaSimpleEngineBuilder",
        ],
        "make an Engine",
    ),
    (
        &["e2"],
        "copy the few classes that the engine uses from PredictionIO's source into it; an archive of PredictionIO 0.14 \
         that BP_PIO_INVENTORY names can have that part",
    ),
    (
        &["tools"],
        "PredictionIO's own commands are not in the image, and neither training nor queries need them: leave out \
         the file",
    ),
];

/// A sentence for each thing of PIO's that the compiler's lines say is missing.
pub(super) fn remedies(lines: &[String]) -> Vec<String> {
    let found: BTreeSet<String> = lines.iter().filter_map(|line| remedy(line)).collect();
    found.into_iter().collect()
}

fn remedy(line: &str) -> Option<String> {
    if line.contains("needs to be abstract") && line.contains("method train in class P") {
        return Some(
            "train: since PredictionIO 0.9 the algorithms on Spark are given its context: write train(sc: SparkContext, data: …)."
                .to_owned(),
        );
    }
    if line.contains("method parse in class org.json4s.") && line.contains("cannot be applied") {
        return Some(
            "JsonMethods.parse: the json4s of the image's Spark wants a third argument, which Java must give: write \
             parse(input, …, true)."
                .to_owned(),
        );
    }
    if let Some(found) = TYPES.as_ref()?.captures(line) {
        let (name, count) = (&found["name"], &found["count"]);
        return Some(format!(
            "{name}: since PredictionIO 0.8.2 it takes {count} types: that of the parameters, once the first, is left out, and the \
             parameters go to the constructor alone."
        ));
    }
    if let Some(found) = SYMBOL.as_ref()?.captures(line) {
        let name = &found["name"];
        return Some(format!(
            "{name}: the image's PredictionIO does not have it; {}.",
            successor(name)?
        ));
    }
    let found = MISSING.as_ref()?.captures(line)?;
    let name = found.name("name").or_else(|| found.name("package"))?;
    let name = name.as_str().split('.').next().unwrap_or_default();
    let place = found.name("place").map_or("", |place| place.as_str());
    let full = [place, name].join(".");
    let full = full.trim_start_matches('.');
    Some(match successor(name) {
        Some(advice) => format!("{full}: the image's PredictionIO does not have it; {advice}."),
        None => format!("{full}: the image's PredictionIO does not have it."),
    })
}

fn successor(name: &str) -> Option<&'static str> {
    let known = SUCCESSORS.iter().find(|(names, _)| names.contains(&name))?;
    Some(known.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pio_dropped_is_named_with_what_took_its_place() {
        let lines = [
            "src/main/scala/Run.scala:9:8: object Evaluator is not a member of package org.apache.predictionio.controller",
            "src/main/scala/Run.scala:9:8: object Evaluator is not a member of package org.apache.predictionio.controller",
            "src/main/scala/Run.scala:20:3: value run is not a member of object org.apache.predictionio.workflow.Workflow",
            "src/main/scala/A.scala:3:8: object e2 is not a member of package org.apache.predictionio",
            "src/main/java/A.java:3:1: package org.apache.predictionio.tools.console does not exist",
            "src/main/scala/A.scala:5:7: class A needs to be abstract, since method train in class P2LAlgorithm of type",
            "src/main/scala/A.scala:7:8: object Odd is not a member of package org.apache.predictionio.data",
            "src/main/java/Model.java:53:40: method parse in class org.json4s.jackson.JsonMethods$ cannot be applied to given types;",
            "Run.scala:58:11: wrong number of type arguments for org.apache.predictionio.controller.LPreparator, should be 2",
            "  symbol:   class JavaSimpleEngineBuilder",
            "  symbol:   class EmptyDataParams",
            "  symbol:   class MyOwn",
            "src/main/scala/A.scala:8:8: object predict is not a member of package org.example",
        ];
        insta::assert_snapshot!(remedies(&lines.map(ToOwned::to_owned)).join("\n"));
    }
}
