//! From the example engine to an answered query, told step by step: in one container, or on a database that is named.

mod named;
mod one;

use crate::containers::{Names, remove_all};
use crate::error::Error;
use crate::run::timed;
use crate::stack;
use crate::stack::paths::workspace_root;
use bullet_stream::global::print;
use bullet_stream::style;
use fs_err as fs;
use std::fmt::Write as _;
use std::io::Read;
use std::path::PathBuf;

/// The image, and what its containers are called.
const NAMES: Names = Names {
    name: "predictionio-demo",
    label: "io.predictionio.demo",
};

/// The app of the example's engine variant.
const APP: &str = "phone-plans";

/// The ports of event server and query server in a container.
const EVENTS: u16 = 7070;
const QUERIES: u16 = 8000;

/// The query of the ancestor's demo: much voice, no data.
const QUERY: &str = r#"{"voice_usage":12,"data_usage":0,"text_usage":4}"#;

/// Another one, to try: little voice, much data.
const OTHER_QUERY: &str = r#"{"voice_usage":2,"data_usage":58,"text_usage":3}"#;

/// Customers of whom nobody knew, as a batch of events.
const NEW_EVENTS: &str = r#"[
{"event":"$set","entityType":"user","entityId":"demo-1","properties":{"voice_usage":11,"data_usage":1,"text_usage":5,"service_plan":0}},
{"event":"$set","entityType":"user","entityId":"demo-2","properties":{"voice_usage":1,"data_usage":61,"text_usage":2,"service_plan":1}}
]"#;

/// What `up` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct DemoArgs {
    /// Remove the containers, the network and the image, and end the Docker engine if it was started for them
    #[arg(long)]
    pub(crate) down: bool,
    /// A PostgreSQL database that containers can reach [default: one in the demo's own container]
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database: Option<String>,
    /// A builder that can be reached, to be used with the installed Docker and pack
    #[arg(long)]
    builder: Option<String>,
}

/// Builds, learns, serves and asks; what serves keeps running.
pub(crate) fn up(args: &DemoArgs) -> Result<(), Error> {
    let started = print::buildpack("PredictionIO demo");
    let stack = stack::up(args.builder.as_deref())?;
    let farewell = match &args.database {
        Some(database) => named::up(&stack, database)?,
        None => one::up(&stack)?,
    };
    print::all_done(&Some(started));
    print::plain(farewell);
    Ok(())
}

/// Removes containers, network and image of the demo, and ends the Docker engine if it was started from here.
pub(crate) fn down() -> Result<(), Error> {
    print::bullet("Demo");
    if !stack::is_reachable() {
        print::sub_bullet("No Docker engine answers: nothing is running");
        return Ok(());
    }
    timed("Removing containers, network and image", || {
        remove_all(NAMES)
    })?;
    stack::down()
}

fn example() -> PathBuf {
    workspace_root().join("examples/classification")
}

/// An access key of the demo's own.
fn new_key() -> Result<String, Error> {
    let mut random = [0; 24];
    fs::File::open("/dev/urandom")?.read_exact(&mut random)?;
    Ok(hex::encode(random))
}

/// Asks, and shows the answer.
fn ask(client: &crate::events::Client, queries: &str) -> Result<(), Error> {
    let answer = timed(format!("POST {} {QUERY}", style::url(queries)), || {
        client.query(queries, QUERY)
    })?;
    print::sub_bullet(format!("Answer: {}", style::important(&answer)));
    Ok(())
}

/// Everything keeps running; this says where, and what to do with it.
fn farewell(queries: &str, events: &str, key: &str, more: &[String]) -> String {
    let mut text = String::from("\nThe containers keep running. To try more:\n");
    let lines = [
        format!("curl -H 'Content-Type: application/json' -d '{OTHER_QUERY}' {queries}"),
        format!("curl '{events}?accessKey={key}&limit=2'"),
    ];
    for line in lines.iter().chain(more) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {line}");
    }
    text + "To clean up:\n  scripts/demo --down\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_is_the_one_that_the_engine_reads() {
        let variant = fs::read(example().join("engine.json")).unwrap();
        let variant: serde_json::Value = serde_json::from_slice(&variant).unwrap();
        assert_eq!(variant["datasource"]["params"]["appName"], APP);
    }

    #[test]
    fn the_events_are_a_batch() {
        let events: serde_json::Value = serde_json::from_str(NEW_EVENTS).unwrap();
        assert_eq!(events.as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn the_farewell_has_lines_to_copy() {
        let text = farewell(
            "http://127.0.0.1:1/queries.json",
            "http://127.0.0.1:2/events.json",
            "k",
            &["docker logs x".to_owned()],
        );
        assert!(text.contains("http://127.0.0.1:1/queries.json\n"));
        assert!(text.contains("curl 'http://127.0.0.1:2/events.json?accessKey=k&limit=2'\n"));
        assert!(text.contains("  docker logs x\n"));
        assert!(text.ends_with("scripts/demo --down\n"));
    }
}
