//! `pio dev`: database, event server, training and query server of one engine in one container, to try it.
//!
//! The work is done by PostgreSQL and by the launcher's own commands, each in a process of its own under this one, which
//! is the first of its container: it passes signals on, reaps what ends, and ends when one of the servers does.

mod app;
mod cluster;
mod data;
mod error;
mod lines;
mod run;
mod session;
mod shares;
mod supervisor;

pub use app::app_of;
pub use data::DataDir;
pub use error::DevError;
pub use run::{Dev, run};
pub use session::Session;
pub use shares::{Shares, Shortage};

/// The setting with the directory for all data.
pub const DEV_DATA: &str = "PIO_DEV_DATA";
