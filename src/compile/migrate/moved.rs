use super::Changes;
use super::sources::{self, divide};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::{Captures, Regex};
use std::sync::LazyLock;

const OLD: &str = "org.apache.predictionio.controller";
const NEW: &str = "org.apache.predictionio.workflow";

/// What PIO 0.9.2 moved from `controller` to `workflow`.
const NAMES: [&str; 2] = ["Workflow", "WorkflowParams"];

static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let old = regex::escape(OLD);
    Regex::new(&format!(
        r"\b{old}\.(?:(?<name>{})\b|\{{(?<list>[^{{}}]*)\}})",
        NAMES.join("|")
    ))
    .ok()
});

/// Names that are at another place since 0.9.2 are asked for there.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    for (file, text) in sources::all(tree)? {
        let (new, names) = migrate(&text);
        if !names.is_empty() {
            let verb = if names.len() == 1 { "is" } else { "are" };
            let names = names.join(" and ");
            changes.say(
                &file,
                format!("{names} {verb} in the package workflow since PredictionIO 0.9.2, no more in controller"),
            );
            tree.write(file, new);
        }
    }
    Ok(())
}

fn migrate(text: &str) -> (String, Vec<&'static str>) {
    let mut names = Vec::new();
    let Some(pattern) = NAME.as_ref() else {
        return (text.to_owned(), names);
    };
    let new = pattern.replace_all(text, |found: &Captures| {
        let asked = found.name("name").map_or("", |name| name.as_str());
        let list = found.name("list").map(|list| list.as_str());
        let divided = list.and_then(|list| divide(list, |name| NAMES.contains(&name)));
        for name in NAMES {
            let divided = divided.as_ref().is_some_and(|it| it.has(name));
            if (asked == name || divided) && !names.contains(&name) {
                names.push(name);
            }
        }
        match divided {
            Some(divided) => divided.text(NEW, OLD),
            None if list.is_none() => format!("{NEW}.{asked}"),
            None => found[0].to_owned(),
        }
    });
    (new.into_owned(), names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moved_names_are_asked_for_at_their_new_place() {
        for (old, new) in [
            (
                "import org.apache.predictionio.controller.Workflow\n",
                "import org.apache.predictionio.workflow.Workflow\n",
            ),
            (
                "import org.apache.predictionio.controller.{Params, WorkflowParams}",
                "import org.apache.predictionio.workflow.{ WorkflowParams}, org.apache.predictionio.controller.{Params}",
            ),
            (
                "import org.apache.predictionio.controller.{Workflow}",
                "import org.apache.predictionio.workflow.{Workflow}",
            ),
        ] {
            assert_eq!(migrate(old).0, new);
        }
    }

    #[test]
    fn other_names_stay() {
        for text in [
            "import org.apache.predictionio.controller.{Params, WorkflowContext}",
            "import org.apache.predictionio.controller.WorkflowContext",
            "import my.controller.Workflow",
        ] {
            assert_eq!(migrate(text), (text.to_owned(), vec![]));
        }
    }
}
