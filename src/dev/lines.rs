//! The output of several processes as one.

use crate::launch::log_format::{Level, LogFormat};
use std::io::{self, BufRead, BufReader, Read, Write};

/// As wide as the longest name.
const WIDTH: usize = 7;

/// A line of the process `name`: with its name before it, or as an object.
#[must_use]
pub(super) fn line(format: LogFormat, name: &str, text: &str) -> String {
    match format {
        LogFormat::Text => format!("{name:<WIDTH$} | {text}"),
        // The JVMs write objects themselves.
        LogFormat::Json if is_object(text) => text.to_owned(),
        LogFormat::Json => LogFormat::object_of(name, Level::Info, text),
    }
}

fn is_object(text: &str) -> bool {
    text.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Copies the lines of a process to standard output until it closes its own.
pub(super) fn copy(format: LogFormat, name: &str, from: impl Read) {
    let mut from = BufReader::new(from);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        // A line that has no end yet is kept in memory; no process of ours writes without one.
        match from.read_until(b'\n', &mut bytes) {
            Ok(0) | Err(_) => return,
            Ok(_) => say(format, name, &String::from_utf8_lossy(&bytes)),
        }
    }
}

/// Prints a line in one go, so that two processes never share one.
pub(super) fn say(format: LogFormat, name: &str, text: &str) {
    let line = line(format, name, text.trim_end()) + "\n";
    // Who reads the output may have gone.
    let _ = io::stdout().lock().write_all(line.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_the_name_before_it() {
        assert_eq!(line(LogFormat::Text, "web", "up"), "web     | up");
        assert_eq!(line(LogFormat::Text, "release", ""), "release | ");
    }

    #[test]
    fn every_line_is_an_object_where_objects_are_asked_for() {
        let object = r#"{"level":"INFO"}"#;
        assert_eq!(line(LogFormat::Json, "web", object), object);
        for other in ["up", "{no", "{} and more"] {
            let line = line(LogFormat::Json, "db", other);
            let parsed: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert_eq!(parsed["logger"], "db");
            assert_eq!(parsed["message"], other);
        }
    }
}
