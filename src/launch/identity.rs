//! The name under which an engine's trainings are kept.

use super::environment::Environment;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The variable with which a user names the engine.
pub const ENGINE_ID: &str = "PIO_ENGINE_ID";
/// The variable with the app's name, as the ancestor's engines read it.
pub const APP_NAME: &str = "PIO_EVENTSERVER_APP_NAME";

/// What stays itself.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// The engine's id: `PIO_ENGINE_ID`, else `<factory>@<app>`, else the factory alone.
///
/// The app is the one that the variant names, else `PIO_EVENTSERVER_APP_NAME`. It is part of the id since
/// several apps may keep their trainings in one database, and every variant is called `default`.
/// What is not a letter, a digit, `-`, `.` or `_` in either is percent-encoded: two names never give
/// one id, and an id needs no quotes on a command line or in SQL, not even that of a Scala object (`$`).
#[must_use]
pub fn engine_id(env: &Environment, factory: &str, app_of_variant: Option<&str>) -> String {
    if let Some(id) = env.get(ENGINE_ID) {
        return id.to_owned();
    }
    let named = app_of_variant.filter(|app| !app.is_empty());
    let app = named.or_else(|| env.get(APP_NAME));
    let parts = [Some(factory), app].into_iter().flatten();
    let parts: Vec<_> = parts
        .map(|part| utf8_percent_encode(part, PLAIN).to_string())
        .collect();
    parts.join("@")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_tells_apps_apart() {
        let none = Environment::default();
        let app = Environment::from_iter([(APP_NAME, "shop")]);
        let id = Environment::from_iter([(ENGINE_ID, "mine"), (APP_NAME, "shop")]);
        assert_eq!(
            engine_id(&none, "org.example.Engine", None),
            "org.example.Engine"
        );
        assert_eq!(engine_id(&none, "F", Some("")), "F");
        assert_eq!(engine_id(&none, "F", Some("My App'1")), "F@My%20App%271");
        assert_eq!(
            engine_id(&none, "org.Object$", Some("a@b")),
            "org.Object%24@a%40b"
        );
        assert_eq!(engine_id(&app, "F", None), "F@shop");
        assert_eq!(engine_id(&app, "F", Some("other")), "F@other");
        assert_eq!(engine_id(&id, "F", Some("other")), "mine");
    }
}
