//! Everything that ends a build, and the one place from which its words are asked.

use predictionio_buildpack::bindings::BindingError;
use predictionio_buildpack::compile::CompileError;
use predictionio_buildpack::engine::{ChoiceError, PlaceError, VariantError};
use predictionio_buildpack::errors::{self, Message};
use predictionio_buildpack::install::InstallError;
use predictionio_buildpack::settings::SettingError;
use predictionio_buildpack::trust::TrustError;
use std::io;

/// Why a build ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BuildError {
    #[error(transparent)]
    Variant(#[from] VariantError),
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error("no storage backend {name}")]
    Storage { name: String },
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error(transparent)]
    Binding(#[from] BindingError),
    #[error(transparent)]
    Trust(#[from] TrustError),
    #[error(transparent)]
    Install(#[from] InstallError),
    #[error(transparent)]
    Compile(#[from] CompileError),
    #[error("the launcher's Java part does not compile: {output}")]
    LauncherCompile { output: String },
    #[error(transparent)]
    File(#[from] io::Error),
}

impl From<BuildError> for libcnb::Error<BuildError> {
    fn from(error: BuildError) -> Self {
        Self::BuildpackError(error)
    }
}

/// The words for an error of the buildpack or of the framework below it.
pub(crate) fn describe(error: libcnb::Error<BuildError>) -> Message {
    match error {
        libcnb::Error::BuildpackError(error) => describe_ours(&error),
        other => errors::build::framework(&other.to_string()),
    }
}

fn describe_ours(error: &BuildError) -> Message {
    match error {
        BuildError::Variant(error) => errors::variant::at_build(error),
        BuildError::Setting(error) => errors::settings::describe(error),
        BuildError::Storage { name } => errors::storage::unknown(name),
        BuildError::Choice(error) => errors::era::describe(error),
        BuildError::Place(error) => errors::place::describe(error),
        BuildError::Binding(error) => errors::trust::describe_binding(error),
        BuildError::Trust(error) => errors::trust::describe(error),
        BuildError::Install(error) => errors::install::describe(error),
        BuildError::Compile(error) => errors::compile::describe(error),
        BuildError::LauncherCompile { output } => errors::build::launcher_compile(output),
        BuildError::File(error) => errors::build::file(error),
    }
}
