//! A Cloud Native Buildpack for Apache PredictionIO engines.
//!
//! Two programs share this library: the buildpack (`main.rs`) and the launcher `pio`
//! (`bin/pio/`) that it puts into the image. Dependencies point one way:
//! `main → layers → {install, compile} → engine` and `bin/pio → launch → engine`.

pub mod backends;
pub mod bindings;
pub mod children;
pub mod compile;
pub mod control;
pub mod database;
pub mod dev;
pub mod engine;
pub mod errors;
pub mod events;
pub mod health;
pub mod install;
pub mod launch;
pub mod links;
pub mod private;
pub mod release;
pub mod sbom;
pub mod settings;
pub mod transfer;
pub mod trust;
pub mod view;
