//! Which of PIO's tables holds the events of an app, or of a channel of it.

use super::error::TransferError;
use super::{Session, Whereabouts};
use crate::events::copy::COLUMNS;
use crate::events::{Event, Fault, Field};
use postgres::error::SqlState;
use postgres::types::{ToSql, Type};
use postgres::{Client, Error, Row};
use std::fmt;

/// An app, as the user names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AppOf {
    /// By its name.
    Name(String),
    /// By its number, as PIO's own console has it.
    Id(i32),
}

impl fmt::Display for AppOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Id(id) => id.fmt(f),
        }
    }
}

/// Whose events are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selection {
    /// The app.
    pub(super) app: AppOf,
    /// The channel; without one, the events that came without one.
    pub(super) channel: Option<String>,
}

/// A table of events.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The table, as it stands in SQL.
    pub(super) table: String,
    /// How many characters each column holds, where it is bounded.
    limits: Vec<(Field, usize)>,
}

impl Place {
    /// Looks at the table.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub(super) fn open(
        session: &mut Session,
        table: String,
        selection: &Selection,
    ) -> Result<Self, TransferError> {
        let whereabouts = session.whereabouts();
        let limits = limits(&mut session.client, &table);
        let limits = limits.map_err(|error| match error.code() {
            Some(code) if is_missing(code) => TransferError::NoTable {
                app: selection.app.to_string(),
                table: table.clone(),
            },
            _ => whereabouts.failed(&error),
        })?;
        Ok(Self { table, limits })
    }
    /// Whether every text of an event fits into its column. Ids are cut to size elsewhere.
    ///
    /// # Errors
    /// With the first text that is too long.
    pub(super) fn holds(&self, event: &Event) -> Result<(), Fault> {
        for (field, text) in event.texts().filter(|(field, _)| *field != Field::EventId) {
            let limit = self.limits.iter().find(|(bounded, _)| *bounded == field);
            if let Some((_, limit)) = limit
                // No text has more characters than bytes.
                && text.len() > *limit
                && text.chars().count() > *limit
            {
                return Err(Fault::TooLong {
                    field,
                    limit: *limit,
                });
            }
        }
        Ok(())
    }
}

/// The name of the table of an app's events, or of a channel's.
///
/// # Errors
/// When there is no such app or channel, or the database fails.
pub(super) fn table(
    session: &mut Session,
    meta: &str,
    events: &str,
    selection: &Selection,
) -> Result<String, TransferError> {
    let (meta, events) = (prefix(meta)?, prefix(events)?);
    let whereabouts = session.whereabouts();
    let client = &mut session.client;
    let app = match &selection.app {
        AppOf::Id(id) => *id,
        AppOf::Name(name) => {
            let query = format!("SELECT id FROM {meta}_apps WHERE name = $1");
            let found = first(client, &query, &[(name, Type::TEXT)], &whereabouts)?;
            found.ok_or_else(|| TransferError::NoApp { name: name.clone() })?
        }
    };
    let mut table = format!("{events}_{app}");
    if let Some(channel) = &selection.channel {
        let query = format!("SELECT id FROM {meta}_channels WHERE appid = $1 AND name = $2");
        let values: [Value; 2] = [(&app, Type::INT4), (channel, Type::TEXT)];
        let id = first(client, &query, &values, &whereabouts)?;
        let id = id.ok_or_else(|| TransferError::NoChannel {
            app: selection.app.to_string(),
            name: channel.clone(),
        })?;
        table = format!("{table}_{id}");
    }
    Ok(table)
}

type Value<'a> = (&'a (dyn ToSql + Sync), Type);

/// The first column of the first row. A table that is not there has none: PIO makes its tables when it starts.
fn first(
    client: &mut Client,
    query: &str,
    values: &[Value],
    whereabouts: &Whereabouts,
) -> Result<Option<i32>, TransferError> {
    match client.query_typed(query, values) {
        Ok(rows) => Ok(rows.first().map(|row| row.get(0))),
        Err(error) if error.code().is_some_and(is_missing) => Ok(None),
        Err(error) => Err(whereabouts.failed(&error)),
    }
}

fn is_missing(code: &SqlState) -> bool {
    [SqlState::UNDEFINED_TABLE, SqlState::INVALID_SCHEMA_NAME].contains(code)
}

fn limits(client: &mut Client, table: &str) -> Result<Vec<(Field, usize)>, Error> {
    // The length of a `varchar` is kept with 4 added to it.
    let query = "SELECT attname::text, atttypmod - 4 FROM pg_attribute \
        WHERE attrelid = ($1::text)::regclass AND attnum > 0 AND atttypid = 'varchar'::regtype AND atttypmod > 4";
    let rows = client.query_typed(query, &[(&table, Type::TEXT)])?;
    let of_row = |row: &Row| {
        let column: String = row.get(0);
        let limit = usize::try_from(row.get::<_, i32>(1)).ok()?;
        Some((field_of(&column)?, limit))
    };
    Ok(rows.iter().filter_map(of_row).collect())
}

/// The field behind a column, whose name PostgreSQL has in lower case.
fn field_of(column: &str) -> Option<Field> {
    let columns: [Option<Field>; COLUMNS.len()] = [
        Some(Field::EventId),
        Some(Field::Event),
        Some(Field::EntityType),
        Some(Field::EntityId),
        Some(Field::TargetEntityType),
        Some(Field::TargetEntityId),
        None,
        None,
        None,
        Some(Field::Tags),
        Some(Field::PrId),
        None,
        None,
    ];
    let at = COLUMNS
        .iter()
        .position(|name| name.eq_ignore_ascii_case(column))?;
    columns[at]
}

/// The prefix goes into SQL as it is, for PIO does the same; so it must be a plain name, or two with a dot.
fn prefix(value: &str) -> Result<&str, TransferError> {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if value.split('.').count() <= 2 && value.split('.').all(plain) {
        return Ok(value);
    }
    Err(TransferError::Prefix {
        value: value.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Time;

    #[test]
    fn texts_must_fit_their_columns() {
        let place = Place {
            table: "pio_event_1".into(),
            limits: vec![(Field::EntityId, 3), (Field::EventId, 1)],
        };
        let holds = |id: &str| {
            let line = format!(
                r#"{{"eventId":"long","event":"long","entityType":"t","entityId":"{id}"}}"#
            );
            place.holds(&Event::parse(&line, Time::now()).unwrap())
        };
        assert_eq!(holds("abc"), Ok(()));
        assert_eq!(holds("äöü"), Ok(()));
        let field = Field::EntityId;
        assert_eq!(holds("abcd"), Err(Fault::TooLong { field, limit: 3 }));
    }

    #[test]
    fn columns_have_their_fields() {
        assert_eq!(field_of("entityid"), Some(Field::EntityId));
        assert_eq!(field_of("prid"), Some(Field::PrId));
        assert_eq!(field_of("eventtimezone"), None);
        assert_eq!(field_of("other"), None);
    }

    #[test]
    fn a_prefix_is_a_plain_name() {
        for good in ["pio_event", "shop.pio_event", "P1"] {
            assert_eq!(prefix(good).unwrap(), good);
        }
        for bad in ["", "a b", "a;b", "a.b.c", "1a", "a.", "\"a\""] {
            assert!(prefix(bad).is_err(), "{bad}");
        }
    }
}
