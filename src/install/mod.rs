//! Pinned artifacts: inventory, download, verification, unpacking.
