//! The tools' side of HTTP: the event server's batches and the query server's answers.

use crate::error::Error;
use std::time::Duration;
use ureq::Agent;

/// The most events that PIO takes in one request.
const BATCH: usize = 50;

/// How long one answer may take: the first query makes Spark compile.
const LIMIT: Duration = Duration::from_secs(60);

/// Speaks to this machine's own addresses, so never through a proxy.
pub(crate) struct Client(Agent);

impl Client {
    pub(crate) fn new() -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .http_status_as_error(false)
            .timeout_global(Some(LIMIT))
            .build();
        Self(config.new_agent())
    }

    /// Whether a server answers there, and well.
    pub(crate) fn answers(&self, url: &str) -> bool {
        self.0
            .get(url)
            .call()
            .is_ok_and(|response| response.status() == 200)
    }

    /// Sends a batch; every single event must have been taken.
    pub(crate) fn send_events(&self, url: &str, batch: &str) -> Result<(), Error> {
        let answer = self.post("Importing events", url, batch)?;
        if all_created(&answer) {
            Ok(())
        } else {
            Err(failed(
                "Importing events",
                format!("the event server refused some: {answer}"),
            ))
        }
    }

    /// Asks the query server.
    pub(crate) fn query(&self, url: &str, query: &str) -> Result<String, Error> {
        self.post("Asking the query server", url, query)
    }

    /// The URL is left out of errors: it holds the access key.
    fn post(&self, step: &str, url: &str, body: &str) -> Result<String, Error> {
        let mut response = self
            .0
            .post(url)
            .header("Content-Type", "application/json")
            .send(body)
            .map_err(|error| failed(step, error.to_string()))?;
        let answer = response
            .body_mut()
            .read_to_string()
            .map_err(|error| failed(step, error.to_string()))?;
        if response.status() == 200 {
            Ok(answer.trim().to_owned())
        } else {
            Err(failed(
                step,
                format!("HTTP status {}: {answer}", response.status()),
            ))
        }
    }
}

fn failed(step: &str, reason: String) -> Error {
    Error::Demo {
        step: step.to_owned(),
        reason,
    }
}

/// JSON lists of events, from a file with one event per line.
pub(crate) fn batches(events: &str) -> Vec<String> {
    let lines: Vec<&str> = events
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines
        .chunks(BATCH)
        .map(|chunk| format!("[{}]", chunk.join(",")))
        .collect()
}

/// A batch is answered with 200 and a status of its own for every event.
fn all_created(answer: &str) -> bool {
    serde_json::from_str::<Vec<serde_json::Value>>(answer).is_ok_and(|results| {
        !results.is_empty() && results.iter().all(|result| result["status"] == 201)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_go_in_batches_that_pio_takes() {
        let events = "{\"event\":\"a\"}\n\n".repeat(120);
        let sizes: Vec<usize> = batches(&events)
            .iter()
            .map(|batch| {
                serde_json::from_str::<Vec<serde_json::Value>>(batch)
                    .unwrap()
                    .len()
            })
            .collect();
        assert_eq!(sizes, [50, 50, 20]);
        assert_eq!(batches("\n"), Vec::<String>::new());
    }

    #[test]
    fn one_refused_event_is_noticed() {
        assert!(all_created(
            r#"[{"status":201,"eventId":"x"},{"status":201,"eventId":"y"}]"#
        ));
        assert!(!all_created(
            r#"[{"status":201,"eventId":"x"},{"status":400,"message":"no"}]"#
        ));
        assert!(!all_created("[]"));
        assert!(!all_created(r#"{"message":"Invalid accessKey."}"#));
    }
}
