//! The servers of an image, and what is asked of them.

use super::docker::{Container, Run, wait};
use serde_json::Value;
use std::net::SocketAddr;

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
