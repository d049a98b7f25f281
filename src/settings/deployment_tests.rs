//! What the files in `deploy/` set and start is there.

use super::LAUNCH_SETTINGS;
use regex::Regex;
use std::collections::BTreeSet;
use std::path::Path;
use walkdir::WalkDir;

/// Variables of PostgreSQL's image.
const OF_POSTGRES: &str = "POSTGRES_";

/// What the Compose file takes from `.env` for itself.
const OF_COMPOSE: [&str; 3] = ["ENGINE_IMAGE", "WEB_PORT", "EVENTSERVER_PORT"];

/// What the first group of `pattern` finds in the files of one kind.
fn found(folder: &str, pattern: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("deploy")
        .join(folder);
    let pattern = Regex::new(pattern).unwrap();
    let mut all = BTreeSet::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let text = fs_err::read_to_string(entry.path()).unwrap();
            all.extend(
                pattern
                    .captures_iter(&text)
                    .map(|found| found[1].to_owned()),
            );
        }
    }
    assert!(!all.is_empty(), "{pattern} finds nothing");
    all
}

#[test]
fn every_variable_is_a_setting() {
    let mut names = found(
        "kubernetes",
        r"(?m)^ *(?:# *)?- (?:name: )?([A-Z][A-Z0-9_]+)(?:=|$)",
    );
    names.extend(found("compose", r"(?m)^ *([A-Z][A-Z0-9_]+): "));
    names.extend(found("compose", r"\$\{([A-Z][A-Z0-9_]+)"));
    names.extend(found("compose", r"(?m)^([A-Z][A-Z0-9_]+)="));
    let settings: BTreeSet<&str> = LAUNCH_SETTINGS
        .iter()
        .flat_map(|setting| setting.name.split(", "))
        .collect();
    let unknown: Vec<&String> = names
        .iter()
        .filter(|name| !settings.contains(name.as_str()))
        .filter(|name| !OF_COMPOSE.contains(&name.as_str()) && !name.starts_with(OF_POSTGRES))
        .collect();
    assert!(unknown.is_empty(), "not in the table: {unknown:?}");
    assert!(names.contains("PIO_RELOAD_INTERVAL"), "{names:?}");
}

#[test]
fn every_process_is_one_of_the_image() {
    let mut started = found("kubernetes", r"(?m)^ *command: \[(.+)\]$");
    started.extend(found("compose", r"(?m)^ *entrypoint: \[(.+)\]$"));
    let main = include_str!("../main.rs");
    let process = Regex::new(r#"process_type!\("([a-z-]+)"\)"#).unwrap();
    let processes: BTreeSet<String> = process
        .captures_iter(main)
        .map(|found| found[1].to_owned())
        .collect();
    let unknown: Vec<_> = started.difference(&processes).collect();
    assert!(unknown.is_empty(), "not in the image: {unknown:?}");
    assert!(started.len() >= 4, "{started:?}");
}
