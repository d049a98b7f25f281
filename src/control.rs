//! `pio reload` and `pio undeploy`: a word to a query server that runs already.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::PathBuf;
use std::time::Duration;
use ureq::Agent;

/// A server answers at once: it loads a model after its answer.
const TIMEOUT: Duration = Duration::from_secs(10);
const OK: u16 = 200;
const UNAUTHORIZED: u16 = 401;

/// What a server is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// To load the newest training.
    Reload,
    /// To finish what it has begun, and to end.
    Stop,
}

/// Why a server does not do it. The words are in [`crate::errors::control`].
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// There is no key to show.
    #[error("no key in {file}")]
    NoKey {
        /// Where a server of this container would have left its own.
        file: PathBuf,
    },
    /// It does not answer.
    #[error("no answer from {server}: {reason}")]
    NoAnswer {
        /// Its address.
        server: String,
        /// What the system says.
        reason: String,
    },
    /// It has another key.
    #[error("{server} has another key")]
    WrongKey {
        /// Its address.
        server: String,
    },
    /// It answers with something else.
    #[error("{server} answered {status}")]
    Answer {
        /// Its address.
        server: String,
        /// The HTTP status.
        status: u16,
    },
}

impl ControlError {
    /// The exit code of the launcher.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoKey { .. } => 9,
            _ => 1,
        }
    }
}

/// A query server and the key for it.
pub struct Server {
    address: String,
    key: String,
}

impl Server {
    /// The server on a port of a host.
    #[must_use]
    pub fn new(host: &str, port: u16, key: &str) -> Self {
        let address = if host.contains(':') {
            format!("[{host}]:{port}")
        } else {
            format!("{host}:{port}")
        };
        Self {
            address,
            key: key.to_owned(),
        }
    }

    /// Tells it to do something; gives back what to say of it.
    ///
    /// # Errors
    /// When it does not answer, or refuses.
    pub fn tell(&self, action: Action) -> Result<String, ControlError> {
        let (path, done) = match action {
            Action::Reload => (
                "reload",
                "loads the newest training; its log says when it answers from that",
            ),
            Action::Stop => ("stop", "finishes what it has begun, and ends"),
        };
        let server = || self.address.clone();
        match self.post(path) {
            Ok(OK) => Ok(format!("The query server at {} {done}.", self.address)),
            Ok(UNAUTHORIZED) => Err(ControlError::WrongKey { server: server() }),
            Ok(status) => Err(ControlError::Answer {
                server: server(),
                status,
            }),
            Err(error) => Err(ControlError::NoAnswer {
                server: server(),
                reason: error.to_string(),
            }),
        }
    }

    fn post(&self, path: &str) -> Result<u16, ureq::Error> {
        let key = utf8_percent_encode(&self.key, NON_ALPHANUMERIC);
        let url = format!("http://{}/{path}?accessKey={key}", self.address);
        Ok(agent(TIMEOUT).post(url).send_empty()?.status().as_u16())
    }
}

/// A client for a server of ours, which is never behind a proxy.
pub(crate) fn agent(timeout: Duration) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(timeout))
        // A key must not go elsewhere.
        .max_redirects(0)
        .proxy(None)
        .build()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiny_http::{Response, Server as Listener};

    /// What one server of a test was asked, and what came of its answer.
    fn told(status: u16, action: Action) -> (String, Result<String, ControlError>) {
        let listener = Listener::http("127.0.0.1:0").unwrap();
        let port = listener.server_addr().to_ip().unwrap().port();
        let asked = std::thread::spawn(move || {
            let request = listener.recv().unwrap();
            let line = format!("{} {}", request.method(), request.url());
            request.respond(Response::empty(status)).unwrap();
            line
        });
        let result = Server::new("127.0.0.1", port, "a b&c").tell(action);
        (asked.join().unwrap(), result)
    }

    #[test]
    fn the_key_goes_along_and_the_answer_counts() {
        let (asked, result) = told(200, Action::Reload);
        assert_eq!(asked, "POST /reload?accessKey=a%20b%26c");
        assert!(result.unwrap().contains("loads the newest training"));
        let (asked, result) = told(401, Action::Stop);
        assert_eq!(asked, "POST /stop?accessKey=a%20b%26c");
        assert!(matches!(result, Err(ControlError::WrongKey { .. })));
        let (_, result) = told(302, Action::Stop);
        assert!(matches!(
            result,
            Err(ControlError::Answer { status: 302, .. })
        ));
    }

    #[test]
    fn nobody_listens() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let error = Server::new("127.0.0.1", port, "s3cret").tell(Action::Stop);
        let Err(ControlError::NoAnswer { server, reason }) = error else {
            panic!("{error:?}")
        };
        assert_eq!(server, format!("127.0.0.1:{port}"));
        assert!(!reason.contains("s3cret"), "{reason}");
    }

    #[test]
    fn an_address_of_ipv6_stands_in_brackets() {
        assert_eq!(Server::new("::1", 8000, "k").address, "[::1]:8000");
    }
}
