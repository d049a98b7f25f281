use super::error::ReleaseError;
use crate::launch::Environment;
use crate::launch::identity::APP_NAME;
use crate::launch::variant::is_placeholder;

/// Whether a release trains; the ancestor's name.
pub const TRAIN_ON_RELEASE: &str = "PIO_TRAIN_ON_RELEASE";
/// Whether events that are synchronised take the place of those that are there; the ancestor's name.
pub const PURGE_EVENTS: &str = "PIO_PURGE_EVENTS_ON_SYNC";

/// What a release is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseSettings {
    /// The app whose events the engine learns from.
    pub app: String,
    /// Whether it trains.
    pub trains: bool,
    /// Whether the events of the app are deleted before others are synchronised.
    pub purges: bool,
}

impl ReleaseSettings {
    /// Reads the settings; the app is that of the variant where the environment names none.
    ///
    /// # Errors
    /// When no app is named, or a setting is neither yes nor no.
    pub fn read(env: &Environment, of_variant: Option<&str>) -> Result<Self, ReleaseError> {
        // An app that is really called INVALID_APP_NAME is nobody's wish.
        let of_variant = of_variant.filter(|name| !is_placeholder(name));
        let app = env.get(APP_NAME).or(of_variant);
        Ok(Self {
            app: app.ok_or(ReleaseError::NoApp)?.to_owned(),
            trains: env.get(TRAIN_ON_RELEASE).is_none() || env.flag(TRAIN_ON_RELEASE)?,
            purges: env.flag(PURGE_EVENTS)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        variables: &[(&str, &str)],
        variant: Option<&str>,
    ) -> Result<ReleaseSettings, ReleaseError> {
        ReleaseSettings::read(&variables.iter().copied().collect(), variant)
    }

    #[test]
    fn a_release_trains_and_keeps_events_unless_told_otherwise() {
        let settings = read(&[], Some("shop")).unwrap();
        assert_eq!(settings.app, "shop");
        assert!(settings.trains && !settings.purges);
        let other = read(
            &[
                (APP_NAME, "other"),
                (TRAIN_ON_RELEASE, "false"),
                (PURGE_EVENTS, "true"),
            ],
            Some("shop"),
        )
        .unwrap();
        assert_eq!(other.app, "other");
        assert!(!other.trains && other.purges);
    }

    #[test]
    fn without_an_app_there_is_nothing_to_release() {
        assert!(matches!(read(&[], None), Err(ReleaseError::NoApp)));
        let placeholder = Some("INVALID_APP_NAME");
        assert!(matches!(read(&[], placeholder), Err(ReleaseError::NoApp)));
        assert!(read(&[(APP_NAME, "shop")], placeholder).is_ok());
        assert!(matches!(
            read(&[(PURGE_EVENTS, "perhaps")], Some("x")),
            Err(ReleaseError::Launch(_))
        ));
    }
}
