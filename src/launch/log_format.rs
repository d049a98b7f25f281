//! How the launcher's own lines look: the same as the log of the process that it becomes.

use super::environment::Environment;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The variable with the form of logs.
pub const LOG_FORMAT: &str = "PIO_LOG_FORMAT";

/// The form of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// What happens.
    Info,
    /// What could not be used.
    Warn,
    /// Why nothing starts.
    Error,
}

impl LogFormat {
    /// The form that the environment asks for. The Java part warns of a form that there is not.
    #[must_use]
    pub fn of(env: &Environment) -> Self {
        match env.get(LOG_FORMAT) {
            Some(format) if format.eq_ignore_ascii_case("json") => Self::Json,
            _ => Self::Text,
        }
    }

    /// Prints a line of the launcher. Text goes to standard output when it only tells what happens, else to standard
    /// error; objects always go to standard output.
    pub fn say(self, level: Level, message: &str) {
        match self {
            Self::Json => println!("{}", Self::object_of("pio", level, message)),
            Self::Text if level == Level::Info => println!("pio: {message}"),
            Self::Text => eprintln!("pio: {message}"),
        }
    }

    /// A line that `logger` writes now, as an object.
    #[must_use]
    pub fn object_of(logger: &str, level: Level, message: &str) -> String {
        object(SystemTime::now(), logger, level, message)
    }
}

/// A line in the form of `JsonLines.java`; the logger's name is plain.
fn object(now: SystemTime, logger: &str, level: Level, message: &str) -> String {
    let level = match level {
        Level::Info => "INFO",
        Level::Warn => "WARN",
        Level::Error => "ERROR",
    };
    let message = serde_json::Value::from(message.trim_end());
    let time = rfc_3339(now.duration_since(UNIX_EPOCH).unwrap_or_default());
    format!(r#"{{"time":"{time}","level":"{level}","logger":"{logger}","message":{message}}}"#)
}

/// A time since the epoch in UTC, with milliseconds.
fn rfc_3339(time: Duration) -> String {
    let (days, rest) = (time.as_secs() / 86_400, time.as_secs() % 86_400);
    // Days to a date of the Gregorian calendar, counted in eras of 400 years from 1 March of year 0.
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let from_march = (5 * day + 2) / 153;
    let day = day - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = era * 400 + year + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        rest / 3_600,
        rest / 60 % 60,
        rest % 60,
        time.subsec_millis()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_object() {
        let time = UNIX_EPOCH + Duration::from_millis(1_000_000_000_123);
        assert_eq!(
            object(time, "pio", Level::Error, "a \"b\"\nc\n"),
            r#"{"time":"2001-09-09T01:46:40.123Z","level":"ERROR","logger":"pio","message":"a \"b\"\nc"}"#
        );
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399, "2000-02-28T23:59:59.000Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_709_251_200, "2024-03-01T00:00:00.000Z"),
            (4_102_444_799, "2099-12-31T23:59:59.000Z"),
        ] {
            assert_eq!(rfc_3339(Duration::from_secs(seconds)), expected);
        }
    }

    #[test]
    fn only_json_is_json() {
        let of = |value: &str| LogFormat::of(&[(LOG_FORMAT, value)].into_iter().collect());
        assert_eq!(of("JSON"), LogFormat::Json);
        for other in ["", "text", "xml"] {
            assert_eq!(of(other), LogFormat::Text, "{other}");
        }
    }
}
