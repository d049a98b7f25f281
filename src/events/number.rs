//! Numbers where text should be: PIO takes them, and stores them as Java prints them.

/// The text that a JSON number becomes, which must be a well-formed one.
pub(super) fn java_text(number: &str) -> String {
    if number.contains(['.', 'e', 'E']) {
        // What is too large for a `Double` becomes infinite, in Java as here.
        return java_double(number.parse().unwrap_or(f64::INFINITY));
    }
    if number == "-0" { "0" } else { number }.to_owned()
}

/// `Double.toString`.
fn java_double(value: f64) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    if value.is_infinite() {
        return format!("{sign}Infinity");
    }
    // The shortest digits that mean this number, as `1.23e-4`.
    let shortest = format!("{:e}", value.abs());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value == 0.0 || (-3..7).contains(&exponent) {
        let plain = value.abs().to_string();
        let point = if plain.contains('.') { "" } else { ".0" };
        return format!("{sign}{plain}{point}");
    }
    let point = if mantissa.contains('.') { "" } else { ".0" };
    format!("{sign}{mantissa}{point}E{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_what_pio_stores() {
        for (number, text) in [
            ("12", "12"),
            ("-0", "0"),
            ("12345678901234567890123", "12345678901234567890123"),
            ("12.0", "12.0"),
            ("-0.0", "0.0"),
            ("1e10", "1.0E10"),
            ("1E3", "1000.0"),
            ("0.001", "0.001"),
            ("0.0001", "1.0E-4"),
            ("1234567.5", "1234567.5"),
            ("12345678.5", "1.23456785E7"),
        ] {
            assert_eq!(java_text(number), text);
        }
    }
}
