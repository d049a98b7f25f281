//! The quickest way: one container with everything.

use super::{EVENTS, NAMES, NEW_EVENTS, QUERIES, ask, example, farewell, new_key};
use crate::buildpack::pack_build;
use crate::containers::Containers;
use crate::error::Error;
use crate::events::Client;
use crate::run::{quiet, timed};
use crate::stack::Stack;
use bullet_stream::global::print;

/// The process of the image.
const DEV: &str = "dev";
/// Where the image has room for a volume.
const DATA: &str = "/layers/predictionio_engine/data";

/// Builds the image, starts it, sends events, trains again and asks; returns what to try next.
pub(super) fn up(stack: &Stack) -> Result<String, Error> {
    let options = ["--env", "BP_PIO_DEV=true"].map(Into::into);
    pack_build(stack, &example(), NAMES.name, &options)?;
    let containers = Containers::new(stack, NAMES)?;
    let container = NAMES.container(DEV);
    let key = new_key()?;
    let client = Client::new();

    print::bullet("One container");
    timed("Removing what an earlier demo left", || containers.remove())?;
    timed(format!("Starting {DEV} as {container}"), || {
        quiet(
            stack
                .docker(run_arguments(&container))
                .env("PIO_EVENTSERVER_ACCESS_KEY", &key),
        )
    })?;
    let queries = timed("Waiting for the first data, the training and web", || {
        containers.wait_for(&client, DEV, QUERIES)
    })? + "/queries.json";
    ask(&client, &queries)?;

    print::bullet("Events");
    let events = containers.wait_for(&client, DEV, EVENTS)?;
    timed("Sending two events over HTTP", || {
        let url = format!("{events}/batch/events.json?accessKey={key}");
        client.send_events(&url, NEW_EVENTS)
    })?;
    timed(format!("docker exec {container} train"), || {
        quiet(&mut stack.docker(["exec", &container, "train"]))
    })?;
    ask(&client, &queries)?;
    let more = [
        format!("docker exec {container} train"),
        format!("docker logs {container}"),
    ];
    let events = format!("{events}/events.json");
    Ok(farewell(&queries, &events, &key, &more))
}

/// The strictest way to run: nothing can be written but the volume and `/tmp`. The key travels in the environment.
fn run_arguments(container: &str) -> Vec<&str> {
    let mut arguments = vec!["run", "--detach", "--name", container];
    arguments.extend(["--label", NAMES.label, "--read-only", "--tmpfs", "/tmp"]);
    arguments.extend(["--memory", "2g", "--volume", DATA]);
    arguments.extend(["--publish", "127.0.0.1::8000"]);
    arguments.extend(["--publish", "127.0.0.1::7070"]);
    arguments.extend(["--env", "PIO_EVENTSERVER_ACCESS_KEY"]);
    arguments.extend([NAMES.name, DEV]);
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_container_is_strict_and_found_again() {
        let arguments = run_arguments("c").join(" ");
        assert!(arguments.contains("--label io.predictionio.demo --read-only --tmpfs /tmp "));
        assert!(arguments.contains("--env PIO_EVENTSERVER_ACCESS_KEY "));
        assert!(arguments.ends_with(" predictionio-demo dev"));
        for port in [EVENTS, QUERIES] {
            assert!(arguments.contains(&format!("127.0.0.1::{port} ")));
        }
    }
}
