//! What a release does before the servers start: app and key, data, a training where there is something new to learn from.
//!
//! The work is done by the launcher's own commands, each in a process of its own, one after the other.

mod command;
mod data;
mod error;
mod place;
mod settings;

pub use command::run;
pub use error::ReleaseError;
pub use settings::{PURGE_EVENTS, ReleaseSettings, TRAIN_ON_RELEASE};
