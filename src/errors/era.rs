//! Words for what keeps a line from being chosen.

use super::Message;
use crate::engine::{ChoiceError, PIO_VERSION};
use indoc::formatdoc;

/// The wishes for versions cannot be met.
#[must_use]
pub fn describe(error: &ChoiceError) -> Message {
    match error {
        ChoiceError::NoSuchVersion {
            setting,
            value,
            offered,
        } => Message::new(
            format!("{setting} asks for a version that there is not"),
            formatdoc! {"
                It is {value}; there are {offered}.

                Engines for PredictionIO 0.8 to 0.10 run on 0.10.0-incubating with Spark 1.6.3 and Scala 2.10, those
                for 0.11 to 0.14 on 0.14.0 with Spark 2.4.8 and Scala 2.11. Without the setting, the engine's own
                build decides between the two.",
            offered = offered.join(" and ")},
        ),
        ChoiceError::AtOdds { wishes } => Message::new(
            "The settings ask for versions that do not belong together",
            formatdoc! {"
                {wishes}.

                PredictionIO 0.10.0-incubating goes with Spark 1.6.3 and Scala 2.10.7, 0.14.0 with Spark 2.4.8 and
                Scala 2.11.12. {PIO_VERSION} alone is enough.",
            wishes = wishes
                .iter()
                .map(|(setting, value)| format!("{setting} is {value}"))
                .collect::<Vec<_>>()
                .join(", ")},
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn every_refusal_says_what_there_is() {
        assert_snapshot!(
            "no_such_version",
            describe(&ChoiceError::NoSuchVersion {
                setting: "BP_PIO_VERSION",
                value: "0.12.1".to_owned(),
                offered: vec!["0.10.0-incubating", "0.14.0"],
            })
        );
        assert_snapshot!(
            "at_odds",
            describe(&ChoiceError::AtOdds {
                wishes: vec![
                    ("BP_PIO_VERSION", "0.14.0".to_owned()),
                    ("BP_SCALA_VERSION", "2.10".to_owned())
                ],
            })
        );
    }
}
