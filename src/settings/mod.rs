//! Every setting, at build and at launch, in one table. `docs/settings.md` shows the same table; a
//! test compares the two.

mod build;
mod launch;

pub use build::{BUILD_SETTINGS, BuildSettings};
pub use launch::LAUNCH_SETTINGS;

/// One row of the table of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The environment variable.
    pub name: &'static str,
    /// What holds when it is not set, as text for the table.
    pub default: &'static str,
    /// What it does, in a sentence or two.
    pub what: &'static str,
    /// A value as a user would write it.
    pub example: &'static str,
}
