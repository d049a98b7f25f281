//! One at a time: a lock in the database that goes with its connection.

use super::Session;
use super::command::Direct;
use super::error::TransferError;

/// Held until it is dropped, or its process ends.
pub struct Lock {
    _session: Session,
}

impl Direct<'_> {
    /// Takes the lock of this name; `waiting` is told when another process has it.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn lock(&self, name: &str, waiting: impl FnOnce()) -> Result<Lock, TransferError> {
        let mut session = self.metadata()?;
        let whereabouts = session.whereabouts();
        let taken = session
            .client
            .query_one("SELECT pg_try_advisory_lock(hashtext($1))", &[&name])
            .and_then(|row| row.try_get::<_, bool>(0))
            .map_err(|error| whereabouts.failed(&error))?;
        if !taken {
            waiting();
            session
                .client
                .execute("SELECT pg_advisory_lock(hashtext($1))", &[&name])
                .map_err(|error| whereabouts.failed(&error))?;
        }
        Ok(Lock { _session: session })
    }
}
