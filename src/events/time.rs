//! A moment with its offset, as PIO reads and prints it: with Joda-Time's `ISODateTimeFormat.dateTime()`, or
//! `dateTimeNoMillis()`, and the offset of the text kept.

use super::calendar::{date_of, day_of, days_in, from_driver, to_driver};
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// What PIO calls the zone without an offset.
const UTC: &str = "UTC";

/// The year up to which Joda-Time counts.
const LAST_YEAR: i64 = 292_278_993;

/// The years that PostgreSQL stores, a little inside of its bounds.
const STORED_YEARS: std::ops::RangeInclusive<i64> = -4711..=294_275;

/// PostgreSQL counts from 1 January 2000.
const POSTGRES_EPOCH_DAY: i64 = 10_957;

/// A moment, and how far the clocks of its place are ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// Milliseconds since 1 January 1970, UTC.
    pub millis: i64,
    /// Milliseconds.
    pub offset: i32,
}

impl Time {
    /// The present, in UTC.
    #[must_use]
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let millis = since.map_or(0, |since| since.as_millis());
        Self {
            millis: i64::try_from(millis).unwrap_or(i64::MAX),
            offset: 0,
        }
    }

    /// Reads `2015-01-01T12:00:00.123+02:00`. The fraction may be missing or have up to nine digits, of which three
    /// count; the offset must be there, with or without colons, or be `Z`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = Rest(text.as_bytes());
        let year = rest.year()?;
        rest.exactly(b'-')?;
        let month = rest.number(2, 1..=12)?;
        rest.exactly(b'-')?;
        let day = rest.number(2, 1..=days_in(year, month))?;
        rest.next().filter(|byte| b"Tt".contains(byte))?;
        let hour = rest.number(2, 0..=23)?;
        rest.exactly(b':')?;
        let minute = rest.number(2, 0..=59)?;
        rest.exactly(b':')?;
        let second = rest.number(2, 0..=59)?;
        let fraction = if rest.take(b'.') {
            rest.fraction(9)?
        } else {
            0
        };
        let offset = rest.offset()?;
        if !rest.0.is_empty() {
            return None;
        }
        let local =
            day_of((year, month, day)) * DAY + hour * HOUR + minute * MINUTE + second * SECOND;
        Some(Self {
            millis: local + fraction - offset,
            offset: i32::try_from(offset).ok()?,
        })
    }

    /// The offset that a zone's name in PIO's tables stands for; nothing for the name of a place.
    #[must_use]
    pub fn offset_of_zone(zone: &str) -> Option<i32> {
        if zone == UTC {
            return Some(0);
        }
        let mut rest = Rest(zone.as_bytes());
        let offset = rest.offset()?;
        i32::try_from(offset).ok().filter(|_| rest.0.is_empty())
    }

    /// The zone as PIO's tables name it: `UTC`, or `+02:00`.
    #[must_use]
    pub fn zone(self) -> String {
        if self.offset == 0 {
            UTC.to_owned()
        } else {
            Offset(self.offset).to_string()
        }
    }

    /// Whether PostgreSQL has a time stamp for this moment.
    #[must_use]
    pub fn is_storable(self) -> bool {
        STORED_YEARS.contains(&date_of(self.millis.div_euclid(DAY)).0)
    }

    /// What the JDBC driver would make of it in UTC: PostgreSQL's own count of microseconds.
    #[must_use]
    pub fn to_postgres(self) -> i64 {
        let day = to_driver(self.millis.div_euclid(DAY)) - POSTGRES_EPOCH_DAY;
        (day * DAY + self.millis.rem_euclid(DAY)) * 1000
    }

    /// The inverse of [`Time::to_postgres`].
    #[must_use]
    pub fn from_postgres(micros: i64, offset: i32) -> Self {
        let millis = micros.div_euclid(1000);
        let day = from_driver(millis.div_euclid(DAY) + POSTGRES_EPOCH_DAY);
        Self {
            millis: day * DAY + millis.rem_euclid(DAY),
            offset,
        }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.millis + i64::from(self.offset);
        let (year, month, day) = date_of(local.div_euclid(DAY));
        let time = local.rem_euclid(DAY);
        let (hour, minute) = (time / HOUR, time % HOUR / MINUTE);
        let (second, fraction) = (time % MINUTE / SECOND, time % SECOND);
        let sign = if year < 0 { "-" } else { "" };
        let year = year.abs();
        write!(
            f,
            "{sign}{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:03}"
        )?;
        match self.offset {
            0 => f.write_str("Z"),
            offset => Offset(offset).fmt(f),
        }
    }
}

