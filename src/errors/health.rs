//! Words for a server that is not ready.

use super::Message;
use crate::health::HealthError;

/// Words for what keeps a probe waiting.
#[must_use]
pub fn describe(error: &HealthError) -> Message {
    match error {
        HealthError::NoAnswer { port, reason } => Message::new(
            format!("No server answers on port {port} of this container"),
            format!(
                "Asking for /health failed: {reason}.\n\n\
                 A server opens its port when its storage answers and its model is loaded: its log tells how far it is.\n\
                 If it listens on another port, say so with --port or PORT."
            ),
        ),
        HealthError::NotReady { port, status } => Message::new(
            format!("The server on port {port} is not ready"),
            format!(
                "It answered /health with status {status}.\n\n\
                 503 means that it stops: it finishes what is in flight and takes nothing new.\n\
                 With any other status, it is no server of this buildpack: say with --port or PORT where that is."
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words() {
        let errors = [
            HealthError::NoAnswer {
                port: 8000,
                reason: "io: Connection refused (os error 111)".into(),
            },
            HealthError::NotReady {
                port: 7070,
                status: 503,
            },
        ];
        let described = errors.map(|error| describe(&error).to_string());
        insta::assert_snapshot!(described.join("\n\n---\n\n"));
    }
}
