//! The servers of an image, and what is asked of them.

use super::docker::{Container, Run, wait};
use libcnb_test::assert_contains;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// A PostgreSQL server for one test.
pub(crate) struct Postgres {
    pub(crate) container: Container,
}

/// A password with everything that breaks careless programs.
pub(crate) const PASSWORD: &str = "p@ss,w:o/r d%";
/// The same, as it stands in a URL.
pub(crate) const PASSWORD_IN_URL: &str = "p%40ss,w%3Ao%2Fr%20d%25";

impl Postgres {
    pub(crate) fn start() -> Self {
        Self::run(Run::new(&super::postgres_image()))
    }

    /// One that starts again when it is killed.
    pub(crate) fn start_to_be_killed() -> Self {
        Self::run(Run::new(super::OWN_POSTGRES).again_and_again("postgres-entry"))
    }

    fn run(run: Run) -> Self {
        let container = run
            .env("POSTGRES_USER", "pio")
            .env("POSTGRES_PASSWORD", PASSWORD)
            .env("POSTGRES_DB", "pio")
            .start();
        wait("PostgreSQL", || {
            container.is_running()
                && super::docker::succeeds(&container, &["pg_isready", "--host=127.0.0.1"])
        });
        Self { container }
    }

    /// The address as a platform gives it. The server of the tests speaks no TLS.
    pub(crate) fn url(&self) -> String {
        self.url_with(PASSWORD_IN_URL, "pio")
    }

    pub(crate) fn url_with(&self, password: &str, database: &str) -> String {
        format!(
            "postgres://pio:{password}@{}/{database}?sslmode=disable",
            self.container.ip()
        )
    }

    /// Everything that is in the database, as text.
    pub(crate) fn dump(&self) -> String {
        self.sql_tool(&["pg_dump", "--inserts"])
    }

    /// Runs SQL statements.
    pub(crate) fn sql(&self, statements: &str) {
        self.sql_tool(&["psql", "--command", statements, "--dbname"]);
    }

    fn sql_tool(&self, command: &[&str]) -> String {
        let connection = format!("postgresql://pio:{PASSWORD_IN_URL}@127.0.0.1/pio");
        let mut all = command.to_vec();
        all.push(&connection);
        self.container.exec(&all)
    }
}

/// The answer of a server: status and body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{error} in the answer {self:?}"))
    }
}

/// Posts JSON; `None` when nobody listens or the connection breaks.
pub(crate) fn post(address: SocketAddr, path: &str, body: &str) -> Option<Answer> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let mut answer = agent
        .post(format!("http://{address}{path}"))
        .content_type("application/json")
        .send(body)
        .ok()?;
    Some(Answer {
        status: answer.status().as_u16(),
        body: answer.body_mut().read_to_string().ok()?,
    })
}

/// Gets a page; `None` when nobody listens.
pub(crate) fn get(address: SocketAddr, path: &str) -> Option<Answer> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let mut answer = agent.get(format!("http://{address}{path}")).call().ok()?;
    Some(Answer {
        status: answer.status().as_u16(),
        body: answer.body_mut().read_to_string().ok()?,
    })
}

/// Waits until the server of `container` answers behind `port`, and gives its address.
pub(crate) fn wait_for_server(container: &Container, port: u16) -> SocketAddr {
    let address = container.address(port);
    wait("the server's first answer", || {
        assert!(
            container.is_running(),
            "the server ended:\n{}",
            container.log()
        );
        get(address, "/").is_some_and(|answer| answer.status == 200)
    });
    address
}

/// Of a server whose `PIO_SHUTDOWN_DELAY` does not end: told to stop, it takes new connections, and each has one answer.
pub(crate) fn stops_without_a_reset(server: &Container, address: SocketAddr) {
    server.signal("TERM");
    wait("the word that it stops", || {
        get(address, "/health").is_some_and(|answer| answer.status == 503)
    });
    for (path, status) in [("/", "200 OK"), ("/health", "503 Service Unavailable")] {
        let mut connection = TcpStream::connect(address).unwrap();
        write!(connection, "GET {path} HTTP/1.1\r\nHost: pio\r\n\r\n").unwrap();
        // It has an end only when the server closes the connection.
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert_contains!(answer, &format!("HTTP/1.1 {status}"));
        assert_contains!(answer, "Connection: close");
    }
}

/// Stops a server while connections wait at its port that it has not taken yet: each of them has an answer.
pub(crate) fn stops_with_connections_waiting(server: &Container, port: u16) {
    // The container's own address: a published port is a proxy, which takes connections itself.
    let address = (server.ip(), port);
    server.signal("STOP");
    let waiting: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut connection = TcpStream::connect(&address).unwrap();
            connection
                .write_all(b"GET / HTTP/1.1\r\nHost: pio\r\nConnection: close\r\n\r\n")
                .unwrap();
            connection
        })
        .collect();
    server.signal("TERM");
    server.signal("CONT");
    for mut connection in waiting {
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert_contains!(answer, "HTTP/1.1 ");
    }
}
