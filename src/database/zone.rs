//! The time zone in which PIO stores times.
//!
//! PIO's columns have no zone: the driver writes and reads the local time of the JVM. Whoever reads and writes beside
//! it must mean the same place.

use regex::Regex;
use std::path::Path;

/// The variable that names the zone, for the JVM as for every other program.
pub const TZ: &str = "TZ";

/// Where a JVM looks for its zone, in its own order. Each is empty where there is nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'a> {
    /// The JVM's options.
    pub java_options: &'a [String],
    /// The variable `TZ`.
    pub variable: &'a str,
    /// The content of `/etc/timezone`.
    pub file: &'a str,
    /// What `/etc/localtime` is a link to.
    pub link: Option<&'a Path>,
}

/// The zone's name, in a form that means the same to Java and to PostgreSQL.
///
/// # Errors
/// With the name, when it may not mean the same.
pub fn name(sources: &Sources) -> Result<String, String> {
    let mut options = sources.java_options.iter().rev();
    let option = options.find_map(|word| word.strip_prefix("-Duser.timezone="));
    let link = sources.link.and_then(Path::to_str).unwrap_or_default();
    let linked = link.split_once("zoneinfo/").map_or("", |(_, name)| name);
    let name = [
        option.unwrap_or_default(),
        sources.variable.trim_start_matches(':'),
        sources.file,
        linked,
    ]
    .into_iter()
    .map(str::trim)
    .find(|name| !name.is_empty())
    .unwrap_or("UTC");
    // `GMT+2` is ahead of Greenwich in Java and behind it in PostgreSQL, but `Etc/GMT+2` is one place to both.
    let plain = Regex::new(r"^([A-Za-z][A-Za-z_]*|[A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$");
    if plain.is_ok_and(|plain| plain.is_match(name)) {
        Ok(name.to_owned())
    } else {
        Err(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jvms_own_order_decides() {
        let options = ["-Duser.timezone=Asia/Tokyo".to_owned()];
        let mut sources = Sources::default();
        assert_eq!(name(&sources).as_deref(), Ok("UTC"));
        sources.link = Some(Path::new("/usr/share/zoneinfo/America/Argentina/Salta"));
        assert_eq!(name(&sources).as_deref(), Ok("America/Argentina/Salta"));
        sources.file = "Etc/UTC\n";
        assert_eq!(name(&sources).as_deref(), Ok("Etc/UTC"));
        sources.variable = ":Europe/Berlin";
        assert_eq!(name(&sources).as_deref(), Ok("Europe/Berlin"));
        sources.java_options = &options;
        assert_eq!(name(&sources).as_deref(), Ok("Asia/Tokyo"));
    }

    #[test]
    fn names_that_java_and_postgresql_read_differently_are_refused() {
        for variable in ["CET-1CEST", "GMT+2", "'; DROP TABLE x", "/etc/zone"] {
            let sources = Sources {
                variable,
                ..Sources::default()
            };
            assert_eq!(name(&sources), Err(variable.to_owned()));
        }
    }
}
