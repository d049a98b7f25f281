//! Commands of a Spark cluster that is made of this image, and of jobs for one.

use clap::{Args, value_parser};

/// `pio spark-master`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct SparkMaster {
    /// Port to listen on
    #[arg(long, default_value_t = 7077, value_parser = value_parser!(u16).range(1..))]
    pub port: u16,
    /// Port of the web interface, where `PIO_SPARK_UI` turns it on
    #[arg(long, default_value_t = 8080, value_parser = value_parser!(u16).range(1..))]
    pub webui_port: u16,
}

/// `pio spark-worker`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct SparkWorker {
    /// The master's address, spark://HOST:PORT [default: `$PIO_SPARK_MASTER`]
    #[arg(value_name = "MASTER")]
    pub master: Option<String>,
    /// Port of the web interface, where `PIO_SPARK_UI` turns it on
    #[arg(long, default_value_t = 8081, value_parser = value_parser!(u16).range(1..))]
    pub webui_port: u16,
}

/// `pio spark-history`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct SparkHistory {
    /// Port to listen on [default: $PORT, else 18080]
    #[arg(long, value_parser = value_parser!(u16).range(1..))]
    pub port: Option<u16>,
}

/// `pio spark-submit`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct SparkSubmit {
    /// Options of spark-submit, among them --class; then the jar, and what the class itself reads
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required = true,
        value_name = "OPTION… JAR ARGUMENT"
    )]
    pub words: Vec<String>,
}
