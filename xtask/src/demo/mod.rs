//! From the example engine to an answered query, told step by step.

use crate::buildpack::pack_build;
use crate::containers::{Containers, Names, remove_all};
use crate::error::Error;
use crate::events::{Client, batches};
use crate::run::timed;
use crate::stack;
use crate::stack::paths::workspace_root;
use bullet_stream::global::print;
use bullet_stream::style;
use std::fmt::Write as _;
use std::path::Path;

/// The image, and what its containers are called.
const NAMES: Names = Names {
    name: "predictionio-demo",
    label: "io.predictionio.demo",
};

/// The processes that keep running.
const WEB: &str = "web";
const EVENTSERVER: &str = "eventserver";

/// The query of the ancestor's demo: much voice, no data.
const QUERY: &str = r#"{"voice_usage":12,"data_usage":0,"text_usage":4}"#;

/// Another one, to try: little voice, much data.
const OTHER_QUERY: &str = r#"{"voice_usage":2,"data_usage":58,"text_usage":3}"#;

/// Builds, imports, trains, serves and asks; the containers keep running.
pub(crate) fn up(builder: Option<&str>) -> Result<(), Error> {
    let started = print::buildpack("PredictionIO demo");
    let stack = stack::up(builder)?;
    let example = workspace_root().join("examples/classification");
    pack_build(&stack, &example, NAMES.name, &[])?;

    let containers = Containers::new(&stack, NAMES)?;
    print::bullet("PostgreSQL");
    timed("Removing what an earlier demo left", || containers.remove())?;
    timed(format!("Starting {}", stack.postgres), || {
        containers.start_postgres()
    })?;

    let app = app_name(&example)?;
    let key = make_app(&containers, &app)?;
    let events = import(&containers, &example, &key)?;

    print::bullet("Training");
    timed("pio train", || containers.run("train", &[]))?;

    print::bullet("Query server");
    let client = Client::new();
    let web = timed("Starting web and waiting for its answer", || {
        containers.start(WEB, 8000)?;
        containers.wait_for(&client, WEB, 8000)
    })?;
    let queries = format!("{web}/queries.json");
    let answer = timed(format!("POST {} {QUERY}", style::url(&queries)), || {
        client.query(&queries, QUERY)
    })?;
    print::sub_bullet(format!("Answer: {}", style::important(&answer)));
    print::all_done(&Some(started));
    print::plain(farewell(&queries, &events, &key));
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

/// Makes the app and returns its access key.
fn make_app(containers: &Containers, app: &str) -> Result<String, Error> {
    print::bullet(format!("App {app}"));
    let told = timed(format!("pio app new {app}"), || {
        containers.run("launcher", &["pio", "app", "new", app])
    })?;
    access_key(&told).ok_or_else(|| Error::Demo {
        step: "Making the app".to_owned(),
        reason: format!("`pio app new` told no access key:\n{told}"),
    })
}

/// Starts the event server and sends it the example's events; returns its address for events.
fn import(containers: &Containers, example: &Path, key: &str) -> Result<String, Error> {
    print::bullet("Events");
    let client = Client::new();
    let server = timed("Starting eventserver and waiting for its answer", || {
        containers.start(EVENTSERVER, 7070)?;
        containers.wait_for(&client, EVENTSERVER, 7070)
    })?;
    let events = fs_err::read_to_string(example.join("data/initial-events.json"))?;
    let count = events
        .lines()
        .filter(|line| !line.trim().is_empty())
        .count();
    let url = format!("{server}/batch/events.json?accessKey={key}");
    timed(format!("Importing {count} events over HTTP"), || {
        for batch in batches(&events) {
            client.send_events(&url, &batch)?;
        }
        Ok(())
    })?;
    Ok(format!("{server}/events.json"))
}

/// The app's name out of the example's `engine.json`.
fn app_name(example: &Path) -> Result<String, Error> {
    let path = example.join("engine.json");
    let unreadable = |reason: String| Error::Unreadable {
        path: path.clone(),
        reason,
    };
    let variant: serde_json::Value = serde_json::from_slice(&fs_err::read(&path)?)
        .map_err(|error| unreadable(error.to_string()))?;
    variant["datasource"]["params"]["appName"]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| unreadable("datasource.params.appName is missing".to_owned()))
}

/// The key in what `pio app new` tells.
fn access_key(told: &str) -> Option<String> {
    told.lines()
        .find_map(|line| line.trim().strip_prefix("Access Key:"))
        .map(|key| key.trim().to_owned())
        .filter(|key| !key.is_empty())
}

/// Everything keeps running; this says where, and what to do with it.
fn farewell(queries: &str, events: &str, key: &str) -> String {
    let mut text = String::from("\nThe containers keep running. To try more:\n");
    let lines = [
        format!("curl -H 'Content-Type: application/json' -d '{OTHER_QUERY}' {queries}"),
        format!("curl '{events}?accessKey={key}&limit=2'"),
        format!("docker logs {WEB}"),
        format!("docker logs {EVENTSERVER}"),
    ];
    for line in lines {
        let _ = writeln!(text, "  {line}");
    }
    text + "To clean up:\n  scripts/demo --down\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_access_key_is_found_in_what_pio_tells() {
        let told = "Created new app:\n      Name: x\n        ID: 1\nAccess Key: abc_-1\n";
        assert_eq!(access_key(told).as_deref(), Some("abc_-1"));
        assert_eq!(access_key("Access Key: \n"), None);
        assert_eq!(access_key("pio: no\n"), None);
    }

    #[test]
    fn the_app_is_the_one_that_the_engine_reads() {
        let dir = tempfile::tempdir().unwrap();
        let write = |text: &str| fs_err::write(dir.path().join("engine.json"), text).unwrap();
        write(r#"{"datasource":{"params":{"appName":"plans"}}}"#);
        assert_eq!(app_name(dir.path()).unwrap(), "plans");
        write(r#"{"datasource":{}}"#);
        let error = app_name(dir.path()).unwrap_err().to_string();
        assert!(error.contains("engine.json could not be read: datasource.params.appName"));
    }

    #[test]
    fn the_farewell_has_lines_to_copy() {
        let text = farewell(
            "http://127.0.0.1:1/queries.json",
            "http://127.0.0.1:2/events.json",
            "k",
        );
        assert!(text.contains("http://127.0.0.1:1/queries.json\n"));
        assert!(text.contains("curl 'http://127.0.0.1:2/events.json?accessKey=k&limit=2'\n"));
        assert!(text.ends_with("scripts/demo --down\n"));
    }
}
