//! Commands about memory.

use clap::Args;

/// `pio out-of-memory`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct OutOfMemory {
    /// The JVM
    pub pid: u32,
    /// Its log, as a file that this process inherits
    pub log: u32,
}
