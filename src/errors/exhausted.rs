//! Words for a JVM whose memory ran out while it worked.

use super::Message;
use crate::launch::exhausted::{Exhausted, Region};
use crate::launch::memory::Process;
use crate::launch::regions::{MIB, Size};

const SUM: &str = "`pio memory` shows how a limit is shared out.";
/// As much again is a step that shows whether more helps at all.
const STEP: u64 = 2;
/// Where nothing bounds them; the launcher always does.
const CLASSES: u64 = 128 * MIB;
const CLASS_SPACE: u64 = 1024;

/// Words for a JVM at its end.
#[must_use]
pub fn describe(it: &Exhausted) -> Message {
    let who = match &it.command {
        Some(command) => format!("pio {command}"),
        None => "An executor".to_owned(),
    };
    let body = match &it.region {
        Region::Heap | Region::Collector => heap(it),
        Region::Metaspace => metaspace(it),
        Region::ClassSpace => class_space(it),
        Region::Array => array(it),
        Region::Other(_) => format!(
            "Its limit is {}. Raise the container's memory limit; where the platform sets none, PIO_MEMORY_LIMIT.\n{SUM}",
            Size(it.limit)
        ),
    };
    Message::new(
        format!("{who} ran out of memory: {}", it.region.name()),
        body,
    )
}

fn heap(it: &Exhausted) -> String {
    let heap = it.heap.map_or_else(
        || "unbounded".to_owned(),
        |heap| format!("{} (-Xmx{}m)", Size(heap), heap / MIB),
    );
    let limit = Size(it.limit);
    let state = if it.region == Region::Collector {
        "all but full, and clearing it takes all of the time"
    } else {
        "full"
    };
    let raise = if it.process == Process::Executor {
        "Raise it with --executor-memory in PIO_TRAIN_SPARK_OPTS or after --, and with it the memory limit of the workers'\n\
         containers, or let tasks be smaller: more partitions, or fewer of --executor-cores."
    } else if it.own_heap {
        "Raise the setting that bounds it, -Xmx in JAVA_OPTS or JAVA_TOOL_OPTIONS or --driver-memory of Spark's options, or leave\n\
         it out: then the heap gets what the other regions leave of the container's memory limit."
    } else {
        "Raise the container's memory limit; where the platform sets none, PIO_MEMORY_LIMIT. Nearly all of what is added goes to\n\
         the heap."
    };
    let less = match it.process {
        Process::Train | Process::Submit => {
            "\nA training takes less at a time when it reads events in more parts (PIO_STORAGE_SOURCES_<NAME>_PARTITIONS), and a Spark\n\
             cluster goes past one machine."
        }
        _ => "",
    };
    format!("Its heap, {heap} of a limit of {limit}, is {state}.\n\n{raise}{less}\n{SUM}")
}

fn metaspace(it: &Exhausted) -> String {
    let now = it.metaspace.unwrap_or(CLASSES);
    let next = now.saturating_mul(STEP) / MIB;
    format!(
        "The {} for classes (-XX:MaxMetaspaceSize), of a limit of {}, are full: the engine has more of them, or makes new ones\n\
         all the time.\n\n\
         Set {}\n\
         and raise the memory limit by as much. {SUM}",
        Size(now),
        Size(it.limit),
        flag(it, &format!("-XX:MaxMetaspaceSize={next}m"))
    )
}

fn class_space(it: &Exhausted) -> String {
    format!(
        "A part of the classes' memory is full that the JVM sets aside (-XX:CompressedClassSpaceSize).\n\n\
         Set {}; it is a part of -XX:MaxMetaspaceSize, which must be larger.",
        flag(it, &format!("-XX:CompressedClassSpaceSize={CLASS_SPACE}m"))
    )
}

fn array(it: &Exhausted) -> String {
    let hint = match it.process {
        Process::Deploy => {
            "A model, or an answer, is too large as one piece: the engine must keep it in parts."
        }
        _ => {
            "Data or a model is too large as one piece. More partitions make the pieces smaller; a model that is saved as one\n\
             must be kept in parts by the engine."
        }
    };
    format!(
        "A single array of more than 2,147,483,645 elements was asked for, which no Java can have, whatever its memory.\n\n{hint}"
    )
}

/// Where a flag of the JVM goes.
fn flag(it: &Exhausted, flag: &str) -> String {
    if it.process == Process::Executor {
        format!("--conf spark.executor.extraJavaOptions={flag}")
    } else {
        format!("JAVA_OPTS={flag}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exhausted(region: Region, process: Process, command: Option<&str>) -> Exhausted {
        Exhausted {
            region,
            process,
            command: command.map(ToOwned::to_owned),
            limit: 1024 * MIB,
            heap: Some(720 * MIB),
            own_heap: process == Process::Executor,
            metaspace: Some(128 * MIB),
        }
    }

    #[test]
    fn every_region_says_what_to_raise() {
        let train = |region| exhausted(region, Process::Train, Some("train"));
        let executor = |region| exhausted(region, Process::Executor, None);
        let words = [
            train(Region::Heap),
            train(Region::Array),
            Exhausted {
                own_heap: true,
                ..exhausted(Region::Collector, Process::EventServer, Some("eventserver"))
            },
            executor(Region::Heap),
            executor(Region::Metaspace),
            exhausted(Region::Metaspace, Process::Deploy, Some("deploy")),
            Exhausted {
                metaspace: None,
                ..train(Region::Metaspace)
            },
            exhausted(Region::Array, Process::Deploy, Some("batchpredict")),
            train(Region::ClassSpace),
            train(Region::Other("Out of swap space?".into())),
        ]
        .map(|it| describe(&it).to_string());
        insta::assert_snapshot!(words.join("\n\n----\n\n"));
    }
}
