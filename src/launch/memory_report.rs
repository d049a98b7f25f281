//! `pio memory`: how each kind of process would share out a container's memory, with the settings that there are.

use super::cluster;
use super::cluster_memory::WorkerPlan;
use super::environment::Environment;
use super::error::LaunchError;
use super::java_options::{UserFlags, parse_size};
use super::memory::{Machine, Plan, Process};
use super::own_config::OwnConfig;
use super::regions::{MIB, Regions, Size};
use super::spark_options::{SPARK_OPTS, SparkOptions, TRAIN_SPARK_OPTS};
use std::fmt::Write;

/// The property with the heap of an executor, and Spark's own value.
const EXECUTOR_MEMORY: (&str, u64) = ("spark.executor.memory", 1024 * MIB);

/// The processes of an engine, by the names of their commands.
const ENGINE: [(&str, Process); 4] = [
    ("eventserver", Process::EventServer),
    ("train", Process::Train),
    ("deploy", Process::Deploy),
    ("other", Process::Tool),
];

/// What each kind of process would take: one column each, those of a Spark cluster apart, and what does not fit in words.
///
/// # Errors
/// When a setting makes no sense.
pub fn memory(machine: Machine, env: &Environment, own: &OwnConfig) -> Result<String, LaunchError> {
    let user = UserFlags::read(env)?;
    let mut notes = Vec::new();
    let mut columns = Vec::new();
    let mut remote = None;
    for (name, process) in ENGINE {
        let mut flags = user.clone();
        if process.has_spark() {
            let spark = SparkOptions::read(process, env, &[], &own.spark)?;
            flags = spark.with(flags);
            remote = remote.or_else(|| asked(&spark));
        }
        columns.push(Column::of(name, process, machine, &flags, &mut notes));
    }
    let mut text = format!(
        "limit {}, processors {}\n\n",
        Size(machine.limit),
        machine.cpus
    );
    text.push_str(&table(&columns));
    text.push_str(
        "\nIn a Spark cluster, train is the driver. Each process in a container of this size:\n\n",
    );
    text.push_str(&table(&of_cluster(
        machine, env, &user, remote, &mut notes,
    )?));
    for note in notes {
        text.push('\n');
        text.push_str(&note);
        text.push('\n');
    }
    Ok(text)
}

/// The executors' heap that a job on a cluster asks for.
fn asked(spark: &SparkOptions) -> Option<u64> {
    let memory = spark.properties.get(EXECUTOR_MEMORY.0)?;
    parse_size(memory.trim_end_matches(['b', 'B']))
}

struct Column {
    name: &'static str,
    regions: Regions,
    starts: String,
}

impl Column {
    fn of(
        name: &'static str,
        process: Process,
        machine: Machine,
        flags: &UserFlags,
        notes: &mut Vec<String>,
    ) -> Self {
        match Plan::new(process, machine, flags) {
            Ok(plan) => {
                if plan.exceeds_limit() {
                    notes.push(too_much(name, process, &plan, flags));
                }
                Self {
                    name,
                    regions: plan.regions,
                    starts: if plan.exceeds_limit() {
                        "above limit"
                    } else {
                        "yes"
                    }
                    .to_owned(),
                }
            }
            Err(shortage) => Self {
                name,
                regions: shortage.regions,
                starts: format!("needs {}", Size(shortage.needed)),
            },
        }
    }
}

/// Words for a sum above the limit, which only bounds of the user's own can make.
fn too_much(name: &str, process: Process, plan: &Plan, flags: &UserFlags) -> String {
    let options = match process {
        Process::Train => format!(", or --driver-memory in {TRAIN_SPARK_OPTS}"),
        Process::Deploy => format!(", or --driver-memory in {SPARK_OPTS}"),
        _ => String::new(),
    };
    let set = [
        (flags.heap, "-Xmx"),
        (flags.metaspace, "-XX:MaxMetaspaceSize"),
        (flags.code_cache, "-XX:ReservedCodeCacheSize"),
        (flags.direct, "-XX:MaxDirectMemorySize"),
    ];
    let set: Vec<_> = set
        .iter()
        .filter_map(|(value, name)| value.map(|_| *name))
        .collect();
    let left = plan.limit.saturating_sub(plan.regions.beside_heap());
    let fits = if left >= process.least_heap() {
        format!(" A heap of {} fits: -Xmx{}m.", Size(left), left / MIB)
    } else {
        String::new()
    };
    format!(
        "{name} may come to take {}, {} more than the limit of {}, by flags of your own ({} in JAVA_OPTS or JAVA_TOOL_OPTIONS{options}).\n\
         The kernel then kills it without a word. Raise the limit to {}, or leave the flags out.{fits}",
        Size(plan.regions.total()),
        Size(plan.regions.total() - plan.limit),
        Size(plan.limit),
        set.join(", "),
        Size(plan.regions.total()),
    )
}

