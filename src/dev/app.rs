//! The app whose events the engine reads.

use crate::launch::Environment;
use crate::launch::identity::APP_NAME;
use crate::launch::variant::{is_placeholder, resolve};
use std::path::Path;

/// What the app is called where nobody names it.
const UNNAMED: &str = "dev";

/// The app that the environment names, else the engine variant; a placeholder names none.
#[must_use]
pub fn app_of(file: &Path, text: &str, env: &Environment) -> String {
    let of_variant = || {
        // What is wrong with it is told by the process that needs it.
        let name = resolve(file, text, env).ok()?.app_name?;
        (!name.is_empty() && !is_placeholder(&name)).then_some(name)
    };
    let named = env.get(APP_NAME).map(ToOwned::to_owned);
    named
        .or_else(of_variant)
        .unwrap_or_else(|| UNNAMED.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_has_a_name_whatever_the_variant_says() {
        let app = |name: &str, env: &[(&str, &str)]| {
            let text = format!(r#"{{"datasource":{{"params":{{"appName":"{name}"}}}}}}"#);
            app_of(
                Path::new("engine.json"),
                &text,
                &env.iter().copied().collect(),
            )
        };
        assert_eq!(app("shop", &[]), "shop");
        assert_eq!(app("INVALID_APP_NAME", &[]), "dev");
        assert_eq!(app("${PIO_EVENTSERVER_APP_NAME}", &[]), "dev");
        assert_eq!(app("shop", &[(APP_NAME, "mine")]), "mine");
        assert_eq!(
            app_of(Path::new("engine.json"), "{}", &Environment::default()),
            "dev"
        );
    }
}
