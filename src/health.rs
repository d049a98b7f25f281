//! `pio health`: what a probe asks, for images without curl and without a JVM for each question.

use crate::control::agent;
use std::time::Duration;

/// Where a server of this container is, whichever address it listens on.
const HERE: &str = "127.0.0.1";
/// Less than the timeout that platforms give a probe.
const TIMEOUT: Duration = Duration::from_secs(5);
const OK: u16 = 200;

/// Why a server is not ready. The words are in [`crate::errors::health`].
#[derive(Debug, thiserror::Error)]
pub enum HealthError {
    /// It does not answer.
    #[error("no answer on port {port}: {reason}")]
    NoAnswer {
        /// The port that was asked.
        port: u16,
        /// What the system says.
        reason: String,
    },
    /// It answers that it takes no work, or is another server.
    #[error("port {port} answered {status}")]
    NotReady {
        /// The port that was asked.
        port: u16,
        /// The HTTP status.
        status: u16,
    },
}

impl HealthError {
    /// The exit code of the launcher: any but 0 means the same to a probe, and Docker reserves 2.
    pub const EXIT_CODE: u8 = 1;
}

/// Asks the server on a port of this container; gives its answer when it is ready.
///
/// # Errors
/// When it is not.
pub fn ask(port: u16) -> Result<String, HealthError> {
    let no_answer = |error: ureq::Error| HealthError::NoAnswer {
        port,
        reason: error.to_string(),
    };
    let url = format!("http://{HERE}:{port}/health");
    let mut answer = agent(TIMEOUT).get(url).call().map_err(no_answer)?;
    let status = answer.status().as_u16();
    if status == OK {
        answer.body_mut().read_to_string().map_err(no_answer)
    } else {
        Err(HealthError::NotReady { port, status })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use tiny_http::{Response, Server};

    /// What is asked of a server, and what comes of an answer with this status.
    fn asked(status: u16) -> (String, Result<String, HealthError>) {
        let server = Server::http("127.0.0.1:0").unwrap();
        let port = server.server_addr().to_ip().unwrap().port();
        let thread = std::thread::spawn(move || {
            let request = server.recv().unwrap();
            let line = format!("{} {}", request.method(), request.url());
            let answer = Response::from_string("its words").with_status_code(status);
            request.respond(answer).unwrap();
            line
        });
        let result = ask(port);
        (thread.join().unwrap(), result)
    }

    #[test]
    fn a_server_that_is_ready_is_quoted() {
        let (request, result) = asked(200);
        assert_eq!(request, "GET /health");
        assert_eq!(result.unwrap(), "its words");
    }

    #[test]
    fn a_server_that_stops_or_is_another_is_not_ready() {
        for status in [503, 404, 302] {
            let (_, result) = asked(status);
            assert!(
                matches!(result, Err(HealthError::NotReady { status: told, .. }) if told == status),
                "{result:?}"
            );
        }
    }

    #[test]
    fn nobody_on_the_port_is_told() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
        let port = free.unwrap().port();
        let error = ask(port).unwrap_err();
        assert!(
            matches!(&error, HealthError::NoAnswer { port: told, .. } if *told == port),
            "{error:?}"
        );
    }
}
