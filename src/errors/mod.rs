//! What went wrong → what to do: one message per cause.
//!
//! Each module that can fail has an error enum that carries facts (file, key, value, cause). The
//! functions here turn those facts into words; nothing else in the project words an error.

mod absent;
pub mod build;
mod cluster;
pub mod compile;
mod console;
pub mod control;
pub mod database;
pub mod dev;
mod download;
mod dropped;
pub mod era;
pub mod events;
pub mod exhausted;
pub mod health;
pub mod install;
pub mod launch;
pub mod notes;
pub mod place;
pub mod release;
pub mod settings;
pub mod storage;
pub mod trust;
pub mod variant;

use std::fmt;

/// An error as a user reads it: what happened in the title; where, why and what to do in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// One line without a full stop.
    pub title: String,
    /// Paragraphs, wrapped by hand, without secrets and without stack traces.
    pub body: String,
}

impl Message {
    /// Makes a message from its two parts.
    pub fn new(title: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            body: body.into(),
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n\n{}", self.title, self.body)
    }
}