struct Offset(i32);

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { '-' } else { '+' };
        let offset = i64::from(self.0).abs();
        write!(
            f,
            "{sign}{:02}:{:02}",
            offset / HOUR,
            offset % HOUR / MINUTE
        )?;
        let (seconds, fraction) = (offset % MINUTE / SECOND, offset % SECOND);
        if seconds > 0 || fraction > 0 {
            write!(f, ":{seconds:02}")?;
        }
        if fraction > 0 {
            write!(f, ".{fraction:03}")?;
        }
        Ok(())
    }
}

/// The text that is not read yet.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.0.first() == Some(&wanted);
        if found {
            self.0 = &self.0[1..];
        }
        found
    }

    fn exactly(&mut self, wanted: u8) -> Option<()> {
        self.take(wanted).then_some(())
    }

    /// One digit or more, up to `most`.
    fn digits(&mut self, most: usize) -> Option<&[u8]> {
        let count = self
            .0
            .iter()
            .take(most)
            .take_while(|byte| byte.is_ascii_digit());
        let (digits, rest) = self.0.split_at(count.count());
        self.0 = rest;
        (!digits.is_empty()).then_some(digits)
    }

    fn number(&mut self, most: usize, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let value = value(self.digits(most)?);
        range.contains(&value).then_some(value)
    }

    fn year(&mut self) -> Option<i64> {
        let negative = self.take(b'-');
        // A sign does not count as a digit, nor does Joda-Time count the one after a plus.
        let most = if !negative && self.take(b'+') { 10 } else { 9 };
        let year = self.number(most, 0..=LAST_YEAR)?;
        Some(if negative { -year } else { year })
    }

    /// Digits of a fraction of a second, in milliseconds.
    fn fraction(&mut self, most: usize) -> Option<i64> {
        let digits = self.digits(most)?;
        let places = [100, 10, 1];
        let parts = digits.iter().zip(places);
        Some(
            parts
                .map(|(digit, place)| i64::from(digit - b'0') * place)
                .sum(),
        )
    }

    /// `Z`, `+02`, `+02:30`, `+0230`, and so on down to milliseconds, in milliseconds.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.next()? {
            b'Z' | b'z' => return Some(0),
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let mut offset = self.two_digits(23)? * HOUR;
        let separated = self.0.first() == Some(&b':');
        for unit in [MINUTE, SECOND] {
            let goes_on = if separated {
                self.take(b':')
            } else {
                self.digit_follows()
            };
            if !goes_on {
                return Some(sign * offset);
            }
            offset += self.two_digits(59)? * unit;
        }
        let goes_on = if separated {
            self.take(b'.') || self.take(b',')
        } else {
            self.digit_follows()
        };
        if goes_on {
            offset += self.fraction(3)?;
        }
        Some(sign * offset)
    }

    fn digit_follows(&self) -> bool {
        self.0.first().is_some_and(u8::is_ascii_digit)
    }

    fn two_digits(&mut self, most: i64) -> Option<i64> {
        let digits = self.digits(2).filter(|digits| digits.len() == 2)?;
        Some(value(digits)).filter(|value| *value <= most)
    }
}

fn value(digits: &[u8]) -> i64 {
    let add = |value, digit: &u8| value * 10 + i64::from(digit - b'0');
    digits.iter().fold(0, add)
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
