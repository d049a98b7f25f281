//! Everything that must hold before a change is merged.

use crate::error::Error;
use crate::run::{loud, quiet, succeeds};
use crate::stack::paths::workspace_root;
use crate::stack::{self, Stack, deployment};
use bullet_stream::global::print;
use clap::ValueEnum;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// What libcnb-test's images, containers and volumes begin with.
const TEST_PREFIX: &str = "libcnbtest_";

/// The test program that needs `pack` and Docker.
const INTEGRATION: &str = "integration";

/// What the names of the tests of storage backends begin with.
const STORAGE: &str = "storage::";

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Formatting
    Fmt,
    /// Lints
    Clippy,
    /// Unit tests
    Unit,
    /// Integration tests, with `pack` and Docker
    Integration,
    /// Those of the storage backends alone
    Storage,
    /// Those of a Spark cluster alone
    Cluster,
}

/// The parts that make up the whole: the others are among the integration tests.
const ALL: [Part; 4] = [Part::Fmt, Part::Clippy, Part::Unit, Part::Integration];

impl Part {
    /// The name at the command line.
    fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Unit => "unit",
            Self::Integration => "integration",
            Self::Storage => "storage",
            Self::Cluster => "cluster",
        }
    }

    /// The arguments of the cargo commands that it consists of. `others` are the test programs that need neither `pack` nor Docker.
    fn commands(self, others: &[String]) -> Vec<Vec<String>> {
        let fixed: &[&[&str]] = match self {
            Self::Fmt => &[&["fmt", "--all", "--check"]],
            Self::Clippy => &[&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "--deny",
                "warnings",
            ]],
            Self::Unit => &[
                &["test", "--workspace", "--lib", "--bins"],
                &["test", "--workspace", "--doc"],
            ],
            Self::Integration | Self::Storage | Self::Cluster => {
                &[&["test", "--test", INTEGRATION, "--", "--include-ignored"]]
            }
        };
        let mut commands: Vec<Vec<String>> = fixed
            .iter()
            .map(|command| command.iter().map(ToString::to_string).collect())
            .collect();
        if self == Self::Unit {
            for name in others {
                commands[0].extend(["--test".to_owned(), name.clone()]);
            }
        }
        commands
    }

    /// Runs its commands until one fails, each made by `program`; `filter` chooses among their tests.
    fn run(self, filter: &[&str], program: impl Fn() -> Command) -> Result<(), Error> {
        let others = test_programs(&workspace_root().join("tests"))?;
        for arguments in self.commands(&others) {
            loud(program().args(arguments).args(filter))?;
        }
        Ok(())
    }
}

/// Cargo's test programs in a folder, `name.rs` or `name/main.rs`, but for the one with the integration tests.
fn test_programs(tests: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    if tests.exists() {
        for entry in fs_err::read_dir(tests)? {
            let path = entry?.path();
            let is_program = path.join("main.rs").exists()
                || path.extension().is_some_and(|extension| extension == "rs");
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if is_program && name != INTEGRATION {
                names.push(name.into_owned());
            }
        }
    }
    names.sort();
    Ok(names)
}

/// Runs the parts, all without a choice, each even when one before it failed.
pub(crate) fn run(parts: &[Part], only: Option<&str>, builder: Option<&str>) -> Result<(), Error> {
    let parts = if parts.is_empty() { &ALL } else { parts };
    let mut results = Vec::new();
    for part in parts {
        print::bullet(format!("Part {}", part.name()));
        let started = Instant::now();
        let result = match part {
            Part::Integration => integration(*part, only, builder),
            Part::Storage => integration(*part, Some(STORAGE), builder),
            Part::Cluster => integration(*part, Some("cluster::"), builder),
            _ => part.run(&[], || Command::new("cargo")),
        };
        if let Err(error) = &result {
            print::warning(error.to_string());
        }
        results.push((part.name(), result.is_ok(), started.elapsed()));
    }
    print::bullet("Summary");
    for line in summary(&results) {
        print::sub_bullet(line);
    }
    let failed: Vec<String> = results
        .iter()
        .filter(|(_, passed, _)| !passed)
        .map(|(name, _, _)| (*name).to_owned())
        .collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Error::Tests(failed))
    }
}

/// With the stack up; an engine that was started for this is ended, whatever the tests said.
fn integration(part: Part, only: Option<&str>, builder: Option<&str>) -> Result<(), Error> {
    let stack = stack::up(builder)?;
    let result = with_stack(part, only, &stack);
    if stack.started_docker {
        stack::down()?;
    }
    result
}

