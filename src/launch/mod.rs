//! What the image runs: settings, storage, memory, commands. Pure; the shell around it is `bin/pio.rs`.
