//! The regions of a JVM's memory, and sizes as people say them.

use std::fmt;

/// One mebibyte, which messages call a MB as every platform's price list does.
pub const MIB: u64 = 1024 * 1024;

/// Upper bounds in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Regions {
    /// Objects: `-Xmx`.
    pub heap: u64,
    /// Classes: `-XX:MaxMetaspaceSize`.
    pub metaspace: u64,
    /// Compiled code: `-XX:ReservedCodeCacheSize`.
    pub code_cache: u64,
    /// What threads touch of their stacks, which is far less than `-Xss` for most of them.
    pub stacks: u64,
    /// Buffers outside the heap: `-XX:MaxDirectMemorySize`.
    pub direct: u64,
    /// The JVM itself: collector, compiler, symbols, allocator. No flag bounds it.
    pub jvm: u64,
}

impl Regions {
    /// The sum in bytes.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.heap.saturating_add(self.beside_heap())
    }

    /// The sum of all but the heap, in bytes.
    #[must_use]
    pub fn beside_heap(&self) -> u64 {
        [
            self.metaspace,
            self.code_cache,
            self.stacks,
            self.direct,
            self.jvm,
        ]
        .into_iter()
        .fold(0, u64::saturating_add)
    }

    /// Every region's name and size, the heap first.
    #[must_use]
    pub fn named(&self) -> [(&'static str, u64); 6] {
        [
            ("heap", self.heap),
            ("classes (metaspace)", self.metaspace),
            ("compiled code", self.code_cache),
            ("thread stacks", self.stacks),
            ("direct buffers", self.direct),
            ("the JVM itself", self.jvm),
        ]
    }
}

/// A number of bytes as people say it: `512 MB`, `1 GB`, `2.5 GB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mib = self.0 / MIB;
        let tenths = mib * 10 / 1024;
        match (tenths / 10, tenths % 10) {
            (0, _) => write!(f, "{mib} MB"),
            (gib, 0) => write!(f, "{gib} GB"),
            (gib, tenth) => write!(f, "{gib}.{tenth} GB"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_say_them() {
        for (mib, text) in [
            (512, "512 MB"),
            (1024, "1 GB"),
            (2560, "2.5 GB"),
            (1034, "1 GB"),
            (14336, "14 GB"),
        ] {
            assert_eq!(Size(mib * MIB).to_string(), text);
        }
    }
}
