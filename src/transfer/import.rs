//! Events into PIO's table.
//!
//! Everything happens in one transaction: an import that ends before its time, for whatever reason, has changed
//! nothing. A temporary table takes each bunch first, so that events whose ids are there already can be passed over
//! and PostgreSQL itself turns moments into the local times that PIO stores.

use super::error::{BadLine, TransferError};
use super::input::{Input, open};
use super::place::Place;
use super::{OnProgress, Session, Whereabouts};
use crate::events::copy::{COLUMNS, HEADER, TRAILER, add_row, stored_id};
use crate::events::lines::Lines;
use crate::events::{Event, Fault, Time};
use postgres::{Error, Transaction};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Events that are sent at a time: enough for the bulk path to pay off, little enough for both sides' memory.
const BUNCH: usize = 10_000;
/// And bytes, for events may be large.
const BUNCH_BYTES: usize = 8 << 20;

/// Bad lines that are told one by one.
pub(super) const TOLD: usize = 20;

/// What came of an import.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Imported {
    /// Events that are new.
    pub(super) added: u64,
    /// Events that were there already, by their ids.
    pub(super) present: u64,
    /// Bad lines that were passed over.
    pub(super) bad: u64,
    /// The first of these.
    pub(super) first_bad: Vec<BadLine>,
}

/// Reads all events, and stores them all or none. `skip_bad` stores those of the good lines.
///
/// # Errors
/// When a line is bad, the input cannot be read, or the database fails; nothing is stored then.
pub(super) fn import(
    session: &mut Session,
    place: &Place,
    zone: &str,
    input: &Input,
    skip_bad: bool,
    on_progress: OnProgress,
) -> Result<Imported, TransferError> {
    let whereabouts = session.whereabouts();
    let failed = |error: &Error| whereabouts.failed(error);
    let mut transaction = session
        .client
        .transaction()
        .map_err(|error| failed(&error))?;
    prepare(&mut transaction, place, zone).map_err(|error| failed(&error))?;
    let mut import = Import {
        place,
        transaction: Some(transaction),
        whereabouts: whereabouts.clone(),
        rows: Rows::default(),
        result: Imported::default(),
        skip_bad,
    };
    for (path, file) in input.parts() {
        import.read(path, file.as_ref(), on_progress)?;
    }
    import.finish()
}

fn prepare(transaction: &mut Transaction, place: &Place, zone: &str) -> Result<(), Error> {
    // The lock keeps two imports of the same events from waiting for each other. The zone holds no quote.
    let columns = COLUMNS.map(|name| {
        let kind = match name {
            "eventTime" | "creationTime" => "timestamptz",
            _ => "text",
        };
        format!("{name} {kind}")
    });
    transaction.batch_execute(&format!(
        "SET LOCAL TIME ZONE '{zone}'; \
         SELECT pg_advisory_xact_lock(hashtext('pio import'), hashtext('{}')); \
         CREATE TEMPORARY TABLE pio_import ({}) ON COMMIT DROP",
        place.table,
        columns.join(", ")
    ))
}

/// Rows that are not sent yet.
#[derive(Default)]
struct Rows {
    bytes: Vec<u8>,
    count: usize,
}

struct Import<'a> {
    place: &'a Place,
    /// Gone from the first bad line on, when nothing will be stored any more.
    transaction: Option<Transaction<'a>>,
    whereabouts: Whereabouts,
    rows: Rows,
    result: Imported,
    skip_bad: bool,
}

