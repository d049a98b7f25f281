//! Words for a release that ended early.

use super::{Message, events, launch};
use crate::release::ReleaseError;

/// What to say; nothing where the step that failed has said it.
#[must_use]
pub fn describe(error: &ReleaseError) -> Option<Message> {
    Some(match error {
        ReleaseError::NoApp => Message::new(
            "No app is named for this release",
            "PIO_EVENTSERVER_APP_NAME is not set, and the engine variant names no app, or has a\n\
             template's placeholder in the place of the name.\n\n\
             Set PIO_EVENTSERVER_APP_NAME to the app's name, and PIO_EVENTSERVER_ACCESS_KEY to the key that it is to have;\n\
             the release then makes both. Nothing was changed.",
        ),
        ReleaseError::Hook { hook, code } => Message::new(
            format!("{hook} failed"),
            format!(
                "It ended with exit code {code}; what it says is above. Nothing was loaded, and nothing trained.\n\n\
                 The next release runs it again."
            ),
        ),
        ReleaseError::NoFile { hook, file } => Message::new(
            format!("{hook} made no {file}"),
            format!(
                "A release loads {file}, or {file}.gz, which that program is to write into its working directory's `data`.\n\n\
                 Correct the program. The next release runs it again."
            ),
        ),
        ReleaseError::Step(_) => return None,
        ReleaseError::System { what, source } => Message::new(
            "The release cannot work here",
            format!(
                "{}: {source}.\n\n\
                 /tmp must be writable; on a read-only root file system, mount a temporary one there.",
                what.display()
            ),
        ),
        ReleaseError::Launch(error) => launch::describe(error),
        ReleaseError::Database(error) => events::describe(error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_of_a_release_has_words() {
        let errors = [
            ReleaseError::NoApp,
            ReleaseError::Hook {
                hook: "data/create-initial-events",
                code: 3,
            },
            ReleaseError::NoFile {
                hook: "data/create-initial-events",
                file: "data/initial-events.json",
            },
            ReleaseError::System {
                what: "/tmp".into(),
                source: std::io::ErrorKind::PermissionDenied.into(),
            },
        ];
        let described: Vec<String> = errors
            .iter()
            .filter_map(describe)
            .map(|message| message.to_string())
            .collect();
        insta::assert_snapshot!(described.join("\n\n---\n\n"));
        assert_eq!(describe(&ReleaseError::Step(5)), None);
    }
}
