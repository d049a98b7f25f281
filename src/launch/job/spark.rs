//! A Spark cluster of this image's own, and jobs for any cluster.

use super::line::Line;
use super::{Job, Key, PORT, Surroundings};
use crate::launch::cli::{SparkHistory, SparkMaster, SparkSubmit, SparkWorker};
use crate::launch::cluster::{self, EVENT_LOG, MASTER, UI, WORKER_DIR};
use crate::launch::error::LaunchError;
use crate::launch::memory::Process;
use crate::launch::spark_options::Submission;

/// The port of Spark's own history server.
const HISTORY_PORT: u16 = 18080;
const SCHEME: &str = "spark://";

pub(super) fn master(options: &SparkMaster, around: Surroundings) -> Result<Job, LaunchError> {
    let mut line = Line::new(["spark-master"]);
    line.option("--port", Some(&options.port.to_string()));
    if around.env.flag(UI)? {
        line.option("--webui-port", Some(&options.webui_port.to_string()));
    }
    Ok(Job {
        announcement: Some(format!("Spark master on port {}", options.port)),
        ..job(Process::SparkMaster, line)
    })
}

/// What it offers follows from the memory, which is known later.
pub(super) fn worker(options: &SparkWorker, around: Surroundings) -> Result<Job, LaunchError> {
    let master = options.master.as_deref().or_else(|| around.env.get(MASTER));
    let master = master.ok_or(LaunchError::NoSparkMaster)?;
    if !master.starts_with(SCHEME) {
        return Err(LaunchError::SparkMaster(master.to_owned()));
    }
    let mut line = Line::new(["spark-worker"]);
    line.option("--master", Some(&master.to_owned()));
    let dir = around
        .env
        .get(WORKER_DIR)
        .unwrap_or(cluster::DEFAULT_WORKER_DIR);
    line.option("--work-dir", Some(&dir.to_owned()));
    if around.env.flag(UI)? {
        line.option("--webui-port", Some(&options.webui_port.to_string()));
    }
    Ok(Job {
        announcement: Some(format!("Spark worker of {master}")),
        ..job(Process::SparkWorker, line)
    })
}

pub(super) fn history(options: &SparkHistory, around: Surroundings) -> Result<Job, LaunchError> {
    let dir = around.env.get(EVENT_LOG).ok_or(LaunchError::NoEventLog)?;
    let port = match options.port {
        Some(port) => port,
        None => around.env.port(PORT)?.unwrap_or(HISTORY_PORT),
    };
    let mut line = Line::new(["spark-history"]);
    line.option("--ip", Some(&"0.0.0.0".to_owned()));
    line.option("--dir", Some(&dir.to_owned()));
    line.option("--port", Some(&port.to_string()));
    Ok(Job {
        announcement: Some(format!("Spark history server on 0.0.0.0:{port}")),
        ..job(Process::SparkHistory, line)
    })
}

pub(super) fn submit(options: &SparkSubmit) -> Result<Job, LaunchError> {
    let submission = Submission::read(&options.words)?;
    let mut line = Line::new(["spark-submit", &submission.class, &submission.resource]);
    line.0.extend(submission.arguments);
    Ok(Job {
        announcement: Some(format!("running {}", submission.class)),
        spark: submission.options,
        ..job(Process::Submit, line)
    })
}

fn job(process: Process, line: Line) -> Job {
    Job {
        process,
        arguments: line.0,
        announcement: None,
        access_key: Key::Inherit,
        spark: vec![],
    }
}
