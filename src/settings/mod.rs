//! Every setting, at build and at launch, in one table. `docs/settings.md` shows the same table; a
//! test compares the two.

mod build;
mod launch;

pub use build::{BUILD_SETTINGS, BuildSettings, DEPENDENCY_VERSIONS, DEV, EventServerOnly};
pub use launch::LAUNCH_SETTINGS;

/// Makes an app without an engine an event server; at launch, makes `web` one. The ancestor's name.
pub const RUN_AS_EVENTSERVER: &str = "PIO_RUN_AS_EVENTSERVER";

/// A setting of the build that has a value which it does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} cannot be \"{value}\"")]
pub struct SettingError {
    /// The setting.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// What it takes.
    pub takes: Takes,
}

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// `true` or `false`.
    YesOrNo,
    /// `group:artifact:version`, one or several.
    Modules,
}

/// The yes or no that a value means; `None` when it means neither.
#[must_use]
pub fn yes_or_no(value: &str) -> Option<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "" | "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// One row of the table of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The environment variable.
    pub name: &'static str,
    /// What holds when it is not set, as text for the table.
    pub default: &'static str,
    /// What it does, in a sentence or two.
    pub what: &'static str,
    /// A value as a user would write it.
    pub example: &'static str,
}

/// All settings as the Markdown of `docs/settings.md`.
#[must_use]
pub fn markdown() -> String {
    let build = table(BUILD_SETTINGS);
    let launch = table(LAUNCH_SETTINGS);
    format!(
        "# Settings\n\n\
         Every setting is an environment variable. An empty variable counts as one that is not set.\n\n\
         <!-- Made from src/settings by: UPDATE_DOCS=1 cargo test settings -->\n\n\
         ## When the image is built\n\n\
         `pack build --env NAME=VALUE …`\n\n\
         {build}\n\
         ## When the image runs\n\n\
         `docker run --env NAME=VALUE …`, or the platform's own way.\n\n\
         {launch}"
    )
}

fn table(settings: &[Setting]) -> String {
    let mut lines = vec![
        "| Setting | Default | What it does | Example |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    lines.extend(settings.iter().map(row));
    lines.join("\n") + "\n"
}

fn row(setting: &Setting) -> String {
    let Setting {
        name,
        default,
        what,
        example,
    } = setting;
    let names: Vec<_> = name.split(", ").map(|name| format!("`{name}`")).collect();
    let names = names.join(", ");
    format!("| {names} | {default} | {what} | `{example}` |")
}

#[cfg(test)]
mod deployment_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;
    use std::collections::BTreeSet;
    use std::path::Path;
    use walkdir::WalkDir;

    #[test]
    fn the_documentation_shows_the_very_table() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs_err::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/docs")).unwrap();
            fs_err::write(file, markdown()).unwrap();
        }
        let shown = fs_err::read_to_string(file).unwrap();
        assert!(
            shown == markdown(),
            "docs/settings.md is not up to date: UPDATE_DOCS=1 cargo test settings"
        );
    }

    #[test]
    fn no_cell_breaks_the_table() {
        for setting in BUILD_SETTINGS.iter().chain(LAUNCH_SETTINGS) {
            let cells = [setting.name, setting.default, setting.what, setting.example];
            assert!(!cells.concat().contains(['|', '\n']), "{}", setting.name);
        }
    }

    /// Names of our kind that are none of these settings: between launcher and JVM, of PIO's own scripts, marks in the
    /// storage; and those of the storage, which stand in the table with a star.
    const NOT_SETTINGS: [&str; 6] = [
        "PIO_LAUNCH_",
        "PIO_HOME",
        "PIO_STORAGE_",
        "PIO_TRAINING",
        "PIO_EVALUATION",
        "PIO_TRAINED_FROM",
    ];

    /// The names in quotes in all code that is no test.
    fn names_in_code() -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let name = Regex::new(r#""((?:BP|PIO)_[A-Z0-9_]+)""#).unwrap();
        let files = ["src", "jvm"].map(|dir| WalkDir::new(root.join(dir)));
        let mut names = BTreeSet::new();
        for entry in files.into_iter().flatten().flatten() {
            let path = entry.path();
            let file = path.file_name().unwrap().to_string_lossy();
            let is_code =
                file.ends_with(".rs") || file.ends_with(".java") || file.ends_with(".scala");
            if !is_code || file.ends_with("_tests.rs") || path.starts_with(root.join("src/errors"))
            {
                continue;
            }
            let text = fs_err::read_to_string(path).unwrap();
            // The table itself proves nothing, but the names of its rows stand there as constants.
            let code = text.split("#[cfg(test)]").next().unwrap();
            let code = code
                .lines()
                .filter(|line| !line.trim().starts_with("name: "));
            for line in code {
                names.extend(name.captures_iter(line).map(|found| found[1].to_owned()));
            }
        }
        names
    }

    #[test]
    fn the_table_holds_what_the_code_reads_and_nothing_else() {
        let code = names_in_code();
        let table: BTreeSet<String> = BUILD_SETTINGS
            .iter()
            .chain(LAUNCH_SETTINGS)
            .flat_map(|setting| setting.name.split(", "))
            .filter(|name| name.starts_with("BP_") || name.starts_with("PIO_"))
            .filter(|name| !name.ends_with('*'))
            .map(ToOwned::to_owned)
            .collect();
        let is_setting = |name: &&String| {
            !NOT_SETTINGS.iter().any(|other| name.starts_with(other)) && !name.ends_with('_')
        };
        let missing: Vec<_> = code
            .iter()
            .filter(is_setting)
            .filter(|name| !table.contains(*name))
            .collect();
        assert!(
            missing.is_empty(),
            "read, but not in the table: {missing:?}"
        );
        let unread: Vec<_> = table.iter().filter(|name| !code.contains(*name)).collect();
        assert!(
            unread.is_empty(),
            "in the table, but never read: {unread:?}"
        );
    }
}
