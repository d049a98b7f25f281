//! Words for a query server that does not do what it is told.

use super::Message;
use crate::control::ControlError;

/// Words for an error of `pio reload` and `pio undeploy`.
#[must_use]
pub fn describe(error: &ControlError) -> Message {
    match error {
        ControlError::NoKey { file } => Message::new(
            "There is no key for the query server",
            format!(
                "PIO_SERVER_ACCESS_KEY is not set, and {} is not there. A query server that has no key of yours makes a random one,\n\
                 and leaves it in such a file for commands in its own container.\n\n\
                 Run the command in the server's container, as the server's user and with the server's port\n\
                 (docker exec CONTAINER pio reload), or set PIO_SERVER_ACCESS_KEY for both.",
                file.display()
            ),
        ),
        ControlError::NoAnswer { server, reason } => Message::new(
            format!("No query server answers at {server}"),
            format!(
                "{reason}.\n\n\
                 A server that is still loading has no open port yet. Where it listens elsewhere, say so: --ip ADDRESS --port PORT"
            ),
        ),
        ControlError::WrongKey { server } => Message::new(
            format!("The query server at {server} has another key"),
            "Set PIO_SERVER_ACCESS_KEY to the key that the server was started with, or that its config/server.conf has.",
        ),
        ControlError::Answer { server, status } => Message::new(
            format!("What listens at {server} is no query server of this kind"),
            format!(
                "It answered with HTTP status {status}. Say where the server listens: --ip ADDRESS --port PORT"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_words() {
        let server = || "127.0.0.1:8000".to_owned();
        let errors = [
            ControlError::NoKey {
                file: "/tmp/pio-7/server-key-8000".into(),
            },
            ControlError::NoAnswer {
                server: server(),
                reason: "io: Connection refused".to_owned(),
            },
            ControlError::WrongKey { server: server() },
            ControlError::Answer {
                server: server(),
                status: 404,
            },
        ];
        let described =
            errors.map(|error| format!("[exit {}] {}", error.exit_code(), describe(&error)));
        insta::assert_snapshot!(described.join("\n\n----\n\n"));
    }
}
