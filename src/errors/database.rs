//! Words for a database that cannot be worked with. The Java part says the same of the same (`StorageErrors`).

use super::{Message, launch};
use crate::database::{DatabaseError, Fault};

/// Words for an error of the database.
#[must_use]
pub fn describe(error: &DatabaseError) -> Message {
    match error {
        DatabaseError::Launch(error) => launch::describe(error),
        DatabaseError::Fault {
            place,
            is_default: true,
            ..
        } => Message::new(
            "No database is set",
            format!(
                "DATABASE_URL is not set, and there is no binding of type postgresql. The default was tried in vain: {place}.\n\n\
                 Set DATABASE_URL, for example postgres://user:password@host/database."
            ),
        ),
        DatabaseError::Fault {
            place,
            user,
            fault,
            waited,
            ..
        } => {
            let (title, said, advice) = words(place, user, fault);
            let waited = waited.map_or(String::new(), |seconds| {
                format!(" It was waited for {seconds} s (PIO_STORAGE_WAIT).")
            });
            Message::new(title, format!("{said}{waited}\n\n{advice}"))
        }
    }
}

/// Title, what was said, what to do.
fn words(place: &str, user: &str, fault: &Fault) -> (String, String, &'static str) {
    match fault {
        Fault::Password => (
            format!("{place} refused the password"),
            format!("The user was \"{user}\"."),
            "Correct the user and password in DATABASE_URL or its binding.",
        ),
        Fault::NotAllowed(said) => (
            format!("{place} refused the user"),
            format!("The user was \"{user}\". It said: {said}."),
            "Correct the credentials or the server's access rules.",
        ),
        Fault::NoDatabase => (
            format!("{place} does not exist"),
            "The server answers, but has no database of this name.".to_owned(),
            "Create it, or correct its name in DATABASE_URL or its binding.",
        ),
        Fault::NoPermission(said) => (
            format!("{place} does not allow this"),
            format!("The user was \"{user}\". It said: {said}."),
            "Make the user the owner of PIO's tables and of the database, or grant it INSERT and SELECT on them, and \
             TEMPORARY on the database.",
        ),
        Fault::NoTls => (
            format!("No secure connection to {place}"),
            "The server has no TLS.".to_owned(),
            "Turn on TLS at the server, or do without it: PIO_POSTGRES_OPTIONAL_SSL=true.",
        ),
        Fault::Tls(reason) => (
            format!("No secure connection to {place}"),
            format!("{reason}."),
            "Bind the server's CA certificate (binding type ca-certificates), or choose another sslmode in DATABASE_URL.",
        ),
        Fault::Unreachable(reason) => (
            format!("{place} cannot be reached"),
            format!("{reason}."),
            "Start it, or correct host and port in DATABASE_URL or its binding.",
        ),
        Fault::Busy(said) => (
            format!("{place} takes no connections now"),
            format!("It said: {said}."),
            "Try again later, or give it more connections.",
        ),
        Fault::Other(said) => (
            format!("{place} answered with an error"),
            format!("{said}."),
            "Nothing was changed.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_words() {
        let said = || "as it said".to_owned();
        let of = |fault, waited, is_default| DatabaseError::Fault {
            place: "postgresql://db:5432/shop".into(),
            user: "pio".into(),
            fault,
            waited,
            is_default,
        };
        let errors = [
            of(Fault::Password, None, false),
            of(Fault::NotAllowed(said()), None, false),
            of(Fault::NoDatabase, None, false),
            of(Fault::NoPermission(said()), None, false),
            of(Fault::NoTls, None, false),
            of(Fault::Tls(said()), None, false),
            of(
                Fault::Unreachable("the connection was refused".into()),
                Some(60),
                false,
            ),
            of(Fault::Busy(said()), Some(60), false),
            of(Fault::Other(said()), None, false),
            of(Fault::Password, None, true),
        ];
        let described = errors.map(|error| describe(&error).to_string());
        insta::assert_snapshot!(described.join("\n\n----\n\n"));
    }
}
