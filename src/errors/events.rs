//! Words for events that cannot be moved in or out, and for lines that are no events.

use super::{Message, database};
use crate::events::{Fault, Field};
use crate::transfer::{BadLine, TransferError};
use std::path::Path;

/// Words for an error of `pio import` and `pio export`.
#[must_use]
pub fn describe(error: &TransferError) -> Message {
    match error {
        TransferError::Database(error) => database::describe(error),
        TransferError::NoApp { name } => Message::new(
            format!("There is no app \"{name}\""),
            format!("`pio app list` shows the apps. Make this one with: pio app new {name}"),
        ),
        TransferError::NoChannel { app, name } => Message::new(
            format!("The app {app} has no channel \"{name}\""),
            format!(
                "`pio app show NAME` shows the channels of an app. Make this one with: pio app channel-new NAME {name}"
            ),
        ),
        TransferError::NoTable { app, table } => Message::new(
            format!("The app {app} has no table of events"),
            format!(
                "The table {table} is not in the database.\n\n\
                 An app gets its table with `pio app new NAME`; `pio app list` shows the apps and their ids."
            ),
        ),
        TransferError::Prefix { .. } | TransferError::Zone { .. } => setting(error),
        TransferError::Read { path, source } => Message::new(
            "The events cannot be read",
            format!(
                "Reading {} failed: {source}.\n\n\
                 Nothing was imported. Inside a container, a file of the host must be mounted, or come in by `--input -`.",
                shown(path)
            ),
        ),
        TransferError::NothingInside { path } => Message::new(
            "There are no events to import",
            format!(
                "The directory {} has no files, apart from those whose names begin with _ or a dot.",
                path.display()
            ),
        ),
        TransferError::Write { path, source } => Message::new(
            "The events cannot be written",
            format!(
                "Writing {} failed: {source}.\n\nNo half of a file was left.",
                shown(path)
            ),
        ),
        TransferError::Exists { path } => Message::new(
            format!("{} is there already", path.display()),
            "An export does not write over anything. Choose another name, or remove it.",
        ),
        TransferError::BadLines { first, count } => bad_lines(first, *count),
    }
}

fn setting(error: &TransferError) -> Message {
    match error {
        TransferError::Zone { value } => Message::new(
            format!("The time zone cannot be \"{value}\""),
            "PIO stores the local times of this zone, and Java and PostgreSQL must mean the same place by its name.\n\n\
             Set TZ to a name such as Europe/Berlin, for all of PIO's processes alike, or unset it.",
        ),
        TransferError::Prefix { value } => Message::new(
            format!("Tables cannot be named after \"{value}\""),
            "PIO_STORAGE_REPOSITORIES_METADATA_NAME and _EVENTDATA_NAME take letters, digits and underscores, with a\n\
             schema and a dot before, if need be.",
        ),
        other => Message::new(other.to_string(), ""),
    }
}

fn bad_lines(first: &[BadLine], count: u64) -> Message {
    let are = if count == 1 {
        "line is no event"
    } else {
        "lines are no events"
    };
    let mut list: Vec<_> = first
        .iter()
        .map(|line| format!("  {}", bad_line(line)))
        .collect();
    let more = count - first.len() as u64;
    if more > 0 {
        list.push(format!("  and {more} more"));
    }
    Message::new(
        format!("Nothing was imported: {count} {are}"),
        format!(
            "{}\n\nCorrect them, or import the others alone with --skip-invalid.",
            list.join("\n")
        ),
    )
}

/// A bad line in one line: its place and what is wrong with it.
#[must_use]
pub fn bad_line(line: &BadLine) -> String {
    let file = line
        .file
        .as_ref()
        .map_or(String::new(), |file| format!("{}, ", file.display()));
    format!("{file}line {}: {}", line.number, fault(&line.fault))
}

fn shown(path: &Path) -> String {
    match path.to_str() {
        Some("-") => "the standard stream".to_owned(),
        _ => path.display().to_string(),
    }
}

