//! What the image runs: settings, storage, memory, commands. Pure; the shell around it is `bin/pio/`.

pub mod cli;
pub mod cluster;
pub mod cluster_memory;
pub mod database_url;
mod deletion;
pub mod env_file;
mod environment;
mod error;
pub mod executor;
pub mod exhausted;
pub mod hadoop;
pub mod host;
pub mod identity;
pub mod java_options;
pub mod jdbc;
pub mod job;
pub mod limit;
pub mod log_format;
pub mod memory;
pub mod memory_report;
mod old_params;
pub mod own_config;
pub mod regions;
pub mod report;
pub mod server_key;
pub mod spark_conf;
pub mod spark_options;
pub mod start;
pub mod storage;
pub mod trust;
pub mod variant;

pub use environment::Environment;
pub use error::{Deletion, Expected, LaunchError};
pub use start::{Context, Start};