/// Makes what only some tests need, and runs those of the part.
fn with_stack(part: Part, only: Option<&str>, stack: &Stack) -> Result<(), Error> {
    let deployment = match part {
        Part::Integration => Some(deployment::Tools::ready()?),
        _ => None,
    };
    let mut filter: Vec<&str> = only.into_iter().collect();
    if stack.own {
        if part != Part::Cluster {
            stack.make_storage_servers()?;
        }
    } else if part == Part::Storage {
        return Err(Error::NoStorageServers {
            builder: stack.builder.clone(),
        });
    } else {
        print::warning(format!(
            "Left out: the tests of storage backends, whose servers only the test stack has, not {}",
            stack.builder
        ));
        filter.extend(["--skip", STORAGE]);
    }
    let before = leftovers()?;
    let result = Part::Integration.run(&filter, || {
        let mut cargo = stack.command("cargo");
        if let Some(tools) = &deployment {
            tools.tell(&mut cargo);
        }
        cargo
    });
    result.and(clean(stack, &before))
}

/// libcnb-test cleans up behind itself, but not when it is interrupted. On an engine that others use too, only they know whose it is.
fn clean(stack: &Stack, before: &BTreeSet<(Kind, String)>) -> Result<(), Error> {
    for (kind, name) in leftovers()?.difference(before) {
        let [object, rm, force] = kind.removal();
        if stack.started_docker {
            succeeds(Command::new("docker").args([object, rm, force, name]));
        } else {
            print::sub_bullet(format!("Left behind: docker {object} {rm} {force} {name}"));
        }
    }
    Ok(())
}

/// Kinds of things in Docker, in the order in which they can be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Container,
    Image,
    Volume,
}

impl Kind {
    /// The arguments that list those of the tests.
    fn list(self) -> [String; 5] {
        let (object, filter, format) = match self {
            Self::Container => ("ps", format!("name={TEST_PREFIX}"), "{{.Names}}"),
            Self::Image => (
                "images",
                format!("reference={TEST_PREFIX}*"),
                "{{.Repository}}",
            ),
            Self::Volume => ("volume", format!("name={TEST_PREFIX}"), "{{.Name}}"),
        };
        let scope = match self {
            Self::Volume => "ls",
            Self::Container | Self::Image => "--all",
        };
        [
            object.to_owned(),
            scope.to_owned(),
            format!("--filter={filter}"),
            "--format".to_owned(),
            format.to_owned(),
        ]
    }

    /// The arguments that remove one, before its name.
    fn removal(self) -> [&'static str; 3] {
        match self {
            Self::Container => ["container", "rm", "--force"],
            Self::Image => ["image", "rm", "--force"],
            Self::Volume => ["volume", "rm", "--force"],
        }
    }
}

/// What tests have left in Docker.
fn leftovers() -> Result<BTreeSet<(Kind, String)>, Error> {
    let mut found = BTreeSet::new();
    for kind in [Kind::Container, Kind::Image, Kind::Volume] {
        let names = quiet(Command::new("docker").args(kind.list()))?;
        found.extend(names.lines().map(|name| (kind, name.to_owned())));
    }
    Ok(found)
}

/// One line per part.
fn summary(results: &[(&str, bool, Duration)]) -> Vec<String> {
    results
        .iter()
        .map(|(name, passed, took)| {
            let outcome = if *passed { "passed" } else { "FAILED" };
            format!("{name}: {outcome} ({:.1} s)", took.as_secs_f64())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_has_every_part_with_its_outcome() {
        let results = [
            ("fmt", true, Duration::from_millis(1260)),
            ("unit", false, Duration::from_secs(2)),
        ];
        assert_eq!(
            summary(&results),
            ["fmt: passed (1.3 s)", "unit: FAILED (2.0 s)"]
        );
    }

    #[test]
    fn every_test_program_belongs_to_one_part() {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["big", "fixtures"] {
            fs_err::create_dir(dir.path().join(folder)).unwrap();
        }
        for file in [
            "integration.rs",
            "small.rs",
            "big/main.rs",
            "fixtures/a.txt",
        ] {
            fs_err::write(dir.path().join(file), "").unwrap();
        }
        let others = test_programs(dir.path()).unwrap();
        assert_eq!(others, ["big", "small"]);

        let unit = Part::Unit.commands(&others);
        assert_eq!(
            unit[0].join(" "),
            "test --workspace --lib --bins --test big --test small"
        );
        let integration = Part::Integration.commands(&others);
        assert_eq!(
            integration[0].join(" "),
            "test --test integration -- --include-ignored"
        );
    }

    #[test]
    fn only_what_tests_made_is_listed() {
        for kind in [Kind::Container, Kind::Image, Kind::Volume] {
            assert!(kind.list()[2].contains(TEST_PREFIX), "{kind:?}");
        }
    }
}
