//! `xtask lock`: resolves the jar sets of `inventory/*.spec.toml` with coursier and pins what comes out in
//! `inventory/*.lock.toml`.
//!
//! Coursier is itself such a set: its jars are installed from `inventory/coursier.lock.toml`, verified, as the
//! buildpack installs every other jar.

mod assign;
mod coursier;
mod difference;
mod error;
mod render;
mod report;
mod spec;

pub(crate) use error::LockTaskError;

use crate::stack::paths::workspace_root;
use coursier::Coursier;
use fs_err as fs;
use predictionio_buildpack::install::{Lock, LockedJar, MavenRepository};
use spec::Spec;
use std::path::{Path, PathBuf};

const SPEC: &str = ".spec.toml";
const LOCK: &str = ".lock.toml";

/// What to lock.
#[derive(Debug, clap::Args)]
pub(crate) struct LockArgs {
    /// Names of jar sets, such as `pio-0.10`; all of them without one
    names: Vec<String>,
    /// Write nothing; fail if a lock is not what resolving gives today
    #[arg(long)]
    check: bool,
    /// The Maven repository to resolve from; credentials in the URL are not shown
    #[arg(long, env = "BP_PIO_MAVEN_REPOSITORY", hide_env_values = true)]
    repository: Option<String>,
}

/// Resolves each set, shows what changed, and writes the lock or, with `--check`, refuses a lock that would change.
///
/// `cache` is the folder for coursier and its downloads.
pub(crate) fn run(args: &LockArgs, cache: &Path) -> Result<(), LockTaskError> {
    let repository = MavenRepository::from_setting(args.repository.as_deref())?;
    let inventory = inventory_dir();
    let names = names(&args.names, all_names(&inventory)?)?;
    let coursier = Coursier::install(&read_lock(&inventory, "coursier")?, repository, cache)?;
    let mut outdated = Vec::new();
    for name in names {
        if lock_one(&inventory, &name, &coursier, args.check)? {
            outdated.push(name);
        }
    }
    if args.check && !outdated.is_empty() {
        return Err(LockTaskError::Outdated { names: outdated });
    }
    Ok(())
}

/// Resolves one set and writes its lock unless only checking. Returns whether the lock differs from the one there.
fn lock_one(
    inventory: &Path,
    name: &str,
    coursier: &Coursier,
    check: bool,
) -> Result<bool, LockTaskError> {
    let text = fs::read_to_string(inventory.join(format!("{name}{SPEC}")))?;
    let spec = Spec::parse(&text).map_err(|reason| LockTaskError::Spec {
        name: name.to_owned(),
        reason,
    })?;
    println!("{name}: resolving");
    let jars = resolve(&spec, coursier)?;
    for group in &spec.groups {
        println!("{name}: {}", summary(&group.name, &jars));
    }
    let lock_path = inventory.join(format!("{name}{LOCK}"));
    let present = if lock_path.exists() {
        fs::read_to_string(&lock_path)?
    } else {
        String::new()
    };
    let changes = difference::changes(Lock::parse(name, &present)?.jars(), &jars);
    for change in &changes {
        println!("{name}: {change}");
    }
    let lock = render::render(name, &jars)?;
    if lock == present {
        println!("{name}: unchanged");
        return Ok(false);
    }
    if !check {
        fs::write(&lock_path, lock)?;
        println!("{name}: written to inventory/{name}{LOCK}");
    }
    Ok(true)
}

/// Every jar of a set with its group, checksum and size, in the lock's order.
fn resolve(spec: &Spec, coursier: &Coursier) -> Result<Vec<LockedJar>, LockTaskError> {
    let alone = spec
        .groups
        .iter()
        .map(|group| coursier.fetch(spec, std::slice::from_ref(group)))
        .collect::<Result<Vec<_>, _>>()?;
    let together = if spec.together {
        Some(coursier.fetch(spec, &spec.groups)?)
    } else {
        None
    };
    let mut jars = assign::assign(spec, &alone, together.as_deref())
        .into_iter()
        .map(|(group, jar)| coursier::pin(group, jar))
        .collect::<Result<Vec<_>, _>>()?;
    jars.sort();
    Ok(jars)
}

fn summary(group: &str, jars: &[LockedJar]) -> String {
    let sizes: Vec<u64> = jars
        .iter()
        .filter(|jar| jar.group == group)
        .map(|jar| jar.size)
        .collect();
    let tenths = sizes.iter().sum::<u64>() / 100_000;
    format!(
        "{group}: {} jars, {}.{} MB",
        sizes.len(),
        tenths / 10,
        tenths % 10
    )
}

/// The names asked for, or all.
fn names(asked: &[String], all: Vec<String>) -> Result<Vec<String>, LockTaskError> {
    match asked.iter().find(|name| !all.contains(name)) {
        Some(name) => Err(LockTaskError::UnknownName {
            name: name.clone(),
            known: all,
        }),
        None if asked.is_empty() => Ok(all),
        None => Ok(asked.to_vec()),
    }
}

fn inventory_dir() -> PathBuf {
    workspace_root().join("inventory")
}

fn all_names(inventory: &Path) -> Result<Vec<String>, LockTaskError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(inventory)? {
        let file_name = entry?.file_name();
        let file_name = file_name.to_string_lossy();
        names.extend(file_name.strip_suffix(SPEC).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

fn read_lock(inventory: &Path, name: &str) -> Result<Lock, LockTaskError> {
    let text = fs::read_to_string(inventory.join(format!("{name}{LOCK}")))?;
    Ok(Lock::parse(name, &text)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn texts(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn without_names_all_are_meant() {
        assert_eq!(names(&[], texts(&["a", "b"])).unwrap(), ["a", "b"]);
        assert_eq!(names(&texts(&["b"]), texts(&["a", "b"])).unwrap(), ["b"]);
    }

    #[test]
    fn an_unknown_name_is_told_with_those_that_there_are() {
        let error = names(&texts(&["b", "x"]), texts(&["a", "b"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no jar set x in the inventory; there are a, b"
        );
    }

    /// The locks of this project: each has the groups of its specification, and is what `render` makes of it.
    #[test]
    fn locks_and_specifications_of_the_inventory_belong_together() {
        let inventory = inventory_dir();
        for name in all_names(&inventory).unwrap() {
            let spec = fs::read_to_string(inventory.join(format!("{name}{SPEC}"))).unwrap();
            let spec = Spec::parse(&spec).unwrap();
            let wanted: BTreeSet<_> = spec.groups.iter().map(|group| group.name.clone()).collect();
            let lock = read_lock(&inventory, &name).unwrap();
            let groups: BTreeSet<_> = lock.jars().iter().map(|jar| jar.group.clone()).collect();
            assert_eq!(groups, wanted, "{name}");
            let text = fs::read_to_string(inventory.join(format!("{name}{LOCK}"))).unwrap();
            assert_eq!(render::render(&name, lock.jars()).unwrap(), text, "{name}");
        }
    }

    #[test]
    fn a_summary_counts_the_jars_of_one_group() {
        let jar = |group: &str, size| LockedJar {
            group: group.to_owned(),
            coordinates: "g:a:1".parse().unwrap(),
            sha256: [0; 32].into(),
            size,
        };
        let jars = [jar("one", 1_250_000), jar("one", 750_000), jar("two", 1)];
        assert_eq!(summary("one", &jars), "one: 2 jars, 2.0 MB");
    }
}
