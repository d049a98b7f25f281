use super::*;
use proptest::prelude::*;

const PROCESSES: [Process; 4] = [
    Process::EventServer,
    Process::Train,
    Process::Deploy,
    Process::Tool,
];

fn machine(mib: u64, cpus: u64) -> Machine {
    Machine {
        limit: mib * MIB,
        cpus,
    }
}

fn plan(process: Process, mib: u64) -> Plan {
    Plan::new(process, machine(mib, 2), &UserFlags::default()).unwrap()
}

/// In MB, for 512 MB, 1 GB, 2.5 GB and 14 GB.
#[test]
fn heaps_for_the_sizes_that_platforms_sell() {
    let heaps = [512, 1024, 2560, 14 * 1024]
        .map(|mib| PROCESSES.map(|process| plan(process, mib).regions.heap / MIB));
    assert_eq!(
        heaps,
        [
            [324, 256, 256, 128],
            [732, 720, 720, 128],
            [2028, 1920, 1920, 128],
            [13388, 13072, 13072, 128]
        ]
    );
}

#[test]
fn spark_runs_in_a_container_of_512_mb() {
    let train = plan(Process::Train, 512);
    assert!(train.legacy_spark_memory());
    assert_eq!(
        train.flags(&UserFlags::default()),
        [
            "-Xmx256m",
            "-XX:MaxMetaspaceSize=112m",
            "-XX:ReservedCodeCacheSize=48m",
            "-XX:MaxDirectMemorySize=24m",
            "-Xss4m",
            "-XX:+UseSerialGC"
        ]
    );
    assert!(!plan(Process::Train, 1024).legacy_spark_memory());
}

#[test]
fn a_limit_too_low_names_what_is_needed() {
    let shortage = Plan::new(Process::Deploy, machine(300, 1), &UserFlags::default()).unwrap_err();
    assert_eq!(shortage.limit, 300 * MIB);
    assert_eq!(shortage.regions.heap, 240 * MIB);
    let with = |limit| {
        Plan::new(
            Process::Deploy,
            Machine { limit, cpus: 1 },
            &UserFlags::default(),
        )
    };
    assert!(with(shortage.needed).is_ok());
    assert!(with(shortage.needed - MIB).is_err());
}

#[test]
fn the_users_own_flags_win() {
    let user = UserFlags {
        heap: Some(2048 * MIB),
        metaspace: Some(300 * MIB),
        collector: true,
        ..UserFlags::default()
    };
    let plan = Plan::new(Process::Train, machine(400, 1), &user).unwrap();
    assert_eq!(plan.regions.heap, 2048 * MIB);
    assert_eq!(plan.regions.metaspace, 300 * MIB);
    assert!(plan.exceeds_limit());
    assert_eq!(
        plan.flags(&user),
        [
            "-XX:ReservedCodeCacheSize=48m",
            "-XX:MaxDirectMemorySize=24m",
            "-Xss4m"
        ]
    );
}

#[test]
fn parallelism_follows_processors_and_memory() {
    let tasks = |mib, cpus| {
        Plan::new(Process::Train, machine(mib, cpus), &UserFlags::default())
            .unwrap()
            .tasks
    };
    assert_eq!(tasks(512, 64), 2);
    assert_eq!(tasks(4096, 64), 16);
    assert_eq!(tasks(4096, 2), 2);
    let collector = |mib, cpus| super::collector(Process::Train, machine(mib, cpus));
    assert_eq!(collector(1024, 8), Collector::Serial);
    assert_eq!(collector(4096, 1), Collector::Serial);
    assert_eq!(collector(4096, 2), Collector::Parallel);
}

proptest! {
    #[test]
    fn regions_never_exceed_the_limit(mib in 0u64..1_000_000, cpus in 0u64..200) {
        for process in PROCESSES {
            match Plan::new(process, machine(mib, cpus), &UserFlags::default()) {
                Ok(plan) => prop_assert!(!plan.exceeds_limit(), "{plan:?}"),
                Err(shortage) => prop_assert!(shortage.needed > shortage.limit),
            }
        }
    }
}
