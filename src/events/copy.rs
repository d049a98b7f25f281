//! Events as rows of [PostgreSQL's binary COPY
//! format](https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-BINARY-FORMAT).

use super::event::Event;
use super::time::Time;
use std::borrow::Cow;

/// The columns of PIO's table of events, in the order of the rows here.
pub const COLUMNS: [&str; 13] = [
    "id",
    "event",
    "entityType",
    "entityId",
    "targetEntityType",
    "targetEntityId",
    "properties",
    "eventTime",
    "eventTimeZone",
    "tags",
    "prId",
    "creationTime",
    "creationTimeZone",
];

/// How many there are, as each row says it.
const FIELDS: u16 = 13;

/// What comes before the first row: the signature, no flags, no extension.
pub const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What comes after the last row.
pub const TRAILER: [u8; 2] = [0xff, 0xff];

/// Characters that PIO's column for ids holds.
const ID_LENGTH: usize = 32;

/// The id under which an event is stored: a longer one, such as HBase's, gives way to the same 32 characters each time.
#[must_use]
pub fn stored_id(id: &str) -> Cow<'_, str> {
    use sha2::{Digest, Sha256};
    if id.chars().count() <= ID_LENGTH {
        return id.into();
    }
    hex::encode(&Sha256::digest(id)[..ID_LENGTH / 2]).into()
}

/// Adds an event as a row.
pub fn add_row(rows: &mut Vec<u8>, event: &Event, id: &str) {
    let target = event.target.as_ref();
    rows.extend(FIELDS.to_be_bytes());
    text(rows, Some(id));
    text(rows, Some(&event.name));
    text(rows, Some(&event.entity_type));
    text(rows, Some(&event.entity_id));
    text(rows, target.map(|(kind, _)| &**kind));
    text(rows, target.map(|(_, id)| &**id));
    text(rows, Some(event.properties));
    time(rows, event.time);
    text(rows, event.tags.as_deref());
    text(rows, event.pr_id.as_deref());
    time(rows, event.created);
}

fn text(rows: &mut Vec<u8>, text: Option<&str>) {
    let Some(text) = text else {
        rows.extend((-1_i32).to_be_bytes());
        return;
    };
    // A line is far shorter than the 2 GB that a field may have.
    rows.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
    rows.extend(text.as_bytes());
}

/// The moment and the zone, two columns.
fn time(rows: &mut Vec<u8>, time: Time) {
    rows.extend(8_u32.to_be_bytes());
    rows.extend(time.to_postgres().to_be_bytes());
    text(rows, Some(&time.zone()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_every_column_with_its_length() {
        let line = r#"{"event":"e","entityType":"tt","entityId":"é","properties":{"a":1},
            "eventTime":"2000-01-01T00:00:01Z","creationTime":"2000-01-01T02:00:00+02:00","prId":""}"#;
        let now = Time::now();
        let mut rows = Vec::new();
        add_row(&mut rows, &Event::parse(line, now).unwrap(), "id");
        let mut expected = vec![0, 13];
        for field in [
            Some(&b"id"[..]),
            Some(b"e"),
            Some(b"tt"),
            Some("é".as_bytes()),
            None,
            None,
            Some(b"{\"a\":1}"),
            Some(&1_000_000_i64.to_be_bytes()),
            Some(b"UTC"),
            None,
            Some(b""),
            Some(&0_i64.to_be_bytes()),
            Some(b"+02:00"),
        ] {
            let length = field.map_or(-1, |field| i32::try_from(field.len()).unwrap());
            expected.extend(length.to_be_bytes());
            expected.extend(field.unwrap_or_default());
        }
        assert_eq!(rows, expected);
        assert_eq!(HEADER.len(), 19);
        assert_eq!(COLUMNS.len(), usize::from(FIELDS));
    }

    #[test]
    fn ids_that_do_not_fit_are_replaced_by_their_hash() {
        let fits = "0123456789abcdef0123456789abcdef";
        assert_eq!(stored_id(fits), fits);
        let hbase = "Bt6kLx0vUq3zE5WQvYtYxAAAAUyPwKZ6oiD1hrxOLIg";
        let stored = stored_id(hbase);
        assert_eq!(stored.len(), 32);
        assert_eq!(stored, stored_id(hbase));
        assert_ne!(stored, stored_id(&hbase.replace('B', "C")));
    }
}
