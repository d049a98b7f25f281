use super::era::Era;
use super::line::Line;

/// The setting that overrides the version of PIO.
pub const PIO_VERSION: &str = "BP_PIO_VERSION";
/// The setting that overrides the version of Scala.
pub const SCALA_VERSION: &str = "BP_SCALA_VERSION";
/// The setting that overrides the version of Spark.
pub const SPARK_VERSION: &str = "BP_SPARK_VERSION";

/// The versions that a user asks for, whatever the engine says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// The value of [`PIO_VERSION`].
    pub pio: Option<String>,
    /// The value of [`SCALA_VERSION`].
    pub scala: Option<String>,
    /// The value of [`SPARK_VERSION`].
    pub spark: Option<String>,
}

/// Why no line can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// No line has such a version.
    #[error("{setting} is {value}; there are {offered:?}")]
    NoSuchVersion {
        /// The setting.
        setting: &'static str,
        /// Its value.
        value: String,
        /// The versions that there are, one for each line.
        offered: Vec<&'static str>,
    },
    /// Each version is there, but not in one line.
    #[error("no line has all of {wishes:?}")]
    AtOdds {
        /// The settings and their values.
        wishes: Vec<(&'static str, String)>,
    },
}

/// The era that a build goes by: what the engine says, unless the user's wishes ask for another line.
///
/// # Errors
/// When no line has what is wished for.
pub fn choose(found: Era, wishes: &Wishes) -> Result<Era, ChoiceError> {
    let wishes = wishes.given();
    for (setting, value, of_line) in &wishes {
        if !Line::ALL.iter().any(|line| fits(value, of_line(*line))) {
            return Err(ChoiceError::NoSuchVersion {
                setting,
                value: value.clone(),
                offered: Line::ALL.iter().map(|line| of_line(*line)).collect(),
            });
        }
    }
    let allows = |line: Line| {
        wishes
            .iter()
            .all(|(_, value, of_line)| fits(value, of_line(line)))
    };
    if allows(found.line) {
        return Ok(found);
    }
    let said = wishes
        .iter()
        .map(|(setting, value, _)| (*setting, value.clone()));
    let said: Vec<_> = said.collect();
    match Line::ALL.into_iter().find(|line| allows(*line)) {
        Some(line) => Ok(Era {
            reason: format!("{}, although {}", in_words(&said), found.reason),
            line,
            ..found
        }),
        None => Err(ChoiceError::AtOdds { wishes: said }),
    }
}

/// Which version of something a line has.
type OfLine = fn(Line) -> &'static str;
/// A setting, its value, and what a line has in its place.
type Wish = (&'static str, String, OfLine);

impl Wishes {
    fn given(&self) -> Vec<Wish> {
        let wish = |setting, value: &Option<String>, of_line: OfLine| {
            value.clone().map(|value| (setting, value, of_line))
        };
        [
            wish(PIO_VERSION, &self.pio, Line::pio),
            wish(SCALA_VERSION, &self.scala, Line::scala),
            wish(SPARK_VERSION, &self.spark, Line::spark),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Whether a version is meant: `0.10` and `0.10.0` mean `0.10.0-incubating`.
fn fits(wish: &str, version: &str) -> bool {
    version
        .strip_prefix(wish)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}

fn in_words(wishes: &[(&'static str, String)]) -> String {
    let each: Vec<_> = wishes
        .iter()
        .map(|(setting, value)| format!("{setting} is {value}"))
        .collect();
    each.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: Line) -> Era {
        Era {
            version: Some("0.12.1".to_owned()),
            line,
            reason: "build.sbt depends on it".to_owned(),
        }
    }

    fn wishes(pio: &str, scala: &str, spark: &str) -> Wishes {
        let given = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        Wishes {
            pio: given(pio),
            scala: given(scala),
            spark: given(spark),
        }
    }

    #[test]
    fn what_the_engine_says_holds_as_long_as_nobody_objects() {
        for agreeing in [wishes("", "", ""), wishes("0.14", "2.11.12", "2.4")] {
            assert_eq!(
                choose(found(Line::V0_14), &agreeing),
                Ok(found(Line::V0_14))
            );
        }
    }

    #[test]
    fn a_wish_asks_for_another_line() {
        for other in [
            wishes("0.10.0-incubating", "", ""),
            wishes("0.10", "", ""),
            wishes("", "2.10", ""),
            wishes("", "", "1.6.3"),
        ] {
            assert_eq!(
                choose(found(Line::V0_14), &other).unwrap().line,
                Line::V0_10
            );
        }
        let era = choose(found(Line::V0_14), &wishes("0.10", "2.10", "")).unwrap();
        assert_eq!(
            era.reason,
            "BP_PIO_VERSION is 0.10 and BP_SCALA_VERSION is 2.10, although build.sbt depends on it"
        );
    }

    #[test]
    fn a_version_that_no_line_has_is_refused() {
        for (wish, setting) in [
            (wishes("0.12.1", "", ""), PIO_VERSION),
            (wishes("0.1", "", ""), PIO_VERSION),
            (wishes("", "2.12", ""), SCALA_VERSION),
            (wishes("", "", "2.1.1"), SPARK_VERSION),
        ] {
            match choose(found(Line::V0_10), &wish) {
                Err(ChoiceError::NoSuchVersion { setting: said, .. }) => assert_eq!(said, setting),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn wishes_of_two_lines_are_at_odds() {
        let error = choose(found(Line::V0_10), &wishes("0.14.0", "", "1.6")).unwrap_err();
        let expected = vec![
            (PIO_VERSION, "0.14.0".to_owned()),
            (SPARK_VERSION, "1.6".to_owned()),
        ];
        assert_eq!(error, ChoiceError::AtOdds { wishes: expected });
    }
}
