//! Words for settings of the build.

use super::Message;
use crate::settings::SettingError;
use indoc::formatdoc;

/// A setting that has to be yes or no and is neither.
#[must_use]
pub fn describe(error: &SettingError) -> Message {
    let SettingError { name, value } = error;
    Message::new(
        format!("{name} cannot be \"{value}\""),
        formatdoc! {"
            It takes `true` or `false`.

            Set it like this: {name}=true; or unset it."},
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
        };
        insta::assert_snapshot!(describe(&error));
    }
}
