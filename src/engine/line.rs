use std::fmt;

/// A line of PIO: versions that belong together and run a range of engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Engines for 0.8 to 0.10: Scala 2.10 and Spark 1.6.
    V0_10,
    /// Engines for 0.11 to 0.14: Scala 2.11 and Spark 2.4.
    V0_14,
}

impl Line {
    /// Every line, oldest first.
    pub const ALL: [Self; 2] = [Self::V0_10, Self::V0_14];

    /// The version of PIO that is installed.
    #[must_use]
    pub fn pio(self) -> &'static str {
        match self {
            Self::V0_10 => "0.10.0-incubating",
            Self::V0_14 => "0.14.0",
        }
    }

    /// The version of Spark that is installed.
    #[must_use]
    pub fn spark(self) -> &'static str {
        match self {
            Self::V0_10 => "1.6.3",
            Self::V0_14 => "2.4.8",
        }
    }

    /// The version of Scala that compiles and runs everything.
    #[must_use]
    pub fn scala(self) -> &'static str {
        match self {
            Self::V0_10 => "2.10.7",
            Self::V0_14 => "2.11.12",
        }
    }

    /// The line that runs the engines of a PIO version such as `0.12.1`; `None` when that is no version.
    #[must_use]
    pub fn of_pio(version: &str) -> Option<Self> {
        Some(if two_numbers(version)? <= (0, 10) {
            Self::V0_10
        } else {
            Self::V0_14
        })
    }

    /// The line whose Scala sources can be of such a version; `None` when no line compiles it.
    pub(super) fn of_scala(version: &str) -> Option<Self> {
        match two_numbers(version)? {
            (2, 10) => Some(Self::V0_10),
            (2, 11) => Some(Self::V0_14),
            _ => None,
        }
    }

    /// The line whose Spark is of the same generation.
    pub(super) fn of_spark(version: &str) -> Option<Self> {
        match two_numbers(version)?.0 {
            1 => Some(Self::V0_10),
            2 => Some(Self::V0_14),
            _ => None,
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V0_10 => "0.10",
            Self::V0_14 => "0.14",
        })
    }
}

/// The first two numbers of a version: `0.10.0-incubating` and `0.10` are both (0, 10).
fn two_numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().split(['.', '-']);
    let major = parts.next()?.parse().ok()?;
    let minor = parts.next()?.parse().ok()?;
    Some((major, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_belongs_to_a_line() {
        for version in ["0.8.6", "0.9.2", "0.9.7-aml", "0.10", "0.10.0-incubating"] {
            assert_eq!(Line::of_pio(version), Some(Line::V0_10), "{version}");
        }
        for version in ["0.11.0-incubating", "0.12.1", "0.13.0", "0.14.0"] {
            assert_eq!(Line::of_pio(version), Some(Line::V0_14), "{version}");
        }
        for text in ["", "latest", "pioVersion", "1", "0.x"] {
            assert_eq!(Line::of_pio(text), None, "{text}");
        }
    }

    #[test]
    fn scala_and_spark_tell_a_line_too() {
        assert_eq!(Line::of_scala("2.10.4"), Some(Line::V0_10));
        assert_eq!(Line::of_scala("2.11.8"), Some(Line::V0_14));
        assert_eq!(Line::of_scala("2.12.1"), None);
        assert_eq!(Line::of_spark("1.3.0"), Some(Line::V0_10));
        assert_eq!(Line::of_spark("2.1.1"), Some(Line::V0_14));
    }
}
