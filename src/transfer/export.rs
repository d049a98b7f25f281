//! Events out of PIO's table, in the order in which the database reads them.

use super::error::TransferError;
use super::output::Output;
use super::place::Place;
use super::{OnProgress, Session};
use crate::events::Time;
use crate::events::json::{Stored, add_line};
use postgres::Error;
use postgres::binary_copy::{BinaryCopyOutIter, BinaryCopyOutRow};
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{FromSql, Type};
use std::error;

/// Bytes of lines that are written at a time.
const BUFFER: usize = 64 << 10;

const TYPES: [Type; 15] = [
    Type::VARCHAR,
    Type::VARCHAR,
    Type::VARCHAR,
    Type::VARCHAR,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TIMESTAMPTZ,
    Type::VARCHAR,
    Type::INT4,
    Type::TEXT,
    Type::TEXT,
    Type::TIMESTAMPTZ,
    Type::VARCHAR,
    Type::INT4,
];

/// Writes every event, and gives back how many there are. They are those of one moment, even if others come meanwhile.
///
/// # Errors
/// When the output cannot be written or the database fails.
pub(super) fn export(
    session: &mut Session,
    place: &Place,
    zone: &str,
    mut output: Output,
    on_progress: OnProgress,
) -> Result<u64, TransferError> {
    let whereabouts = session.whereabouts();
    let failed = |error: &Error| whereabouts.failed(error);
    let client = &mut session.client;
    // The zone holds no quote.
    client
        .batch_execute(&format!("SET TIME ZONE '{zone}'"))
        .map_err(|error| failed(&error))?;
    let rows = client
        .copy_out(&query(&place.table))
        .map_err(|error| failed(&error))?;
    let mut rows = BinaryCopyOutIter::new(rows, &TYPES);
    let mut lines = Vec::with_capacity(2 * BUFFER);
    let mut count = 0;
    while let Some(row) = rows.next().map_err(|error| failed(&error))? {
        add_line(&mut lines, &stored(&row).map_err(|error| failed(&error))?);
        count += 1;
        if lines.len() >= BUFFER {
            output.write(&lines)?;
            lines.clear();
        }
        on_progress(count);
    }
    output.write(&lines)?;
    output.finish()?;
    Ok(count)
}

fn query(table: &str) -> String {
    // PIO prints an offset, never a place. Where a place is stored, PostgreSQL knows its offset at that moment.
    let offset = |time: &str, zone: &str| {
        format!(
            "CASE WHEN {zone} = 'UTC' OR {zone} ~ '^[+-]' THEN NULL \
             WHEN {zone} IN (SELECT name FROM pg_timezone_names) THEN extract(epoch FROM \
             ({time}::timestamptz AT TIME ZONE {zone}) - ({time}::timestamptz AT TIME ZONE 'UTC'))::int4 END"
        )
    };
    format!(
        "COPY (SELECT id, event, entityType, entityId, targetEntityType, targetEntityId, properties, \
         eventTime::timestamptz, eventTimeZone, {}, tags, prId, creationTime::timestamptz, creationTimeZone, {} \
         FROM {table}) TO STDOUT (FORMAT binary)",
        offset("eventTime", "eventTimeZone"),
        offset("creationTime", "creationTimeZone")
    )
}

fn stored(row: &BinaryCopyOutRow) -> Result<Stored<'_>, Error> {
    Ok(Stored {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        entity_type: row.try_get(2)?,
        entity_id: row.try_get(3)?,
        target_type: row.try_get(4)?,
        target_id: row.try_get(5)?,
        properties: row.try_get(6)?,
        time: time(row, 7)?,
        tags: row.try_get(10)?,
        pr_id: row.try_get(11)?,
        created: time(row, 12)?,
    })
}

/// A moment, its zone, and the seconds that the zone is ahead where it is a place: three columns.
fn time(row: &BinaryCopyOutRow, at: usize) -> Result<Time, Error> {
    let Micros(micros) = row.try_get(at)?;
    let of_place = row
        .try_get::<Option<i32>>(at + 2)?
        .map_or(0, |seconds| seconds * 1000);
    let offset = Time::offset_of_zone(row.try_get(at + 1)?);
    Ok(Time::from_postgres(micros, offset.unwrap_or(of_place)))
}

/// PostgreSQL's own count.
struct Micros(i64);

impl FromSql<'_> for Micros {
    fn from_sql(_: &Type, raw: &[u8]) -> Result<Self, Box<dyn error::Error + Sync + Send>> {
        Ok(Self(i64::from_be_bytes(raw.try_into()?)))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::TIMESTAMPTZ
    }
}
