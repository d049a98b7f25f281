//! How far an import or export is, in words.

use std::time::Duration;

/// How often a terminal shows it, and how often a log.
const ON_TERMINAL: Duration = Duration::from_millis(500);
const IN_LOG: Duration = Duration::from_secs(10);

/// Counts events and says when it is time to show them.
#[derive(Debug)]
pub struct Progress {
    every: Duration,
    shown: Duration,
}

impl Progress {
    /// Shows on a terminal, or in a log.
    #[must_use]
    pub fn new(terminal: bool) -> Self {
        Self {
            every: if terminal { ON_TERMINAL } else { IN_LOG },
            shown: Duration::ZERO,
        }
    }

    /// What to show now, if it is time: `events` so far, in `elapsed` since the beginning.
    pub fn show(&mut self, events: u64, elapsed: Duration) -> Option<String> {
        if elapsed < self.shown + self.every {
            return None;
        }
        self.shown = elapsed;
        Some(rate(events, elapsed))
    }
}

/// `1,234,567 events, 41,152 per second`.
#[must_use]
pub fn rate(events: u64, elapsed: Duration) -> String {
    let millis = elapsed.as_millis().max(1);
    let per_second = u128::from(events) * 1000 / millis;
    let per_second = u64::try_from(per_second).unwrap_or(u64::MAX);
    format!("{}, {} per second", events_of(events), grouped(per_second))
}

/// `1 event`, `1,234 events`.
#[must_use]
pub fn events_of(count: u64) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} event{plural}", grouped(count))
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_shown_now_and_then() {
        let mut log = Progress::new(false);
        assert_eq!(log.show(5, Duration::from_secs(9)), None);
        assert_eq!(
            log.show(50_000, Duration::from_secs(10)).as_deref(),
            Some("50,000 events, 5,000 per second")
        );
        assert_eq!(log.show(60_000, Duration::from_secs(19)), None);
        assert!(log.show(60_000, Duration::from_secs(20)).is_some());
        assert!(
            Progress::new(true)
                .show(1, Duration::from_millis(500))
                .is_some()
        );
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(events_of(1), "1 event");
        assert_eq!(events_of(0), "0 events");
        assert_eq!(events_of(1_234_567), "1,234,567 events");
        assert_eq!(rate(10, Duration::ZERO), "10 events, 10,000 per second");
    }
}
