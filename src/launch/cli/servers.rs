//! Commands that keep running, the event server and the query server, and those that speak to one.

use clap::{Args, value_parser};
use std::path::PathBuf;

/// `pio eventserver`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct EventServer {
    #[command(flatten)]
    /// Where it listens.
    pub listen: Listen,
    /// Count events by kind, to be read at /stats.json
    #[arg(long)]
    pub stats: bool,
}

/// Where a server listens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Listen {
    /// Address to listen on [default: 0.0.0.0]
    #[arg(long, value_name = "ADDRESS")]
    pub ip: Option<String>,
    /// Port to listen on [default: $PORT, else 7070 for events and 8000 for queries]
    #[arg(long, value_parser = value_parser!(u16).range(1..))]
    pub port: Option<u16>,
}

/// `pio dev`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Dev {
    /// Directory for all data [default: `$PIO_DEV_DATA`, else a mounted volume, else one that goes with the container]
    #[arg(long, value_name = "DIRECTORY")]
    pub data: Option<PathBuf>,
}

/// Which query server `pio reload` and `pio undeploy` speak to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Control {
    /// Address of the query server [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub ip: Option<String>,
    /// Its port [default: $PORT, else 8000]
    #[arg(long, value_parser = value_parser!(u16).range(1..))]
    pub port: Option<u16>,
}

/// `pio deploy`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Deploy {
    #[command(flatten)]
    /// Where it listens.
    pub listen: Listen,
    /// The training to serve, by its id [default: the last one that completed]
    #[arg(long, value_name = "ID")]
    pub engine_instance_id: Option<String>,
    /// Send every query and answer to an event server; also with `PIO_ENABLE_FEEDBACK=true`
    #[arg(long)]
    pub feedback: bool,
    /// The event server for feedback [default: `$PIO_EVENTSERVER_HOSTNAME`, else localhost]
    #[arg(long, value_name = "HOST")]
    pub event_server_ip: Option<String>,
    /// Its port [default: `$PIO_EVENTSERVER_PORT`, else 7070]
    #[arg(long, value_name = "PORT", value_parser = value_parser!(u16).range(1..))]
    pub event_server_port: Option<u16>,
    /// The access key for feedback [default: `$PIO_EVENTSERVER_ACCESS_KEY`, which shows in no list of processes]
    #[arg(long, value_name = "KEY", alias = "access-key")]
    pub accesskey: Option<String>,
    /// Options of spark-submit, such as --executor-memory 2g
    #[arg(last = true, value_name = "SPARK OPTION", allow_hyphen_values = true)]
    pub spark: Vec<String>,
}

/// `pio health`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Health {
    /// Port of the server [default: $PORT, else that of `web`]
    #[arg(long, value_parser = value_parser!(u16).range(1..))]
    pub port: Option<u16>,
}
