use super::Changes;
use super::sources;
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::Regex;
use std::sync::LazyLock;

/// `(training, EmptyParams(), queries)`, as evaluations are read.
static EMPTY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?<before>,\s*)(?:new\s+)?EmptyParams\s*\(\s*\)(?<after>\s*,)").ok()
});

/// Up to PIO 0.9.1, `EmptyEvaluationInfo` was another name of `EmptyParams`; since then it is a class of its own.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    let Some(pattern) = EMPTY.as_ref() else {
        return Ok(());
    };
    for (file, text) in sources::all(tree)? {
        // What else takes EmptyParams between two others has nothing to do with the information of an evaluation.
        if !text.contains("EmptyEvaluationInfo") || !text.contains("def readEval") {
            continue;
        }
        let new = pattern.replace_all(&text, "${before}new EmptyEvaluationInfo()${after}");
        if new != text {
            changes.say(
                &file,
                "EmptyParams() in an evaluation is EmptyEvaluationInfo after PredictionIO 0.9.1",
            );
            tree.write(&file, new.into_owned());
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
    fn the_information_of_an_evaluation_gets_its_own_class() {
        let (new, said) = migrated(
            "class D extends PDataSource[T, EmptyEvaluationInfo, Q, A] {\n  override def readEval(sc: SparkContext) =\n    \
             Seq((data, EmptyParams(), queries))\n}",
        );
        assert!(new.contains("Seq((data, new EmptyEvaluationInfo(), queries))"));
        assert_eq!(said, 1);
    }

    #[test]
    fn other_parameters_stay() {
        for text in [
            "EngineParams(a, EmptyParams(), b)",
            "type T = EmptyEvaluationInfo; def f = EngineParams(a, EmptyParams(), b)",
            "def readEval(sc: SparkContext) = Seq((data, new EmptyEvaluationInfo(), queries))",
        ] {
            assert_eq!(migrated(text), (text.to_owned(), 0));
        }
    }
}
