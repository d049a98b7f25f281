use super::Surroundings;
use crate::launch::error::LaunchError;
use crate::launch::identity::engine_id;

/// A command line in the making.
pub(super) struct Line(pub(super) Vec<String>);

impl Line {
    pub(super) fn new<const N: usize>(words: [&str; N]) -> Self {
        Self(words.map(ToOwned::to_owned).into())
    }

    pub(super) fn option(&mut self, name: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.0.extend([name.to_owned(), value.clone()]);
        }
    }

    pub(super) fn flag(&mut self, name: &str, given: bool) {
        if given {
            self.0.push(name.to_owned());
        }
    }

    /// Names the engine; gives back its factory.
    pub(super) fn engine(
        &mut self,
        command: &'static str,
        around: Surroundings,
    ) -> Result<String, LaunchError> {
        let engine = around
            .facts
            .engine
            .as_ref()
            .ok_or(LaunchError::NoEngine { command })?;
        let app = around.variant.and_then(|it| it.app_name.as_deref());
        let id = engine_id(around.env, &engine.factory, app);
        let copy = around.variant.and_then(|it| it.file.clone());
        let variant = copy.unwrap_or_else(|| engine.dir.join(&engine.variant));
        for (name, value) in [
            ("--engine-id", id),
            ("--engine-version", engine.variant.display().to_string()),
            ("--engine-factory", engine.factory.clone()),
            ("--engine-variant", variant.display().to_string()),
        ] {
            self.option(name, Some(&value));
        }
        Ok(engine.factory.clone())
    }
}
