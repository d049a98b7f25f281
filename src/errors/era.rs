//! Words for what keeps a line from being chosen.

use super::Message;
use crate::engine::{ChoiceError, Era, Line, PIO_VERSION};
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

/// The engine is of a line that cannot be built yet.
#[must_use]
pub fn not_yet(era: &Era) -> Message {
    let version = era.version.as_deref().unwrap_or("0.11 or later");
    Message::new(
        format!("This engine is for PredictionIO {version}"),
        formatdoc! {"
            That is so because {reason}.

            This version of the buildpack makes images of engines for PredictionIO 0.8 to 0.10, on Scala 2.10 and
            Spark 1.6. It compiles later ones, but cannot start them yet.

            Many engines run on the older version as well: try it with {PIO_VERSION}=0.10.0-incubating. What such
            an engine uses of later versions, the compiler names. {PIO_VERSION}=0.14.0 compiles the engine
            against PredictionIO 0.14.0 and stops there.",
        reason = era.reason},
    )
}

/// An engine was compiled, but there is no launcher that starts it.
#[must_use]
pub fn no_launcher(line: Line) -> Message {
    Message::new(
        "The engine compiles, but cannot be started yet",
        formatdoc! {"
            It was compiled against PredictionIO {pio}, Spark {spark} and Scala {scala}. The launcher of this version
            of the buildpack starts engines on PredictionIO 0.10 only, so no image is made.

            To get an image, try the older version with {PIO_VERSION}=0.10.0-incubating.",
        pio = line.pio(), spark = line.spark(), scala = line.scala()},
    )
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
        assert_snapshot!("no_launcher", no_launcher(Line::V0_14));
        assert_snapshot!(
            "not_yet",
            not_yet(&Era {
                version: Some("0.12.1".to_owned()),
                line: Line::V0_14,
                reason: "build.sbt depends on apache-predictionio-core 0.12.1".to_owned(),
            })
        );
    }
}
