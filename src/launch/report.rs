//! What the launcher itself can tell, without a JVM.

use super::java_options::UserFlags;
use super::memory::{Machine, Plan, Process};
use super::regions::{MIB, Size};
use crate::engine::ImageFacts;

/// The versions in an image, one to a line.
#[must_use]
pub fn versions(facts: &ImageFacts) -> String {
    format!(
        "PredictionIO {}\nSpark {}\nScala {}\nbuildpack {}\n",
        facts.pio_version, facts.spark_version, facts.scala_version, facts.buildpack_version
    )
}

/// How each kind of process would share out the memory: one column each.
#[must_use]
pub fn memory(machine: Machine, user: &UserFlags) -> String {
    let columns = [
        ("eventserver", Process::EventServer),
        ("train", Process::Train),
        ("deploy", Process::Deploy),
        ("other", Process::Tool),
    ]
    .map(|(name, process)| (name, column(process, machine, user)));
    let mut lines = vec![
        format!("limit {}, processors {}", Size(machine.limit), machine.cpus),
        String::new(),
        line("", columns.each_ref().map(|(name, _)| *name)),
    ];
    for (row, (label, _)) in columns[0].1.iter().enumerate() {
        lines.push(line(
            label,
            columns.each_ref().map(|(_, column)| column[row].1.as_str()),
        ));
    }
    lines.join("\n") + "\n"
}

fn line(label: &str, cells: [&str; 4]) -> String {
    let [a, b, c, d] = cells;
    format!("{label:<20}{a:>13}{b:>13}{c:>13}{d:>13}")
}

fn column(process: Process, machine: Machine, user: &UserFlags) -> Vec<(&'static str, String)> {
    let (regions, starts) = match Plan::new(process, machine, user) {
        Ok(plan) => (plan.regions, "yes".to_owned()),
        Err(shortage) => (shortage.regions, format!("needs {}", Size(shortage.needed))),
    };
    let sizes = regions
        .named()
        .map(|(name, bytes)| (name, Size(bytes).to_string()));
    let total = ("total", format!("{} MB", regions.total() / MIB));
    sizes
        .into_iter()
        .chain([total, ("starts", starts)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::start::tests::facts;

    #[test]
    fn versions_are_told() {
        assert_eq!(
            versions(&facts()),
            "PredictionIO 0.10.0-incubating\nSpark 1.6.3\nScala 2.10.7\nbuildpack 0.1.0\n"
        );
    }

    #[test]
    fn memory_is_told_for_every_process() {
        let report = |mib| {
            memory(
                Machine {
                    limit: mib * MIB,
                    cpus: 2,
                },
                &UserFlags::default(),
            )
        };
        insta::assert_snapshot!([256, 512, 1024, 2560, 14336].map(report).join("\n"));
    }
}
