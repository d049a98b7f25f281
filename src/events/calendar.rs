//! Days and dates, in the two calendars that a JDBC driver knows.
//!
//! PIO counts days in the Gregorian calendar throughout, but the driver writes and reads dates before 15 October 1582 in
//! the Julian one, as Java's `GregorianCalendar` does. What must be the same for PIO must go the driver's way:
//! `0001-01-01`, the least date of some languages, is a date that real files hold.

/// The day from which both calendars agree, counted from 1 January 1970.
const CUTOVER: i64 = -141_427;

/// A year, a month and a day.
type Date = (i64, i64, i64);

/// The day of a Gregorian date, counted from 1 January 1970.
///
/// The algorithm of <https://howardhinnant.github.io/date_algorithms.html>, as for the inverse.
pub(super) fn day_of((year, month, day): Date) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The Gregorian date of a day.
pub(super) fn date_of(day: i64) -> Date {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let day_of_era = day.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    from_march(era * 400 + year_of_era, day_of_year)
}

/// The day that the driver writes for a day of PIO's: that of the same name in the Julian calendar.
pub(super) fn to_driver(day: i64) -> i64 {
    if day >= CUTOVER {
        day
    } else {
        day_of(julian_date_of(day))
    }
}

/// The inverse of [`to_driver`].
pub(super) fn from_driver(day: i64) -> i64 {
    if day >= CUTOVER {
        day
    } else {
        julian_day_of(date_of(day))
    }
}

pub(super) fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn julian_day_of((year, month, day): Date) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year.div_euclid(4) * 1461 + year.rem_euclid(4) * 365 + day_of_year - 719_470
}

fn julian_date_of(day: i64) -> Date {
    let day = day + 719_470;
    let day_of_era = day.rem_euclid(1461);
    let year_of_era = (day_of_era - day_of_era / 1460) / 365;
    from_march(
        day.div_euclid(1461) * 4 + year_of_era,
        day_of_era - 365 * year_of_era,
    )
}

/// The date of a day in a year that begins on 1 March.
fn from_march(year: i64, day_of_year: i64) -> Date {
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (if month <= 2 { year + 1 } else { year }, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_have_their_dates() {
        for (day, date) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (11_016, (2000, 2, 29)),
            (-719_528, (0, 1, 1)),
            (CUTOVER, (1582, 10, 15)),
        ] {
            assert_eq!(date_of(day), date);
            assert_eq!(day_of(date), day);
        }
    }

    #[test]
    fn the_driver_writes_old_dates_in_the_julian_calendar() {
        let turned = |date| date_of(to_driver(day_of(date)));
        assert_eq!(turned((1582, 10, 15)), (1582, 10, 15));
        assert_eq!(turned((1582, 10, 14)), (1582, 10, 4));
        assert_eq!(turned((1, 1, 1)), (1, 1, 3));
        assert_eq!(turned((1500, 3, 1)), (1500, 2, 20));
    }

    proptest! {
        #[test]
        fn every_day_comes_back(day in -2_400_000_i64..106_000_000) {
            prop_assert_eq!(day_of(date_of(day)), day);
            prop_assert_eq!(julian_day_of(julian_date_of(day)), day);
        }

        #[test]
        fn what_the_driver_writes_it_reads(day in -2_400_000_i64..0) {
            // Some years have a 29 February in the Julian calendar only, where the driver itself goes astray.
            let (_, month, date) = julian_date_of(day);
            prop_assume!((month, date) != (2, 29));
            prop_assert_eq!(from_driver(to_driver(day)), day);
        }
    }
}
