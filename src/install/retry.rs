use super::error::Cause;
use std::time::{Duration, SystemTime};

/// How often and after how long a failed download is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often in all.
    pub tries: u32,
    /// The pause after the first failure; it doubles with each further one.
    pub first_pause: Duration,
    /// No pause is longer, whatever the server asks for.
    pub longest_pause: Duration,
}

impl Default for RetryPolicy {
    /// Five tries within about ten seconds: enough for a restart of a proxy or a mirror, and short
    /// enough to watch.
    fn default() -> Self {
        Self {
            tries: 5,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
        }
    }
}

/// What a failure says of the next try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It would fail again.
    Never,
    /// It may have been a damaged transfer; a second time is no accident.
    Once,
    /// It may pass.
    Again,
    /// It passes after this time, says the server.
    After(Duration),
}

/// The tries of one download.
#[derive(Debug)]
pub(super) struct Tries {
    policy: RetryPolicy,
    made: u32,
    wrong_contents: u32,
}

impl Tries {
    pub(super) fn new(policy: RetryPolicy) -> Self {
        Self {
            policy,
            made: 0,
            wrong_contents: 0,
        }
    }

    pub(super) fn made(&self) -> u32 {
        self.made
    }

    /// Counts a failed try and returns the pause before the next one, if there is to be one.
    /// `jitter` is a number from 0 to 1; it keeps parallel downloads from returning all at once.
    pub(super) fn failed(&mut self, cause: &Cause, jitter: f64) -> Option<Duration> {
        self.made += 1;
        let verdict = verdict(cause);
        if verdict == Verdict::Once {
            self.wrong_contents += 1;
        }
        if self.made >= self.policy.tries || self.wrong_contents > 1 {
            return None;
        }
        match verdict {
            Verdict::Never => None,
            Verdict::After(pause) => Some(pause.min(self.policy.longest_pause)),
            Verdict::Once | Verdict::Again => Some(self.backoff(jitter)),
        }
    }

    /// Between half of the doubled pause and all of it.
    fn backoff(&self, jitter: f64) -> Duration {
        let doublings = (self.made - 1).min(16);
        let full = self.policy.first_pause * 2_u32.pow(doublings);
        full.min(self.policy.longest_pause)
            .mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
    }
}

fn verdict(cause: &Cause) -> Verdict {
    match cause {
        Cause::Status {
            status: 408 | 429 | 500..=599,
            retry_after,
        } => retry_after.map_or(Verdict::Again, Verdict::After),
        Cause::Status { .. }
        // The proxy wants a password, or forbids the host.
        | Cause::Proxy {
            status: Some(403 | 407),
            ..
        }
        | Cause::Certificate { .. }
        | Cause::Redirect { .. }
        | Cause::TooLarge { .. }
        | Cause::File { .. }
        | Cause::Stopped
        | Cause::Other { .. } => Verdict::Never,
        Cause::HostNotFound
        | Cause::Connection { .. }
        | Cause::Proxy { .. }
        | Cause::Timeout
        | Cause::Truncated { .. } => Verdict::Again,
        Cause::Checksum { .. } | Cause::Size { .. } => Verdict::Once,
    }
}

/// The value of a `Retry-After` header: seconds, or a date (RFC 9110, section 10.2.3).
pub(super) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RetryPolicy = RetryPolicy {
        tries: 5,
        first_pause: Duration::from_secs(1),
        longest_pause: Duration::from_secs(5),
    };

    fn status(status: u16) -> Cause {
        Cause::Status {
            status,
            retry_after: None,
        }
    }

    fn checksum() -> Cause {
        Cause::Checksum {
            expected: [0; 32].into(),
            actual: [1; 32].into(),
        }
    }

    fn pauses(cause: &Cause, jitter: f64) -> Vec<u64> {
        let mut tries = Tries::new(POLICY);
        let pauses = std::iter::from_fn(|| tries.failed(cause, jitter));
        pauses
            .map(|pause| u64::try_from(pause.as_millis()).unwrap())
            .collect()
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        assert_eq!(pauses(&Cause::Timeout, 1.0), [1000, 2000, 4000, 5000]);
        assert_eq!(pauses(&Cause::Timeout, 0.0), [500, 1000, 2000, 2500]);
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let connection = Cause::Connection {
            reason: String::new(),
        };
        let proxy = |status| Cause::Proxy {
            status,
            reason: String::new(),
        };
        let truncated = Cause::Truncated { received: 1 };
        for cause in [
            status(408),
            status(429),
            status(500),
            status(503),
            status(599),
            connection,
            truncated,
            Cause::HostNotFound,
            proxy(Some(502)),
            proxy(None),
        ] {
            assert_eq!(pauses(&cause, 1.0).len(), 4, "{cause}");
        }
        let certificate = Cause::Certificate {
            reason: String::new(),
        };
        for cause in [
            status(400),
            status(401),
            status(403),
            status(404),
            status(410),
            status(304),
            certificate,
            Cause::Stopped,
            proxy(Some(407)),
            proxy(Some(403)),
        ] {
            assert_eq!(pauses(&cause, 1.0).len(), 0, "{cause}");
        }
    }

    #[test]
    fn wrong_content_is_tried_once_more_only() {
        assert_eq!(pauses(&checksum(), 1.0), [1000]);
        let mut tries = Tries::new(POLICY);
        assert!(tries.failed(&checksum(), 0.0).is_some());
        assert!(tries.failed(&Cause::Timeout, 0.0).is_some());
        assert!(tries.failed(&checksum(), 0.0).is_none());
        assert_eq!(tries.made(), 3);
    }

    #[test]
    fn what_the_server_asks_for_is_capped() {
        let wait = |seconds| Cause::Status {
            status: 429,
            retry_after: Some(Duration::from_secs(seconds)),
        };
        assert_eq!(pauses(&wait(2), 0.0), [2000; 4]);
        assert_eq!(pauses(&wait(3600), 0.0), [5000; 4]);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Mon, 05 Jan 2026 10:00:00 GMT").unwrap();
        let read = |text| retry_after(text, now).map(|pause| pause.as_secs());
        assert_eq!(read("7"), Some(7));
        assert_eq!(read("Mon, 05 Jan 2026 10:00:09 GMT"), Some(9));
        assert_eq!(read("Mon, 05 Jan 2026 09:00:00 GMT"), Some(0));
        assert_eq!(read("soon"), None);
        assert_eq!(read("-1"), None);
    }
}
