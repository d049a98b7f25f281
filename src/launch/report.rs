//! What the launcher itself can tell, without a JVM.

use crate::engine::ImageFacts;

/// The versions in an image, one to a line.
#[must_use]
pub fn versions(facts: &ImageFacts) -> String {
    format!(
        "PredictionIO {}\nSpark {}\nScala {}\nbuildpack {}\n",
        facts.pio_version, facts.spark_version, facts.scala_version, facts.buildpack_version
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::start::tests::facts;

    #[test]
    fn versions_are_told() {
        assert_eq!(
            versions(&facts()),
            "PredictionIO 0.10.0-incubating\nSpark 1.6.3\nScala 2.10.7\nbuildpack 0.1.0\n"
        );
    }
}
