//! Words for the end of `pio dev`.

use super::{Message, launch};
use crate::dev::{DEV_DATA, DevError, Shortage};
use crate::launch::regions::{MIB, Size};
use crate::launch::storage::DATABASE_URL;
use crate::settings::DEV;
use std::fmt::Write;

/// What to say; nothing where it was told to end, or where what ended has said why.
#[must_use]
pub fn describe(error: &DevError) -> Option<Message> {
    Some(match error {
        DevError::NotBuilt => Message::new(
            "This image has no process dev",
            format!(
                "It has no PostgreSQL, since it was built without {DEV}=true.\n\n\
                 Build it with: pack build --env {DEV}=true …\n\
                 Or give it a database: docker run --env {DATABASE_URL} …"
            ),
        ),
        DevError::OtherDatabase => Message::new(
            format!("{DATABASE_URL} is set, but pio dev has a database of its own"),
            format!(
                "It would not use the one that {DATABASE_URL} names.\n\n\
                 Start it without {DATABASE_URL}; or, to use that database, start release, eventserver and web in its place."
            ),
        ),
        DevError::Root => Message::new(
            "PostgreSQL does not run as root",
            "pio dev runs as user 0 here.\n\nStart the container without --user, or with another one.",
        ),
        DevError::NoUserName { uid } => Message::new(
            format!("PostgreSQL makes no database for user {uid}, who has no name here"),
            format!(
                "/etc/passwd of this image does not list user {uid}, and PostgreSQL asks for the name.\n\n\
                 Start the container without --user, so that it runs as the image's own; or mount a /etc/passwd with a line\n\
                 for {uid}. A database that is there already can be used by user {uid}, if the files are that user's."
            ),
        ),
        DevError::Memory(shortage) => memory(shortage),
        DevError::Data {
            path,
            uid,
            volume,
            source,
        } => Message::new(
            format!("The data cannot be kept in {}", path.display()),
            format!(
                "User {uid}, as whom the container runs, cannot use it: {source}.\n\n\
                 Docker gives a new volume to root, unless the image has a directory there. This image has one: mount the\n\
                 volume at {}. A directory of the host must belong to user {uid}.",
                volume.display()
            ),
        ),
        DevError::InUse { path } => Message::new(
            format!("The data in {} are in use", path.display()),
            format!(
                "Another pio dev works on them, in this container or in another one.\n\n\
                 End that one first, or use another volume, or another directory in {DEV_DATA}."
            ),
        ),
        DevError::Version { path, found, major } => Message::new(
            format!(
                "The database in {} is one of PostgreSQL {found}",
                path.display()
            ),
            format!(
                "This image has PostgreSQL {major}, which cannot read it. Nothing was changed.\n\n\
                 To take the events along, export them with the image that made it:\n  \
                 docker exec CONTAINER launcher pio export --app APP --output - >events.json\n\
                 Then start with an empty volume and import them with pio import. Trainings are done again."
            ),
        ),
        DevError::Ended { name, code: 127 } => Message::new(
            format!("{name} cannot run in this image"),
            "Its last line above names what is missing. PostgreSQL needs libstdc++ and libgcc of the run image, and glibc.\n\n\
             Use a run image of a glibc distribution that has both.",
        ),
        DevError::Ended { .. } | DevError::Told(_) => return None,
        DevError::Database { reason } => Message::new(
            "The database could not be set up",
            format!(
                "PostgreSQL says: {reason}.\n\nStart again; if it stays so, begin with an empty volume."
            ),
        ),
        DevError::System { what, source } => Message::new(
            "pio dev cannot work here",
            format!(
                "{}: {source}.\n\n\
                 /tmp and the directory with the data must be writable, and both must have room.",
                what.display()
            ),
        ),
        DevError::Launch(error) => launch::describe(error),
    })
}

fn memory(shortage: &Shortage) -> Message {
    let Shortage { least, limit } = shortage;
    let mut table = String::new();
    for (name, bytes) in least.named() {
        // Writing to a string does not fail.
        let _ = writeln!(table, "  {name:<13}{:>8}", format!("{} MB", bytes / MIB));
    }
    let sum = format!("{} MB", least.total().div_ceil(MIB));
    let _ = writeln!(table, "  {:<13}{sum:>8}", "together");
    Message::new(
        format!(
            "pio dev needs {sum} of memory, but the limit is {}",
            Size(*limit)
        ),
        format!(
            "The least with which everything runs at the same time:\n\n{table}\n\
             Raise the container's limit (docker run --memory 2g), or PIO_MEMORY_LIMIT where that is lower."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dev::Shares;
    use std::io::ErrorKind;

    #[test]
    fn every_end_has_words() {
        let errors = [
            DevError::NotBuilt,
            DevError::OtherDatabase,
            DevError::Root,
            DevError::NoUserName { uid: 4321 },
            DevError::Memory(Shortage {
                least: Shares {
                    database: 128 * MIB,
                    events: 236 * MIB,
                    web: 488 * MIB,
                    train: 488 * MIB,
                },
                limit: 512 * MIB,
            }),
            DevError::Data {
                path: "/data".into(),
                uid: 1000,
                volume: "/layers/predictionio_engine/data".into(),
                source: ErrorKind::PermissionDenied.into(),
            },
            DevError::InUse {
                path: "/data".into(),
            },
            DevError::Version {
                path: "/data/postgresql".into(),
                found: "16".into(),
                major: "17".into(),
            },
            DevError::Ended {
                name: "initdb",
                code: 127,
            },
            DevError::Database {
                reason: "disk full".into(),
            },
            DevError::System {
                what: "/tmp".into(),
                source: ErrorKind::PermissionDenied.into(),
            },
        ];
        let described: Vec<String> = errors
            .iter()
            .filter_map(describe)
            .map(|message| message.to_string())
            .collect();
        insta::assert_snapshot!(described.join("\n\n---\n\n"));
    }

    #[test]
    fn what_has_been_said_is_not_said_again() {
        assert_eq!(describe(&DevError::Told(15)), None);
        let ended = DevError::Ended {
            name: "web",
            code: 7,
        };
        assert_eq!(describe(&ended), None);
        assert_eq!(
            (ended.exit_code(), DevError::Told(15).exit_code()),
            (7, 143)
        );
    }
}
