//! What a process refuses before it starts, or when it cannot: one code and one reason for each.

use crate::life_of_an_engine::web;
use crate::support::docker::Run;
use crate::support::engine::{PASSWORD_IN_URL, Postgres, wait_for_server};
use libcnb_test::{assert_contains, assert_not_contains};

pub(crate) fn refusals_at_launch(image: &str, postgres: &Postgres) {
    let web = |url: &str| {
        Run::new(image)
            .hardened()
            .env("DATABASE_URL", url)
            .env("PIO_STORAGE_WAIT", "3")
    };
    let cases = [
        (
            "nobody listens",
            web("postgres://pio:pio@127.0.0.1:1/pio").to_end(),
            5,
            "127.0.0.1",
        ),
        (
            "a wrong password",
            web(&postgres.url_with("hunter2", "pio")).to_end(),
            5,
            "password",
        ),
        (
            "no such database",
            web(&postgres.url_with(PASSWORD_IN_URL, "nowhere")).to_end(),
            5,
            "nowhere",
        ),
        (
            "not a URL",
            web("postgres//oops").to_end(),
            9,
            "DATABASE_URL",
        ),
        (
            "too little memory",
            web(&postgres.url()).option(&["--memory", "192m"]).to_end(),
            4,
            "memory",
        ),
    ];
    for (case, ended, code, word) in cases {
        assert_eq!(ended.code, code, "{case}:\n{}", ended.log);
        assert_contains!(ended.log, word);
        assert_not_contains!(ended.log, "hunter2");
        assert_not_contains!(ended.log, "\tat ");
    }
    the_port_is_taken(image, &postgres.url());
}

fn the_port_is_taken(image: &str, url: &str) {
    let first = web(image, url).env("PIO_LOG_LEVEL", "error").start();
    wait_for_server(&first, 9000);
    // What only happens is not in its log.
    assert_not_contains!(first.log(), "Answering queries");
    let network = format!("container:{}", first.inspect("{{.Id}}"));
    for process in ["web", "eventserver"] {
        let second = Run::new(image)
            .hardened()
            .process(process)
            .env("DATABASE_URL", url)
            .env("PORT", "9000")
            .option(&["--network", &network])
            .to_end();
        assert_eq!(second.code, 7, "{process}:\n{}", second.log);
        assert_contains!(second.log, "9000");
    }
}
