//! Events in and out of PIO's own tables in PostgreSQL, past PIO: by COPY, the database's bulk path.

mod command;
mod error;
mod export;
mod import;
mod input;
mod interrupt;
mod judge;
mod lock;
mod output;
mod place;

pub use command::Direct;
pub use error::{BadLine, TransferError};
pub use judge::judge;
pub use lock::Lock;

use export::export;
use import::import;
use input::Input;
use output::Output;

use crate::database::{DatabaseError, Fault, Watch};

/// Tells of the way: how many events so far.
type OnProgress<'a> = &'a mut dyn FnMut(u64);

/// A connection, and what to say of it when it fails.
struct Session {
    /// The connection.
    client: postgres::Client,
    /// Host, port and name, without secrets.
    shown: String,
    /// The user.
    user: String,
    /// Ends the process when the server hangs.
    _watch: Watch,
}

/// Where the database is, for errors while a connection is in use.
#[derive(Debug, Clone)]
struct Whereabouts {
    shown: String,
    user: String,
}

impl Session {
    fn whereabouts(&self) -> Whereabouts {
        Whereabouts {
            shown: self.shown.clone(),
            user: self.user.clone(),
        }
    }
}

impl Whereabouts {
    fn failed(&self, error: &postgres::Error) -> TransferError {
        TransferError::Database(DatabaseError::Fault {
            place: self.shown.clone(),
            user: self.user.clone(),
            fault: Fault::of(error),
            waited: None,
            is_default: false,
        })
    }
}