impl Import<'_> {
    fn read(
        &mut self,
        path: &Path,
        file: Option<&PathBuf>,
        on_progress: OnProgress,
    ) -> Result<(), TransferError> {
        let unreadable = |source| TransferError::Read {
            path: path.to_owned(),
            source,
        };
        let mut lines = Lines::new(open(path).map_err(unreadable)?);
        while let Some(line) = lines.read().map_err(unreadable)? {
            match line.text.and_then(|text| self.take(text)) {
                Ok(()) if self.rows.is_full() => self.send()?,
                Ok(()) => {}
                Err(fault) => self.refuse(BadLine {
                    file: file.cloned(),
                    number: line.number,
                    fault,
                })?,
            }
            on_progress(self.result.added + self.result.present + self.rows.count as u64);
        }
        Ok(())
    }

    fn take(&mut self, text: &str) -> Result<(), Fault> {
        let event = Event::parse(text, Time::now())?;
        self.place.holds(&event)?;
        if self.transaction.is_some() {
            self.rows.add(&event);
        }
        Ok(())
    }

    /// A bad line ends the writing, but not the reading: all bad lines are told at once.
    fn refuse(&mut self, line: BadLine) -> Result<(), TransferError> {
        self.result.bad += 1;
        if self.result.first_bad.len() < TOLD {
            self.result.first_bad.push(line);
        }
        if self.skip_bad {
            return Ok(());
        }
        self.rows = Rows::default();
        let transaction = self.transaction.take();
        transaction
            .map_or(Ok(()), Transaction::rollback)
            .map_err(|error| self.whereabouts.failed(&error))
    }

    fn send(&mut self) -> Result<(), TransferError> {
        let Some(transaction) = &mut self.transaction else {
            return Ok(());
        };
        let added = self.rows.send(transaction, &self.place.table);
        let added = added.map_err(|error| self.whereabouts.failed(&error))?;
        self.result.added += added;
        self.result.present += self.rows.count as u64 - added;
        self.rows.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<Imported, TransferError> {
        self.send()?;
        match self.transaction {
            Some(transaction) => transaction
                .commit()
                .map_err(|error| self.whereabouts.failed(&error))?,
            None => {
                return Err(TransferError::BadLines {
                    first: self.result.first_bad,
                    count: self.result.bad,
                });
            }
        }
        Ok(self.result)
    }
}

impl Rows {
    fn add(&mut self, event: &Event) {
        if self.bytes.is_empty() {
            self.bytes.extend(HEADER);
        }
        let id = event
            .id
            .as_deref()
            .map_or_else(new_id, |id| stored_id(id).into_owned());
        add_row(&mut self.bytes, event, &id);
        self.count += 1;
    }

    fn is_full(&self) -> bool {
        self.count >= BUNCH || self.bytes.len() >= BUNCH_BYTES
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.count = 0;
    }

    /// Stores the rows, and gives back how many of them are new.
    fn send(&mut self, transaction: &mut Transaction, table: &str) -> Result<u64, Error> {
        if self.count == 0 {
            return Ok(0);
        }
        self.bytes.extend(TRAILER);
        let mut copy = transaction.copy_in("COPY pg_temp.pio_import FROM STDIN (FORMAT binary)")?;
        // The writer keeps what fails for the end.
        let written = copy.write_all(&self.bytes);
        let finished = copy.finish();
        debug_assert!(written.is_ok() || finished.is_err());
        finished?;
        let columns = COLUMNS.join(", ");
        let added = transaction.execute_typed(
            &format!(
                "INSERT INTO {table} ({columns}) SELECT {columns} FROM pg_temp.pio_import ON CONFLICT DO NOTHING"
            ),
            &[],
        )?;
        transaction.batch_execute("TRUNCATE pg_temp.pio_import")?;
        Ok(added)
    }
}

/// As PIO makes ids: those of a random UUID, without the dashes.
fn new_id() -> String {
    const VERSION: u128 = 0xf << 76;
    const VARIANT: u128 = 0b11 << 62;
    let random = rand::random::<u128>();
    format!(
        "{:032x}",
        random & !VERSION & !VARIANT | 4 << 76 | 0b10 << 62
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_ids_are_random_uuids_of_32_digits() {
        let (one, two) = (new_id(), new_id());
        assert_ne!(one, two);
        for id in [one, two] {
            assert_eq!(id.len(), 32);
            assert_eq!(&id[12..13], "4");
            assert!("89ab".contains(&id[16..17]), "{id}");
        }
    }
}
