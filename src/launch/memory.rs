//! How a JVM shares out a container's memory. Pure arithmetic; [`super::limit`] finds the limit.
//!
//! A JVM takes more than its heap, and a container that takes more than its limit is killed without a
//! word. So every region gets a bound, and the bounds add up to the limit, in the manner of
//! [paketo's calculator](https://github.com/paketo-buildpacks/libjvm). The heap gets what the others
//! leave.
//!
//! The bounds of the others come from measurements on Java 8: a program that ran ALS, naive Bayes, a
//! random forest and SQL on Spark 1.6.3 with PIO's servers loaded, in a container of 512 MB, had
//! 10,809 classes in 69 MB of metaspace, 27 MB of code, 86 threads and 27 MB of the JVM's own data,
//! and stayed at 328 MB resident with a heap of 240 MB. In containers of 512 MB, a classification engine took
//! 227 MB to train and 215 MB to serve (67 MB of classes, 19 MB of code), the event server 165 MB (46 MB of
//! classes, 16 MB of code).

use super::java_options::UserFlags;
use super::regions::{MIB, Regions};

/// The smallest heap with which Spark 1.6's unified memory manager starts: it asks for 471,859,200
/// bytes (450 MB) of *usable* heap (`UnifiedMemoryManager.getMaxMemory`), and a collector leaves at least 15/16 of
/// `-Xmx` usable, since one survivor space (1/24 or 1/30) does not count.
const UNIFIED_HEAP: u64 = 480 * MIB;

/// The smallest heap for a process with Spark in it. Below [`UNIFIED_HEAP`] Spark runs with
/// `spark.memory.useLegacyMode`, whose manager asks for 32 MB only; training and serving were seen to
/// work from 240 MB.
const SPARK_HEAP: u64 = 240 * MIB;

/// Memory that each of Spark's parallel tasks should have, so that a small container on a host with
/// many processors does not run one task for each of them.
const PER_TASK: u64 = 256 * MIB;

/// The JVM's own rule for a machine worth parallel collectors: two processors and 2 GB, of which a
/// quarter GB may be missing (`os::is_server_class_machine`).
const SERVER_CLASS: u64 = 1792 * MIB;

/// The kinds of processes, which differ in what they need beside the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Process {
    /// Takes in events. No Spark.
    EventServer,
    /// Learns a model with Spark.
    Train,
    /// Answers queries; has Spark to load the model.
    Deploy,
    /// A short command such as `pio app list`, which may run beside a server in its container.
    Tool,
    /// Any other job for Spark.
    Submit,
    /// Shares out a cluster's workers among jobs.
    SparkMaster,
    /// Starts executors beside itself; what they take is no part of its own regions.
    SparkWorker,
    /// Computes for a job, beside the worker that started it.
    Executor,
    /// Shows the event logs of jobs.
    SparkHistory,
}

/// What the container or the host has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// Bytes that all regions together may take.
    pub limit: u64,
    /// Processors, at least 1.
    pub cpus: u64,
}

/// The garbage collector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collector {
    /// One thread; the leanest.
    Serial,
    /// A thread for each processor.
    Parallel,
}

/// How a process shares out its memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The process.
    pub process: Process,
    /// The bounds.
    pub regions: Regions,
    /// What they should not exceed, in bytes.
    pub limit: u64,
    /// The garbage collector.
    pub collector: Collector,
    /// How many tasks Spark runs at a time.
    pub tasks: u64,
}

/// A limit too low for a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortage {
    /// The process.
    pub process: Process,
    /// The least that each region needs.
    pub regions: Regions,
    /// The lowest limit in bytes with which the process starts.
    pub needed: u64,
    /// The limit in bytes.
    pub limit: u64,
}

impl Process {
    /// Whether Spark runs in it.
    #[must_use]
    pub fn has_spark(self) -> bool {
        matches!(
            self,
            Self::Train | Self::Deploy | Self::Submit | Self::Executor
        )
    }

    /// Whether it is no part of a cluster's own.
    #[must_use]
    pub fn is_alone(self) -> bool {
        !matches!(
            self,
            Self::SparkMaster | Self::SparkWorker | Self::SparkHistory | Self::Executor
        )
    }

    /// Whether it, or what it starts, reads the storage.
    #[must_use]
    pub fn has_storage(self) -> bool {
        !matches!(self, Self::SparkMaster | Self::SparkHistory)
    }

    pub(super) fn least_heap(self) -> u64 {
        match self {
            Self::Train | Self::Deploy | Self::Submit | Self::Executor => SPARK_HEAP,
            Self::EventServer | Self::SparkMaster | Self::SparkWorker => 64 * MIB,
            Self::SparkHistory => 128 * MIB,
            Self::Tool => 48 * MIB,
        }
    }

    /// Servers and training take what there is; a tool may have a server beside it.
    fn most_heap(self) -> u64 {
        match self {
            Self::Tool | Self::SparkWorker => 128 * MIB,
            Self::SparkMaster => 512 * MIB,
            _ => u64::MAX,
        }
    }

    /// `-Xss` in bytes: ALS and topic models overflow the usual 1 MB.
    #[must_use]
    pub fn stack(self) -> u64 {
        if self.has_spark() { 4 * MIB } else { MIB }
    }

