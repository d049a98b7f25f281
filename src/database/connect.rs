//! Connecting, with the patience that all processes have.

use super::address::{Address, TRY_TIMEOUT, TlsMode};
use super::error::{DatabaseError, Fault};
use super::tls::{Roots, TlsError, client_config};
use crate::launch::LaunchError;
use crate::trust::Authorities;
use postgres::{Client, NoTls};
use std::sync::mpsc;
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
        let fault = match open(address, roots)? {
            Ok(client) => return Ok(client),
            Err(fault) => fault,
        };
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

/// One try. The client bounds only the time until the port is open; a server that hangs opens it, and says nothing.
fn open(address: &Address, roots: Roots) -> Result<Result<Client, Fault>, DatabaseError> {
    let config = address.config();
    // For each server in turn, and for the server's first words.
    let tries = u32::try_from(address.database.hosts.len()).unwrap_or(1);
    let connecting = config.get_connect_timeout().copied().unwrap_or(TRY_TIMEOUT);
    let patience = connecting.saturating_mul(tries).max(TRY_TIMEOUT);
    let tls = tls(address, roots)?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let connected = match tls {
            None => config.connect(NoTls),
            Some(tls) => config.connect(tls),
        };
        let bounded = connected.and_then(|mut client| {
            client.batch_execute(UNBOUNDED)?;
            Ok(client)
        });
        // Nobody waits for what comes too late.
        let _ = sender.send(bounded);
    });
    Ok(match receiver.recv_timeout(patience) {
        Ok(connected) => connected.map_err(|error| Fault::of(&error)),
        Err(_) => Err(Fault::Unreachable("no answer in time".to_owned())),
    })
}

fn tls(address: &Address, roots: Roots) -> Result<Option<MakeRustlsConnect>, DatabaseError> {
    if address.tls == TlsMode::Off {
        return Ok(None);
    }
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
    Ok(Some(MakeRustlsConnect::new(tls)))
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
