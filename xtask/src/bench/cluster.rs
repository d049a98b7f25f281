//! How long a training takes from the same events in one process and on a Spark cluster of two workers, all on this machine,
//! and what memory each container takes for it.

use super::copy;
use super::events::{rate, write_events};
use crate::buildpack::pack_build;
use crate::containers::{Containers, Names, remove_all};
use crate::error::Error;
use crate::stack;
use crate::stack::paths::workspace_root;
use bullet_stream::global::print;
use std::fs::Permissions;
use std::io::{BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::time::Instant;

const NAMES: Names = Names {
    name: "predictionio-bench-cluster",
    label: "io.predictionio.bench",
};

const APP: &str = "views";
const MASTER: &str = "spark-master";
const WORKERS: [&str; 2] = ["worker-1", "worker-2"];
/// Prints what the kernel counted of a container at most (cgroup v2 or v1): heap, classes, stacks, files in /tmp, and files that it
/// read and still keeps.
const PEAK: &str = "cat /sys/fs/cgroup/memory.peak /sys/fs/cgroup/memory/memory.max_usage_in_bytes 2>/dev/null || true";
/// PIO shares out the time from 1970 to next year evenly: ten days to each part, so that one fits the memory of a task.
const PARTITIONS: &str = "PIO_STORAGE_SOURCES_PGSQL_PARTITIONS=2000";
/// PIO makes no index of times, and would read the whole table for each part.
const INDEX: &str = "CREATE INDEX ON pio_event_1 (eventtime)";
/// In the example's variant: an item that so few people viewed is left out of the model. What is learnt from all events then
/// stays small, since a model is kept as one value.
const ALL_ITEMS: &str = "\"minUsers\": 2";
const NO_ITEM: &str = "\"minUsers\": 1000000";

/// Imports the events and trains from them both ways.
pub(crate) fn run(count: u32, builder: Option<&str>) -> Result<(), Error> {
    let stack = stack::up(builder)?;
    let scratch = tempfile::tempdir()?;
    let app = scratch.path().join("engine");
    copy(&workspace_root().join("examples/similar-product"), &app)?;
    let variant = fs_err::read_to_string(app.join("engine.json"))?;
    fs_err::write(app.join("engine.json"), variant.replace(ALL_ITEMS, NO_ITEM))?;
    pack_build(&stack, &app, NAMES.name, &[])?;
    let containers = Containers::new(&stack, NAMES)?;
    containers.remove()?;
    containers.start_postgres()?;

    print::bullet(format!("{count} events; {}", load()?));
    import(&containers, count)?;
    let memory = ["--memory", "4g"];
    print::sub_bullet(train(&containers, "one process", &memory, "")?);

    containers.start_as(MASTER, &["--memory", "512m"], "spark-master", &[])?;
    let address = format!("spark://{}:7077", NAMES.container(MASTER));
    for worker in WORKERS {
        let cores = ["--env", "PIO_SPARK_WORKER_CORES=1", "--memory", "2g"];
        containers.start_as(worker, &cores, "spark-worker", &[&address])?;
    }
    let options = format!("-- --master {address} --executor-memory 1100m");
    let memory = ["--memory", "1g"];
    print::sub_bullet(train(
        &containers,
        "two workers, driver",
        &memory,
        &options,
    )?);
    for process in [MASTER].iter().chain(&WORKERS) {
        let peak = containers.exec(process, &["sh", "-c", PEAK])?;
        print::sub_bullet(format!("{process}: {} at most", megabytes(&peak)));
    }
    print::sub_bullet(load()?);
    remove_all(NAMES)
}

fn import(containers: &Containers, count: u32) -> Result<(), Error> {
    let data = tempfile::tempdir()?;
    // The processes of the image run as another user.
    fs_err::set_permissions(data.path(), Permissions::from_mode(0o777))?;
    let mut file = BufWriter::new(fs_err::File::create(data.path().join("events.json"))?);
    write_events(count, &mut file)?;
    file.flush()?;
    containers.run("launcher", &["pio", "app", "new", APP])?;
    let mount = format!("{}:/data:ro", data.path().display());
    let started = Instant::now();
    let words = [
        "pio",
        "import",
        "--app",
        APP,
        "--input",
        "/data/events.json",
    ];
    containers.run_with(&["--volume", &mount], "launcher", &words)?;
    print::sub_bullet(rate("pio import", count, started.elapsed()));
    let psql = [
        "psql",
        "--host",
        "/tmp",
        "--username",
        "pio",
        "--command",
        INDEX,
    ];
    containers.exec("postgres", &psql).map(|_| ())
}

/// Trains, and tells how long the container ran and how much it took.
fn train(
    containers: &Containers,
    what: &str,
    memory: &[&str],
    options: &str,
) -> Result<String, Error> {
    let app = format!("PIO_EVENTSERVER_APP_NAME={APP}");
    let options_of_docker = [memory, &["--env", PARTITIONS, "--env", &app]].concat();
    let script = format!("pio train {options} && ({PEAK})");
    let started = Instant::now();
    let log = containers.run_with(&options_of_docker, "launcher", &["bash", "-c", &script])?;
    let seconds = started.elapsed().as_secs_f64();
    let peak = log.lines().next_back().unwrap_or_default();
    Ok(format!(
        "{what}: {seconds:.0} s, {} at most",
        megabytes(peak)
    ))
}

/// Figures of a machine with other work mean little.
fn load() -> Result<String, Error> {
    let averages = fs_err::read_to_string("/proc/loadavg")?;
    let cores = std::thread::available_parallelism()?;
    let averages: Vec<&str> = averages.split(' ').take(3).collect();
    Ok(format!("{cores} processors, load {}", averages.join(" ")))
}

fn megabytes(bytes: &str) -> String {
    let bytes: u64 = bytes.trim().parse().unwrap_or_default();
    format!("{} MB", bytes / (1024 * 1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_megabytes() {
        assert_eq!(megabytes("1073741824\n"), "1024 MB");
    }

    #[test]
    fn the_example_has_what_is_changed_in_it() {
        let variant = workspace_root().join("examples/similar-product/engine.json");
        let variant = fs_err::read_to_string(variant).unwrap();
        assert!(variant.contains(ALL_ITEMS));
    }
}
