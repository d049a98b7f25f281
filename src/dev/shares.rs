//! How the processes of one container share its memory. Pure.

use crate::launch::java_options::UserFlags;
use crate::launch::memory::{Machine, Plan, Process};
use crate::launch::regions::MIB;

/// What PostgreSQL gets: an eighth, within these bounds. Its buffers take a quarter of that, its sessions the rest.
const DATABASE: (u64, u64) = (128 * MIB, 1024 * MIB);
/// More than this is of no use to an event server.
const EVENTS_MOST: u64 = 768 * MIB;

/// Bytes for each process, all of which may run at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// PostgreSQL.
    pub database: u64,
    /// The event server.
    pub events: u64,
    /// The query server.
    pub web: u64,
    /// A training.
    pub train: u64,
}

/// A limit too low for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortage {
    /// The least that each needs.
    pub least: Shares,
    /// The limit in bytes.
    pub limit: u64,
}

impl Shares {
    /// Shares out what the container has: each gets what it needs, and the JVMs what is left.
    ///
    /// # Errors
    /// When it is less than what all need together.
    pub fn of(machine: Machine, user: &UserFlags) -> Result<Self, Shortage> {
        let least = |process| least(process, machine.cpus, user);
        let mut shares = Self {
            database: (machine.limit / 8).clamp(DATABASE.0, DATABASE.1),
            events: least(Process::EventServer),
            web: least(Process::Deploy),
            train: least(Process::Train),
        };
        let Some(left) = machine.limit.checked_sub(shares.total()) else {
            shares.database = DATABASE.0;
            return match machine.limit.checked_sub(shares.total()) {
                Some(_) => Ok(shares),
                None => Err(Shortage {
                    least: shares,
                    limit: machine.limit,
                }),
            };
        };
        let room = EVENTS_MOST.saturating_sub(shares.events);
        let events = (left / 8).min(room);
        shares.events += events;
        shares.web += (left - events) / 2;
        shares.train += (left - events) / 2;
        Ok(shares)
    }

    /// The sum in bytes.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.database + self.events + self.web + self.train
    }

    /// Every share with its name.
    #[must_use]
    pub fn named(&self) -> [(&'static str, u64); 4] {
        [
            ("PostgreSQL", self.database),
            ("event server", self.events),
            ("query server", self.web),
            ("training", self.train),
        ]
    }
}

/// The lowest limit with which a process starts; what it takes with a heap of the user's own.
fn least(process: Process, cpus: u64, user: &UserFlags) -> u64 {
    match Plan::new(process, Machine { limit: 0, cpus }, user) {
        Ok(plan) => plan.regions.total(),
        Err(shortage) => shortage.needed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shares(mib: u64) -> Result<Shares, Shortage> {
        let machine = Machine {
            limit: mib * MIB,
            cpus: 2,
        };
        Shares::of(machine, &UserFlags::default())
    }

    #[test]
    fn two_gigabytes_are_enough_for_all_at_once() {
        let shares = shares(2048).unwrap().named().map(|(_, bytes)| bytes / MIB);
        assert_eq!(shares, [256, 314, 738, 738]);
    }

    #[test]
    fn a_limit_too_low_names_the_least() {
        let shortage = shares(1024).unwrap_err();
        let least = shortage.least.total() / MIB;
        assert_eq!((least, shortage.limit / MIB), (1354, 1024));
        assert_eq!(shares(least + 1).unwrap().total(), shortage.least.total());
        assert!(shares(least - 1).is_err());
    }

    proptest! {
        #[test]
        fn shares_never_exceed_the_limit_and_each_process_starts(mib in 0u64..500_000, cpus in 1u64..100) {
            let machine = Machine { limit: mib * MIB, cpus };
            let user = UserFlags::default();
            if let Ok(shares) = Shares::of(machine, &user) {
                prop_assert!(shares.total() <= machine.limit);
                for (process, limit) in [
                    (Process::EventServer, shares.events),
                    (Process::Deploy, shares.web),
                    (Process::Train, shares.train),
                ] {
                    let plan = Plan::new(process, Machine { limit, cpus }, &user);
                    prop_assert!(plan.is_ok());
                }
            }
        }
    }
}
