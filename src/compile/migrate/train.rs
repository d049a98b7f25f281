use super::Changes;
use super::sources;
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// `def train(data: T)`, with no more than that one parameter.
static TRAIN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\bdef\s+train\s*\((?<parameter>\s*\w+\s*:\s*[^(),=]+)\)").ok());

/// The head of a class, at the start of a line: comments speak of classes as well.
static CLASS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let modifiers = r"(?:(?:abstract|case|final|implicit|private(?:\[\w+\])?|sealed)\s+)*";
    Regex::new(&format!(
        r"(?m)^[ \t]*{modifiers}(?:class|object|trait)\s+\w"
    ))
    .ok()
});

/// The algorithms whose `train` PIO 0.9 changed. That of `LAlgorithm` stays.
static ALGORITHM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\bextends\s+(?:[\w.]+\.)?P(?:2L)?Algorithm\s*\[").ok());

/// Since PIO 0.9 the algorithms on Spark are given its context: `train(sc, data)`.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    for (file, text) in sources::all(tree)? {
        let (new, count) = with_context(&text);
        if count > 0 {
            changes.say(
                &file,
                "train gets the parameter for Spark's context that it has since PredictionIO 0.9",
            );
            tree.write(file, new);
        }
    }
    Ok(())
}

fn with_context(text: &str) -> (String, usize) {
    let mut count = 0;
    let Some(pattern) = TRAIN.as_ref() else {
        return (text.to_owned(), count);
    };
    let new = pattern.replace_all(text, |found: &Captures| {
        let parameter = &found["parameter"];
        let at = found.get(0).map_or(0, |whole| whole.start());
        if parameter.contains("SparkContext") || !is_in_algorithm(&text[..at]) {
            return found[0].to_owned();
        }
        count += 1;
        // A name that shadows none of the engine's, and a type that none of its packages hides.
        let context = "contextOfTraining: _root_.org.apache.spark.SparkContext";
        found[0].replacen('(', &format!("({context}, "), 1)
    });
    (new.into_owned(), count)
}

/// Whether the last class that begins in the text is such an algorithm.
fn is_in_algorithm(before: &str) -> bool {
    let class = CLASS.as_ref().and_then(|it| it.find_iter(before).last());
    let head = class.map_or("", |class| &before[class.start()..]);
    ALGORITHM.as_ref().is_some_and(|it| it.is_match(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_context_is_added_to_algorithms_on_spark() {
        let old = "case class P(rank: Int)\nclass A(val p: P)\n  extends PAlgorithm[PreparedData, Model, Query, Result] {\n\n  // This class trains.\n  \
                   def train(data: PreparedData): Model = {\n    data.train(x)\n  }\n}\n";
        let (new, count) = with_context(old);
        assert_eq!(count, 1);
        assert!(new.contains(
            "def train(contextOfTraining: _root_.org.apache.spark.SparkContext, data: PreparedData): Model"
        ));
        assert_eq!(new.lines().count(), old.lines().count());
        let generic =
            "class A extends P2LAlgorithm[P, M, Q, R] { override def train(d: RDD[(A)]) }";
        assert_eq!(
            with_context(generic).1,
            0,
            "what cannot be read for sure stays"
        );
        let generic = "class A extends P2LAlgorithm[P, M, Q, R] { override def train(d: RDD[A]) }";
        assert_eq!(with_context(generic).1, 1);
    }

    #[test]
    fn other_methods_stay() {
        for text in [
            "class A extends LAlgorithm[P, M, Q, R] { def train(data: P): M }",
            "class A extends PAlgorithm[P, M, Q, R] { def train(sc: SparkContext, data: P): M }",
            "class A extends PAlgorithm[P, M, Q, R] { def train(sc: SparkContext): M }",
            "class A extends PAlgorithm[P, M, Q, R] { }\nclass Own { def train(data: P): M }",
            "def train(data: P): M",
        ] {
            assert_eq!(with_context(text), (text.to_owned(), 0));
        }
    }
}
