//! Words for settings of the build.

use super::Message;
use crate::settings::{SettingError, Takes};
use indoc::formatdoc;

/// A setting with a value that it does not take.
#[must_use]
pub fn describe(error: &SettingError) -> Message {
    let SettingError { name, value, takes } = error;
    let (what, example) = match takes {
        Takes::YesOrNo => ("`true` or `false`", "true"),
        Takes::Modules => (
            "`group:artifact:version`, several with commas between them",
            "org.carrot2:carrot2-core:3.12.0",
        ),
    };
    Message::new(
        format!("{name} cannot be \"{value}\""),
        formatdoc! {"
            It takes {what}.

            Set it like this: {name}={example}; or unset it."},
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_is_neither_yes_nor_no() {
        let error = SettingError {
            name: "BP_PIO_EVENTSERVER_ONLY",
            value: "ture".to_owned(),
            takes: Takes::YesOrNo,
        };
        insta::assert_snapshot!(describe(&error));
    }

    #[test]
    fn a_setting_that_names_no_module() {
        let error = SettingError {
            name: "BP_PIO_DEPENDENCY_VERSIONS",
            value: "carrot2-core:3.12.0".to_owned(),
            takes: Takes::Modules,
        };
        insta::assert_snapshot!(describe(&error));
    }
}