fn of_cluster(
    machine: Machine,
    env: &Environment,
    user: &UserFlags,
    asked: Option<u64>,
    notes: &mut Vec<String>,
) -> Result<Vec<Column>, LaunchError> {
    let mut columns = vec![Column::of(
        "spark-master",
        Process::SparkMaster,
        machine,
        user,
        notes,
    )];
    let heap = asked.unwrap_or(EXECUTOR_MEMORY.1);
    // A worker does not hand its own flags to executors.
    let mut executor = Process::Executor.regions(machine, &UserFlags::default());
    executor.heap = heap;
    match WorkerPlan::new(machine, user, cluster::offer(env)?) {
        Ok(plan) => {
            columns.push(Column {
                name: "spark-worker",
                regions: plan.worker.regions,
                starts: "yes".to_owned(),
            });
            let fits = heap <= plan.offered;
            columns.push(Column {
                name: "its executor",
                regions: executor,
                starts: if fits { "yes" } else { "no room" }.to_owned(),
            });
            notes.push(offer(&plan, heap, fits));
        }
        Err(shortage) => {
            let mut regions = Process::SparkWorker.regions(machine, user);
            regions.heap = user.heap.unwrap_or(Process::SparkWorker.least_heap());
            columns.push(Column {
                name: "spark-worker",
                regions,
                starts: format!("needs {}", Size(shortage.needed)),
            });
            columns.push(Column {
                name: "its executor",
                regions: executor,
                starts: "no room".to_owned(),
            });
        }
    }
    columns.push(Column::of(
        "spark-history",
        Process::SparkHistory,
        machine,
        user,
        notes,
    ));
    Ok(columns)
}

fn offer(plan: &WorkerPlan, heap: u64, fits: bool) -> String {
    let (_, told) = cluster::offered(plan);
    let advice = if fits {
        String::new()
    } else {
        format!(
            " An executor of {} does not start there: ask for --executor-memory {}m, or give the worker more memory.",
            Size(heap),
            plan.offered / MIB
        )
    };
    format!("spark-worker {told}.{advice}")
}

fn table(columns: &[Column]) -> String {
    let line = |label: &str, cells: Vec<String>| {
        let mut line = format!("{label:<20}");
        for cell in cells {
            // Writing to a string does not fail.
            let _ = write!(line, "{cell:>15}");
        }
        line + "\n"
    };
    let mut text = line("", columns.iter().map(|it| it.name.to_owned()).collect());
    let rows: Vec<_> = columns.iter().map(|it| it.regions.named()).collect();
    for row in 0..rows.first().map_or(0, |regions| regions.len()) {
        let cells = rows.iter().map(|regions| Size(regions[row].1).to_string());
        text.push_str(&line(rows[0][row].0, cells.collect()));
    }
    let total = |it: &Column| format!("{} MB", it.regions.total() / MIB);
    text.push_str(&line("total", columns.iter().map(total).collect()));
    text.push_str(&line(
        "starts",
        columns.iter().map(|it| it.starts.clone()).collect(),
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(mib: u64, env: &[(&str, &str)]) -> String {
        let machine = Machine {
            limit: mib * MIB,
            cpus: 2,
        };
        memory(
            machine,
            &env.iter().copied().collect(),
            &OwnConfig::default(),
        )
        .unwrap()
    }

    #[test]
    fn memory_is_told_for_every_process() {
        insta::assert_snapshot!(
            [256, 512, 1024, 2560, 14336]
                .map(|mib| report(mib, &[]))
                .join("\n")
        );
    }

    #[test]
    fn settings_of_the_users_own_are_measured() {
        insta::assert_snapshot!(
            [
                report(
                    1024,
                    &[("JAVA_TOOL_OPTIONS", "-Dname='two words' '-Xmx2g'")]
                ),
                report(
                    1024,
                    &[
                        (
                            "PIO_TRAIN_SPARK_OPTS",
                            "--driver-memory 900m --executor-memory '300m'"
                        ),
                        (
                            "PIO_SPARK_OPTS",
                            "--driver-java-options '-XX:MaxMetaspaceSize=2g -Dx=\"a b\"'"
                        ),
                        ("PIO_SPARK_WORKER_MEMORY", "600m"),
                    ]
                ),
            ]
            .join("\n")
        );
    }

    #[test]
    fn a_setting_that_makes_no_sense_is_refused() {
        let machine = Machine {
            limit: 1024 * MIB,
            cpus: 2,
        };
        let env = [("PIO_SPARK_WORKER_CORES", "none")].into_iter().collect();
        assert!(memory(machine, &env, &OwnConfig::default()).is_err());
    }
}
