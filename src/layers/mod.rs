//! One file per layer. Each has a key, a typed record of all that its content depends on.

mod authorities;
mod dependencies;
mod embedded;
mod engine;
mod jars;
mod java;
mod keyed;
mod launcher;
mod native;
mod pio_archive;
mod postgresql;
mod sbt;
mod suite;

pub(crate) use authorities::trust;
pub(crate) use engine::{Compiled, Inputs, compile};
pub(crate) use jars::install_platform;
pub(crate) use java::install_java;
pub(crate) use launcher::install_launcher;
pub(crate) use postgresql::install_postgresql;
pub(crate) use sbt::install_sbt;
