use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What names a jar in a Maven repository: `group:artifact:version` or
/// `group:artifact:version:classifier`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Coordinates {
    /// Such as `org.apache.spark`.
    pub group: String,
    /// Such as `spark-core_2.10`.
    pub artifact: String,
    /// Such as `1.6.3`.
    pub version: String,
    /// Such as `hadoop2`; most jars have none.
    pub classifier: Option<String>,
}

/// The text is not that of coordinates.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not of the form group:artifact:version or group:artifact:version:classifier")]
pub struct CoordinatesError(pub String);

impl Coordinates {
    /// The jar's path in a repository.
    #[must_use]
    pub fn path(&self) -> String {
        let Self {
            group,
            artifact,
            version,
            ..
        } = self;
        let dir = group.replace('.', "/");
        format!("{dir}/{artifact}/{version}/{}", self.file_name())
    }

    /// The jar's file name, which says nothing of the group.
    #[must_use]
    pub fn file_name(&self) -> String {
        let classifier = self.classifier.as_deref().unwrap_or_default();
        let dash = if classifier.is_empty() { "" } else { "-" };
        format!("{}-{}{dash}{classifier}.jar", self.artifact, self.version)
    }
}

impl FromStr for Coordinates {
    type Err = CoordinatesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<_> = text.split(':').collect();
        let [group, artifact, version, rest @ ..] = parts.as_slice() else {
            return Err(CoordinatesError(text.to_owned()));
        };
        // The parts become directories and file names.
        let plain = |part: &&str| {
            !part.is_empty()
                && !part.starts_with('.')
                && !part.ends_with('.')
                && !part.contains("..")
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "._-+".contains(c))
        };
        if rest.len() > 1 || !parts.iter().all(plain) {
            return Err(CoordinatesError(text.to_owned()));
        }
        Ok(Self {
            group: (*group).to_owned(),
            artifact: (*artifact).to_owned(),
            version: (*version).to_owned(),
            classifier: rest.first().map(|part| (*part).to_owned()),
        })
    }
}

impl fmt::Display for Coordinates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.group, self.artifact, self.version)?;
        match &self.classifier {
            Some(classifier) => write!(f, ":{classifier}"),
            None => Ok(()),
        }
    }
}

impl TryFrom<String> for Coordinates {
    type Error = CoordinatesError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Coordinates> for String {
    fn from(coordinates: Coordinates) -> Self {
        coordinates.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_survive_and_paths_are_those_of_a_repository() {
        for (text, path) in [
            (
                "org.apache.spark:spark-core_2.10:1.6.3",
                "org/apache/spark/spark-core_2.10/1.6.3/spark-core_2.10-1.6.3.jar",
            ),
            (
                "org.apache.avro:avro-mapred:1.7.7:hadoop2",
                "org/apache/avro/avro-mapred/1.7.7/avro-mapred-1.7.7-hadoop2.jar",
            ),
        ] {
            let coordinates: Coordinates = text.parse().unwrap();
            assert_eq!(coordinates.to_string(), text);
            assert_eq!(coordinates.path(), path);
        }
    }

    #[test]
    fn what_could_leave_a_directory_is_refused() {
        for text in [
            "",
            "a",
            "a:b",
            "a:b:",
            "a:b:c:d:e",
            "a::c",
            "a:b:..",
            "a..b:c:1",
            ".a:b:1",
            "a:b/c:1",
            "a:../b:1",
            "a:b:1 2",
            "a:b:c:",
        ] {
            assert_eq!(
                text.parse::<Coordinates>(),
                Err(CoordinatesError(text.to_owned()))
            );
        }
    }
}
