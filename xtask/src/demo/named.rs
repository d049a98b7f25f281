//! On a database that is named: a container for each process, as a platform has it.

use super::{APP, EVENTS, NAMES, NEW_EVENTS, QUERIES, ask, example, farewell, new_key};
use crate::buildpack::pack_build;
use crate::containers::Containers;
use crate::error::Error;
use crate::events::Client;
use crate::run::timed;
use crate::stack::Stack;
use bullet_stream::global::print;

/// The processes that keep running.
const WEB: &str = "web";
const EVENTSERVER: &str = "eventserver";

/// Releases, serves, sends events, trains and asks; returns what to try next.
pub(super) fn up(stack: &Stack, database: &str) -> Result<String, Error> {
    pack_build(stack, &example(), NAMES.name, &[])?;
    let key = new_key()?;
    let containers = Containers::on(stack, NAMES, database, &key)?;
    let client = Client::new();

    print::bullet(format!("App {APP}"));
    timed("Removing what an earlier demo left", || containers.remove())?;
    timed("pio release: app and key, first data, training", || {
        containers.run("release", &[])
    })?;

    print::bullet("Events");
    let events = timed("Starting eventserver and waiting for its answer", || {
        containers.start(EVENTSERVER, EVENTS)?;
        containers.wait_for(&client, EVENTSERVER, EVENTS)
    })?;
    timed("Sending two events over HTTP", || {
        let url = format!("{events}/batch/events.json?accessKey={key}");
        client.send_events(&url, NEW_EVENTS)
    })?;

    print::bullet("Training");
    timed("pio train", || containers.run("train", &[]))?;

    print::bullet("Query server");
    let web = timed("Starting web and waiting for its answer", || {
        containers.start(WEB, QUERIES)?;
        containers.wait_for(&client, WEB, QUERIES)
    })?;
    let queries = format!("{web}/queries.json");
    ask(&client, &queries)?;
    let more =
        [WEB, EVENTSERVER].map(|process| format!("docker logs {}", NAMES.container(process)));
    Ok(farewell(
        &queries,
        &format!("{events}/events.json"),
        &key,
        &more,
    ))
}
