//! Connecting, with the patience that all processes have.

use super::address::{Address, TlsMode};
use super::error::{DatabaseError, Fault};
use super::tls::{Roots, TlsError, client_config};
use crate::launch::LaunchError;
use crate::trust::Authorities;
use postgres::{Client, NoTls};
use std::thread;
use std::time::{Duration, Instant};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Between two tries, as in the Java part.
const PAUSE: Duration = Duration::from_secs(2);

/// Long work in one go: what bounds other sessions' time does not bound this one's.
const UNBOUNDED: &str = "SELECT set_config(name, '0', false) FROM pg_settings \
     WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout')";

/// Connects. What may pass is tried again for `patience` seconds, and `say` is told.
///
/// # Errors
/// When the address makes no sense, certificates cannot be read, or the database cannot be reached in time or refuses.
pub fn connect(
    address: &Address,
    roots: Roots,
    patience: u32,
    is_default: bool,
    say: &mut dyn FnMut(&str),
) -> Result<Client, DatabaseError> {
    let end = Instant::now() + Duration::from_secs(patience.into());
    let place = address.database.shown();
    let failed = |fault, waited| DatabaseError::Fault {
        place: place.clone(),
        user: address.database.user.clone(),
        fault,
        waited,
        is_default,
    };
    loop {
        let error = match open(address, roots)? {
            Ok(client) => return Ok(client),
            Err(error) => error,
        };
        let fault = Fault::of(&error);
        if !fault.may_pass() {
            return Err(failed(fault, None));
        }
        let left = end.saturating_duration_since(Instant::now());
        if left < PAUSE {
            return Err(failed(fault, Some(patience)));
        }
        say(&format!("Waiting for {place} ({} s left)", left.as_secs()));
        thread::sleep(PAUSE);
    }
}

fn open(address: &Address, roots: Roots) -> Result<Result<Client, postgres::Error>, DatabaseError> {
    let config = address.config();
    let connected = if address.tls == TlsMode::Off {
        config.connect(NoTls)
    } else {
        let named = || named_authorities(address, roots);
        let tls = client_config(address.tls, &named).map_err(|error| match error {
            TlsError::Launch(error) => DatabaseError::Launch(error),
            error => DatabaseError::Fault {
                place: address.database.shown(),
                user: address.database.user.clone(),
                fault: Fault::Tls(error.to_string()),
                waited: None,
                is_default: false,
            },
        })?;
        config.connect(MakeRustlsConnect::new(tls))
    };
    Ok(connected.and_then(|mut client| {
        client.batch_execute(UNBOUNDED)?;
        Ok(client)
    }))
}

/// The authorities in the file that the address names, else those that everything trusts.
fn named_authorities(address: &Address, roots: Roots) -> Result<Authorities, LaunchError> {
    match &address.root_certificates {
        None => roots(),
        Some(path) => {
            let pem = fs_err::read(path).unwrap_or_default();
            Ok(Authorities::from_pem_sources([(path, pem)])?)
        }
    }
}
