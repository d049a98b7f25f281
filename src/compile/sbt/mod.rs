//! sbt: laying it out from pinned jars, running it, understanding what it says.

mod command;
pub(super) mod failure;
pub(super) mod handover;
pub(super) mod names;
mod output;
pub(super) mod prepare;
mod proxy;
pub(super) mod run;
