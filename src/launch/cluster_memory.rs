//! How the container of a Spark worker shares out its memory: the worker's own JVM, and those of the executors that
//! it starts. Pure arithmetic.

use super::java_options::UserFlags;
use super::memory::{Machine, Plan, Process, Shortage};
use super::regions::{MIB, Regions};

/// A worker's share and what is left for executors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerPlan {
    /// The worker's own JVM.
    pub worker: Plan,
    /// What executors take beside their heaps, all together.
    pub beside_heaps: u64,
    /// The heap that all executors together may have: what the worker offers to the master.
    pub offered: u64,
    /// Tasks at a time, over all executors.
    pub cores: u64,
}

/// What the user wants of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offer {
    /// Heap of all executors, in bytes.
    pub memory: Option<u64>,
    /// Tasks at a time.
    pub cores: Option<u64>,
    /// How many executors there may be at a time; each takes memory beside its heap.
    pub executors: Option<u64>,
}

impl WorkerPlan {
    /// Shares out the memory.
    ///
    /// # Errors
    /// When not even the smallest executor has room. Memory that the user chose is never refused.
    pub fn new(machine: Machine, user: &UserFlags, offer: Offer) -> Result<Self, Shortage> {
        let worker = Plan::new(Process::SparkWorker, machine, user)?;
        let executors = offer.executors.unwrap_or(1).max(1);
        let beside = beside_heap(machine).saturating_mul(executors);
        let taken = worker.regions.total().saturating_add(beside);
        let left = machine.limit.saturating_sub(taken) / MIB * MIB;
        let least = Process::Executor.least_heap();
        let offered = match offer.memory {
            Some(memory) => memory,
            None if left >= least => left,
            None => return Err(shortage(machine, user, executors)),
        };
        Ok(Self {
            worker,
            beside_heaps: beside,
            offered,
            cores: offer.cores.unwrap_or(machine.cpus).max(1),
        })
    }

    /// All that the container may come to take.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.worker
            .regions
            .total()
            .saturating_add(self.beside_heaps)
            .saturating_add(self.offered)
    }

    /// Whether that is more than the limit.
    #[must_use]
    pub fn exceeds_limit(&self) -> bool {
        self.total() > self.worker.limit
    }
}

/// What one executor takes beside its heap.
fn beside_heap(machine: Machine) -> u64 {
    Process::Executor
        .regions(machine, &UserFlags::default())
        .beside_heap()
}

/// The lowest limit is found step by step, since some regions grow with it.
fn shortage(machine: Machine, user: &UserFlags, executors: u64) -> Shortage {
    let mut needed = machine.limit;
    loop {
        let larger = Machine {
            limit: needed,
            ..machine
        };
        let mut regions = sum(larger, user, executors);
        regions.heap =
            Process::SparkWorker.least_heap().max(128 * MIB) + Process::Executor.least_heap();
        if regions.total() <= needed {
            return Shortage {
                process: Process::SparkWorker,
                regions,
                needed,
                limit: machine.limit,
            };
        }
        needed = regions.total();
    }
}

/// The regions beside the heaps, of the worker and its executors together.
fn sum(machine: Machine, user: &UserFlags, executors: u64) -> Regions {
    let worker = Process::SparkWorker.regions(machine, user);
    let executor = Process::Executor.regions(machine, &UserFlags::default());
    let of = |region: fn(&Regions) -> u64| region(&worker) + executors * region(&executor);
    Regions {
        heap: 0,
        metaspace: of(|it| it.metaspace),
        code_cache: of(|it| it.code_cache),
        stacks: of(|it| it.stacks),
        direct: of(|it| it.direct),
        jvm: of(|it| it.jvm),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn machine(mib: u64, cpus: u64) -> Machine {
        Machine {
            limit: mib * MIB,
            cpus,
        }
    }

    fn plan(mib: u64, cpus: u64, offer: Offer) -> Result<WorkerPlan, Shortage> {
        WorkerPlan::new(machine(mib, cpus), &UserFlags::default(), offer)
    }

    #[test]
    fn worker_and_executor_fit_the_limit() {
        let offered = [1024, 2048, 8192].map(|mib| {
            let plan = plan(mib, 2, Offer::default()).unwrap();
            assert!(!plan.exceeds_limit());
            assert_eq!(plan.cores, 2);
            plan.offered / MIB
        });
        assert_eq!(offered, [412, 1164, 6812]);
    }

    #[test]
    fn each_executor_takes_memory_beside_its_heap() {
        let of = |executors| {
            let offer = Offer {
                executors,
                ..Offer::default()
            };
            plan(4096, 4, offer).unwrap()
        };
        assert_eq!(of(None), of(Some(1)));
        assert_eq!(of(Some(3)).beside_heaps, 3 * of(None).beside_heaps);
        assert_eq!(of(Some(3)).total(), of(None).total());
    }

    #[test]
    fn memory_of_the_users_own_is_taken_and_measured() {
        let offer = Offer {
            memory: Some(2048 * MIB),
            cores: Some(8),
            executors: None,
        };
        let plan = plan(1024, 2, offer).unwrap();
        assert_eq!(plan.offered, 2048 * MIB);
        assert_eq!(plan.cores, 8);
        assert!(plan.exceeds_limit());
    }

    #[test]
    fn a_limit_too_low_names_what_is_needed() {
        let short = plan(512, 1, Offer::default()).unwrap_err();
        assert_eq!(short.regions.total(), short.needed);
        let with = |limit| {
            WorkerPlan::new(
                Machine { limit, cpus: 1 },
                &UserFlags::default(),
                Offer::default(),
            )
        };
        assert!(with(short.needed).is_ok());
        assert!(with(short.needed - MIB).is_err());
    }

    proptest! {
        #[test]
        fn the_sum_never_exceeds_the_limit(mib in 0u64..1_000_000, cpus in 1u64..200, executors in 1u64..20) {
            let offer = Offer { executors: Some(executors), ..Offer::default() };
            match plan(mib, cpus, offer) {
                Ok(plan) => prop_assert!(!plan.exceeds_limit(), "{plan:?}"),
                Err(shortage) => prop_assert!(shortage.needed > shortage.limit),
            }
        }
    }
}
