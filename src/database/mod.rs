//! Connections of the launcher's own to a PostgreSQL database, under the rules by which PIO's JDBC driver connects.

mod address;
mod connect;
mod error;
mod tls;
mod watch;
pub mod zone;

pub use address::{Address, TlsMode};
pub use connect::connect;
pub use error::{DatabaseError, Fault};
pub use tls::Roots;
pub use watch::{SILENCE, Watch, watch};