/// What is wrong with a line, without a full stop.
fn fault(fault: &Fault) -> String {
    match fault {
        Fault::LineTooLong(most) => format!("it is longer than {} MB", most >> 20),
        Fault::NotUtf8 => "it is not UTF-8".to_owned(),
        Fault::NotJson { reason, column } => format!("it is not JSON: {reason} at column {column}"),
        Fault::NotAnObject => "it is not a JSON object".to_owned(),
        Fault::Missing(field) => format!("the field {field} is missing"),
        Fault::Null(field) => format!("{field} is null"),
        Fault::NotText(field) => format!("{field} is not a text"),
        Fault::HalfCharacter(field) => format!("{field} holds one half of a surrogate pair"),
        Fault::Empty(field) => format!("{field} is empty"),
        Fault::HalfTarget => {
            "targetEntityType and targetEntityId must be there together".to_owned()
        }
        Fault::PropertiesNotAnObject => "properties is not a JSON object".to_owned(),
        Fault::NothingToUnset => "$unset has no properties to unset".to_owned(),
        Fault::Reserved {
            field: Field::Event,
            name,
        } => format!(
            "the event {} is reserved: of the names that begin with $ or pio_, only $set, $unset and $delete may be used",
            quoted(name)
        ),
        Fault::Reserved { field, name } => format!(
            "the {field} {} is reserved: of the names that begin with $ or pio_, only pio_pr may be used",
            quoted(name)
        ),
        Fault::ReservedProperty(name) => format!(
            "the property {} is reserved: no name may begin with $ or pio_",
            quoted(name)
        ),
        Fault::SpecialWithTarget(name) => format!("{name} cannot have a target"),
        Fault::Time(text) => format!(
            "eventTime cannot be {}; write it as 2015-01-31T12:00:00.000Z, or with an offset such as +02:00 for Z",
            quoted(text)
        ),
        Fault::TimeOutOfRange(time) => format!("the time {time} is out of PostgreSQL's range"),
        Fault::TooLong { field, limit } => format!("{field} is longer than {limit} characters"),
        Fault::Zero(field) => {
            format!("{field} holds the character \\u0000, which PostgreSQL does not store")
        }
    }
}

/// What the file holds, as far as it fits into a line, and never a control character.
fn quoted(text: &str) -> String {
    const MOST: usize = 60;
    let short: String = text.chars().take(MOST).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("\"{}{dots}\"", short.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Error, ErrorKind};

    fn line(number: u64, fault: Fault) -> BadLine {
        BadLine {
            file: None,
            number,
            fault,
        }
    }

    #[test]
    fn every_fault_of_a_line_has_words() {
        let faults = [
            Fault::LineTooLong(16 << 20),
            Fault::NotUtf8,
            Fault::NotJson {
                reason: "expected value".into(),
                column: 7,
            },
            Fault::NotAnObject,
            Fault::Missing(Field::Event),
            Fault::Null(Field::EntityType),
            Fault::NotText(Field::EntityId),
            Fault::HalfCharacter(Field::PrId),
            Fault::Empty(Field::TargetEntityId),
            Fault::HalfTarget,
            Fault::PropertiesNotAnObject,
            Fault::NothingToUnset,
            Fault::Reserved {
                field: Field::Event,
                name: "$buy".into(),
            },
            Fault::Reserved {
                field: Field::TargetEntityType,
                name: "pio_x".into(),
            },
            Fault::ReservedProperty("$a".into()),
            Fault::SpecialWithTarget("$set".into()),
            Fault::Time("2015-01-01\u{1b}".repeat(9)),
            Fault::TimeOutOfRange("300000-01-01T00:00:00.000Z".into()),
            Fault::TooLong {
                field: Field::EntityId,
                limit: 255,
            },
            Fault::Zero(Field::Tags),
        ];
        let lines = faults.map(|fault| bad_line(&line(3, fault)));
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn every_error_has_words() {
        let denied = || Error::from(ErrorKind::PermissionDenied);
        let missing = |number| line(number, Fault::Missing(Field::Event));
        let in_part = BadLine {
            file: Some("part-00001".into()),
            ..missing(9)
        };
        let errors = [
            TransferError::NoApp {
                name: "shop".into(),
            },
            TransferError::NoChannel {
                app: "shop".into(),
                name: "mobile".into(),
            },
            TransferError::NoTable {
                app: "7".into(),
                table: "pio_event_7".into(),
            },
            TransferError::Prefix {
                value: "a b".into(),
            },
            TransferError::Zone {
                value: "GMT+2".into(),
            },
            TransferError::Read {
                path: "/data/events.json".into(),
                source: denied(),
            },
            TransferError::NothingInside {
                path: "/data".into(),
            },
            TransferError::Write {
                path: "-".into(),
                source: denied(),
            },
            TransferError::Exists {
                path: "/data/events.json".into(),
            },
            TransferError::BadLines {
                first: vec![missing(1)],
                count: 1,
            },
            TransferError::BadLines {
                first: vec![missing(1), in_part],
                count: 22,
            },
        ];
        let described =
            errors.map(|error| format!("[exit {}] {}", error.exit_code(), describe(&error)));
        insta::assert_snapshot!(described.join("\n\n----\n\n"));
    }
}
