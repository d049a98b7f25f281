//! Events as files hold them and as PIO stores them in PostgreSQL. Pure: no file, no database.
//!
//! The rules are those of PIO's event server (`EventJson4sSupport` and `EventValidation` of PIO 0.10 and 0.14), the
//! columns those of its JDBC storage (`JDBCLEvents`). What both do at the edges was tried out with PIO's own jars;
//! the tests hold what came out.

mod calendar;
pub mod copy;
mod event;
mod fault;
pub mod json;
pub mod lines;
mod number;
pub mod progress;
mod time;

pub use event::Event;
pub use fault::{Fault, Field};
pub use time::Time;
