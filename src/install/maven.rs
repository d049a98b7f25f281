use super::coordinates::Coordinates;
use super::source::{Source, SourceError};

/// The setting that names another repository.
pub const MAVEN_REPOSITORY: &str = "BP_PIO_MAVEN_REPOSITORY";

/// Google's public mirror of Maven Central. Every jar is pinned by its sha256, so the mirror need
/// not be trusted.
pub const DEFAULT_MAVEN_REPOSITORY: &str =
    "https://maven-central.storage-download.googleapis.com/maven2/";

/// A Maven repository. Neither `Display` nor `Debug` shows its credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MavenRepository(Source);

impl MavenRepository {
    /// The repository that the setting names, else the default one.
    ///
    /// # Errors
    /// When the setting is not a URL of scheme https, http or file.
    pub fn from_setting(value: Option<&str>) -> Result<Self, SourceError> {
        match value {
            Some(url) => Source::parse(url, Some(MAVEN_REPOSITORY)).map(Self),
            None => Source::parse(DEFAULT_MAVEN_REPOSITORY, None).map(Self),
        }
    }

    /// Where a jar is.
    #[must_use]
    pub fn url_of(&self, coordinates: &Coordinates) -> Source {
        self.0.join(&coordinates.path())
    }

    /// The repository itself: URL, and credentials apart from it.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.0
    }
}

impl std::fmt::Display for MavenRepository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_a_good_url() {
        let repository = MavenRepository::from_setting(None).unwrap();
        assert_eq!(repository.to_string(), DEFAULT_MAVEN_REPOSITORY);
        assert_eq!(repository.source().setting(), None);
    }

    #[test]
    fn a_jar_of_a_mirror_keeps_credentials_apart() {
        let repository =
            MavenRepository::from_setting(Some("https://u:p%40ss@maven.example.com/m2")).unwrap();
        let jar = repository.url_of(&"com.example:a:1".parse().unwrap());
        assert_eq!(
            jar.to_string(),
            "https://maven.example.com/m2/com/example/a/1/a-1.jar"
        );
        assert_eq!(jar.credentials().unwrap().password, "p@ss");
        assert_eq!(jar.setting(), Some(MAVEN_REPOSITORY));
        assert!(!format!("{repository:?} {repository}").contains("ss@"));
    }
}
