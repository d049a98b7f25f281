use super::error::{Expected, LaunchError};
use crate::settings::yes_or_no;
use std::collections::BTreeMap;

/// The environment variables of the launcher. An empty variable counts as one that is not set:
/// platforms have no other way to unset one.
#[derive(Clone, Default)]
pub struct Environment {
    all: BTreeMap<String, String>,
    /// Those that the platform does not set.
    below: BTreeMap<String, String>,
}

impl Environment {
    /// The value of a variable that is set and not empty.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.all
            .get(key)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The variables whose names begin with `prefix`, without the empty ones.
    pub fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.all
            .iter()
            .filter(move |(key, value)| key.starts_with(prefix) && !value.is_empty())
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The same with more variables, of which those that are set already stay as they are.
    #[must_use]
    pub fn above(mut self, variables: &BTreeMap<String, String>) -> Self {
        for (key, value) in variables {
            if self.get(key).is_none() && !value.is_empty() {
                self.all.insert(key.clone(), value.clone());
                self.below.insert(key.clone(), value.clone());
            }
        }
        self
    }

    /// The same with other variables, which take the place of those that are set.
    #[must_use]
    pub fn with(mut self, variables: &BTreeMap<String, String>) -> Self {
        for (key, value) in variables {
            self.all.insert(key.clone(), value.clone());
            self.below.insert(key.clone(), value.clone());
        }
        self
    }

    /// The variables that did not come from the platform.
    #[must_use]
    pub fn below(&self) -> &BTreeMap<String, String> {
        &self.below
    }

    /// A yes or no; no when it is not set.
    ///
    /// # Errors
    /// When the value is neither.
    pub fn flag(&self, key: &'static str) -> Result<bool, LaunchError> {
        let value = self.get(key).unwrap_or_default();
        yes_or_no(value).ok_or_else(|| self.refuse(key, Expected::Flag))
    }

    /// A TCP port, if it is set.
    ///
    /// # Errors
    /// When the value is not a number from 1 to 65535.
    pub fn port(&self, key: &'static str) -> Result<Option<u16>, LaunchError> {
        self.get(key)
            .map(|value| value.trim().parse::<u16>())
            .transpose()
            .ok()
            .filter(|port| *port != Some(0))
            .ok_or_else(|| self.refuse(key, Expected::Port))
    }

    /// A number of seconds, if it is set.
    ///
    /// # Errors
    /// When the value is not a whole number.
    pub fn seconds(&self, key: &'static str) -> Result<Option<u32>, LaunchError> {
        self.get(key)
            .map(|value| value.trim().parse::<u32>())
            .transpose()
            .map_err(|_| self.refuse(key, Expected::Seconds))
    }

    /// The error for a value that is not what the setting takes.
    pub(super) fn refuse(&self, key: &'static str, expected: Expected) -> LaunchError {
        LaunchError::Setting {
            key,
            value: self.get(key).unwrap_or_default().to_owned(),
            expected,
        }
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Environment {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(variables: T) -> Self {
        let variables = variables.into_iter();
        Self {
            all: variables
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
            below: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(value: &str) -> Environment {
        Environment::from_iter([("KEY", value)])
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        assert_eq!(with("").get("KEY"), None);
        assert_eq!(with("").with_prefix("K").count(), 0);
        assert_eq!(
            with("a").with_prefix("K").collect::<Vec<_>>(),
            [("KEY", "a")]
        );
        assert_eq!(with("a").with_prefix("X").count(), 0);
    }

    #[test]
    fn what_the_platform_sets_wins() {
        let more = [("KEY", "x"), ("EMPTY", ""), ("MORE", "y")];
        let more = more.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let env = with("a").above(&BTreeMap::from(more.clone()));
        assert_eq!(env.get("KEY"), Some("a"));
        assert_eq!(env.get("MORE"), Some("y"));
        assert_eq!(env.below().keys().collect::<Vec<_>>(), ["MORE"]);
        // An empty variable is one that is not set.
        assert_eq!(with("").above(&BTreeMap::from(more)).get("KEY"), Some("x"));
    }

    #[test]
    fn flags_are_yes_or_no() {
        for yes in ["true", "TRUE", "1", "yes", "on"] {
            assert!(with(yes).flag("KEY").unwrap(), "{yes}");
        }
        for no in ["", "false", "0", "no", "Off"] {
            assert!(!with(no).flag("KEY").unwrap(), "{no}");
        }
        assert!(with("maybe").flag("KEY").is_err());
    }

    #[test]
    fn ports_are_numbers_from_1_to_65535() {
        assert_eq!(with("").port("KEY").unwrap(), None);
        assert_eq!(with("8080").port("KEY").unwrap(), Some(8080));
        for wrong in ["0", "65536", "-1", "http"] {
            let error = with(wrong).port("KEY").unwrap_err();
            assert!(
                matches!(&error, LaunchError::Setting { key: "KEY", value, expected: Expected::Port } if value == wrong),
                "{error:?}"
            );
        }
    }

    #[test]
    fn seconds_are_whole_numbers() {
        assert_eq!(with("0").seconds("KEY").unwrap(), Some(0));
        assert!(with("1.5").seconds("KEY").is_err());
    }
}