    /// The regions beside the heap, as the user's own flags bound them or as the limit suggests.
    pub(super) fn regions(self, machine: Machine, user: &UserFlags) -> Regions {
        let share = |divisor: u64, least: u64, most: u64| {
            (machine.limit / divisor / MIB).clamp(least, most) * MIB
        };
        let jvm = match collector(self, machine) {
            Collector::Serial => 40 * MIB + share(64, 4, 64),
            // Its mark bitmaps take 1/32 of the heap.
            Collector::Parallel => 40 * MIB + share(32, 4, u64::MAX),
        };
        let (metaspace, code_cache, stacks, direct, jvm) = match self {
            Self::Train | Self::Deploy | Self::Submit | Self::Executor => (
                share(8, 112, 256),
                share(16, 48, 240),
                // Deep stacks are those of tasks and of a few threads of the driver.
                self.stack() * (tasks(machine) + 4),
                share(32, 24, 256),
                jvm,
            ),
            Self::EventServer => (
                share(8, 80, 192),
                share(16, 32, 128),
                12 * MIB,
                share(32, 12, 128),
                jvm,
            ),
            // Netty keeps direct buffers for each of its threads.
            Self::SparkMaster | Self::SparkWorker | Self::SparkHistory => {
                (64 * MIB, 32 * MIB, 12 * MIB, 32 * MIB, 40 * MIB)
            }
            Self::Tool => (80 * MIB, 24 * MIB, 8 * MIB, 8 * MIB, 40 * MIB),
        };
        Regions {
            heap: 0,
            metaspace: user.metaspace.unwrap_or(metaspace),
            code_cache: user.code_cache.unwrap_or(code_cache),
            stacks,
            direct: user.direct.unwrap_or(direct),
            jvm,
        }
    }
}

impl Shortage {
    /// Some regions grow with the limit, so the lowest that is enough is found step by step.
    fn new(process: Process, machine: Machine, user: &UserFlags) -> Self {
        let mut needed = machine.limit;
        loop {
            let mut regions = process.regions(
                Machine {
                    limit: needed,
                    ..machine
                },
                user,
            );
            regions.heap = process.least_heap();
            if regions.total() <= needed {
                return Self {
                    process,
                    regions,
                    needed,
                    limit: machine.limit,
                };
            }
            needed = regions.total();
        }
    }
}

impl Plan {
    /// Shares out the memory. What the user's own flags bound stays as they say.
    ///
    /// # Errors
    /// When the limit leaves less heap than the process needs. A heap that the user chose is never
    /// refused.
    pub fn new(process: Process, machine: Machine, user: &UserFlags) -> Result<Self, Shortage> {
        let mut regions = process.regions(machine, user);
        let left = machine.limit.saturating_sub(regions.beside_heap()) / MIB * MIB;
        regions.heap = match user.heap {
            Some(heap) => heap,
            None if left >= process.least_heap() => left.min(process.most_heap()),
            None => return Err(Shortage::new(process, machine, user)),
        };
        Ok(Self {
            process,
            regions,
            limit: machine.limit,
            collector: collector(process, machine),
            tasks: tasks(machine),
        })
    }

    /// Whether Spark must run with its old memory manager, since the heap is too small for the new.
    #[must_use]
    pub fn legacy_spark_memory(&self) -> bool {
        self.regions.heap < UNIFIED_HEAP
    }

    /// Whether the regions add up to more than the limit, as flags of the user's own can make them.
    #[must_use]
    pub fn exceeds_limit(&self) -> bool {
        self.regions.total() > self.limit
    }

    /// The JVM's flags, without those for which the user gave flags.
    #[must_use]
    pub fn flags(&self, user: &UserFlags) -> Vec<String> {
        let bounds = [
            ("-Xmx", user.heap, self.regions.heap),
            (
                "-XX:MaxMetaspaceSize=",
                user.metaspace,
                self.regions.metaspace,
            ),
            (
                "-XX:ReservedCodeCacheSize=",
                user.code_cache,
                self.regions.code_cache,
            ),
            ("-XX:MaxDirectMemorySize=", user.direct, self.regions.direct),
            ("-Xss", user.stack, self.process.stack()),
        ];
        let mut flags: Vec<_> = bounds
            .into_iter()
            .filter(|(_, own, _)| own.is_none())
            .map(|(flag, _, bytes)| format!("{flag}{}m", bytes / MIB))
            .collect();
        if !user.collector {
            flags.push(match self.collector {
                Collector::Serial => "-XX:+UseSerialGC".to_owned(),
                Collector::Parallel => "-XX:+UseParallelGC".to_owned(),
            });
        }
        flags
    }
}

fn collector(process: Process, machine: Machine) -> Collector {
    let small = matches!(
        process,
        Process::Tool | Process::SparkMaster | Process::SparkWorker | Process::SparkHistory
    );
    if small || machine.cpus < 2 || machine.limit < SERVER_CLASS {
        Collector::Serial
    } else {
        Collector::Parallel
    }
}

fn tasks(machine: Machine) -> u64 {
    (machine.limit / PER_TASK).clamp(1, machine.cpus.max(1))
}

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
