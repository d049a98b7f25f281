//! What a process has to do with a Spark cluster: the secret that all of its processes share, the jars that
//! executors need, where logs of events go.

use super::cluster_memory::{Offer, WorkerPlan};
use super::environment::Environment;
use super::error::{Expected, LaunchError};
use super::java_options::parse_size;
use super::memory::Process;
use super::regions::{MIB, Size};
use super::spark_options::SparkOptions;
use crate::bindings::Bindings;
use crate::engine::ImageFacts;
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::path::{Path, PathBuf};

/// The master that workers of this image join, and that `pio spark-submit` uses.
pub const MASTER: &str = "PIO_SPARK_MASTER";
/// The secret that all processes of a cluster share.
pub const SECRET: &str = "PIO_SPARK_SECRET";
/// The name or address under which others reach this process.
pub const HOST: &str = "PIO_SPARK_HOST";
/// Whether Spark's web interfaces are open.
pub const UI: &str = "PIO_SPARK_UI";
/// The directory for logs of events.
pub const EVENT_LOG: &str = "PIO_SPARK_EVENT_LOG";
/// Where a worker keeps what executors write.
pub const WORKER_DIR: &str = "PIO_SPARK_WORKER_DIR";
/// The heap that a worker offers.
pub const WORKER_MEMORY: &str = "PIO_SPARK_WORKER_MEMORY";
/// The tasks that a worker offers to run at a time.
pub const WORKER_CORES: &str = "PIO_SPARK_WORKER_CORES";
/// How many executors a worker's container has room for.
pub const WORKER_EXECUTORS: &str = "PIO_SPARK_WORKER_EXECUTORS";
/// Whether every jar goes to the executors, which then need not be of this image.
pub const SHIP_JARS: &str = "PIO_SPARK_SHIP_JARS";
/// How long a process waits for its master, in seconds.
pub const WAIT: &str = "PIO_SPARK_WAIT";

/// On a read-only root file system, only this place can be written.
pub const DEFAULT_WORKER_DIR: &str = "/tmp/pio-spark-worker";
/// The type of service bindings with the secret.
const BINDING_KIND: &str = "spark";
/// Spark itself reads the secret there, so that it needs no property, which would show in logs of events and web
/// interfaces (`org.apache.spark.SecurityManager` of Spark 1.6 and 2.4).
const SECRET_OF_SPARK: &str = "_SPARK_AUTH_SECRET";
/// Who runs code on executors has what they have: authentication, and encryption by the means of both lines.
const SECURE: [(&str, &str); 5] = [
    ("spark.authenticate", "true"),
    // The driver of Spark 2.4 wants this to be set; the variable goes before it.
    ("spark.authenticate.secret", "in the environment"),
    // Of Spark 1.6; Spark 2.4 falls back to it for peers without the next.
    ("spark.authenticate.enableSaslEncryption", "true"),
    ("spark.network.sasl.serverAlwaysEncrypt", "true"),
    ("spark.network.crypto.enabled", "true"),
];
/// Jars go over the same connections as everything else, and not over a web server of their own (Spark 1.6).
const FILES_BY_RPC: (&str, &str) = ("spark.rpc.useNettyFileServer", "true");
/// ALS and topic models overflow the usual stack in executors as they do here.
const EXECUTOR_STACK: &str = "-Xss4m";
const EXECUTOR_OPTIONS: &str = "spark.executor.extraJavaOptions";
const JARS: &str = "spark.jars";

/// The cluster, as one process sees it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cluster {
    secret: Option<String>,
    event_log: Option<String>,
    ui: bool,
    ship_jars: bool,
}

impl Cluster {
    /// Reads the settings and the binding.
    ///
    /// # Errors
    /// When a setting makes no sense, or there are several bindings.
    pub fn read(env: &Environment, bindings: &Bindings) -> Result<Self, LaunchError> {
        env.seconds(WAIT)?;
        Ok(Self {
            secret: secret(env, bindings)?,
            event_log: env.get(EVENT_LOG).map(ToOwned::to_owned),
            ui: env.flag(UI)?,
            ship_jars: env.flag(SHIP_JARS)?,
        })
    }

    /// Puts below the user's own properties what the cluster wants of a process.
    pub fn complete(&self, process: Process, facts: &ImageFacts, options: &mut SparkOptions) {
        let remote = options.is_remote();
        options.name_yarn(facts.line());
        let yarn = options.is_yarn();
        let mut below = |name: &str, value: &str| {
            let entry = options.properties.entry(name.to_owned());
            entry.or_insert_with(|| value.to_owned());
        };
        // On YARN, Spark makes a secret for each application, and YARN hands it to its processes.
        if (self.secret.is_some() || yarn) && talks(process, remote) {
            for (name, value) in SECURE {
                below(name, value);
            }
        }
        if talks(process, remote) {
            below(FILES_BY_RPC.0, FILES_BY_RPC.1);
        }
        if self.ui && process.has_spark() {
            below("spark.ui.enabled", "true");
        }
        if let (Some(dir), Process::Train | Process::Submit) = (&self.event_log, process) {
            below("spark.eventLog.enabled", "true");
            below("spark.eventLog.dir", dir);
        }
        if remote {
            append(options, JARS, ",", &self.jars(facts, yarn));
            let given = options.properties.get(EXECUTOR_OPTIONS);
            if !given.is_some_and(|given| given.contains("-Xss")) {
                append(options, EXECUTOR_OPTIONS, " ", &[EXECUTOR_STACK.to_owned()]);
            }
        }
    }

    /// The variables that a process of the cluster needs.
    #[must_use]
    pub fn variables(
        &self,
        process: Process,
        remote: bool,
        facts: &ImageFacts,
    ) -> BTreeMap<String, String> {
        let mut set = BTreeMap::new();
        if let Some(secret) = self.secret.as_ref().filter(|_| talks(process, remote)) {
            set.insert(SECRET_OF_SPARK.to_owned(), secret.clone());
        }
        if let (Process::SparkWorker, Some(home)) = (process, executor_home(facts)) {
            // The worker starts executors by `$JAVA_HOME/bin/java`, which is the launcher there.
            for key in ["JAVA_HOME", "SPARK_HOME"] {
                set.insert(key.to_owned(), home.display().to_string());
            }
            // Spark 2.4 looks for folders of its own build unless it is told.
            let scala: Vec<_> = facts.scala_version.split('.').take(2).collect();
            set.insert("SPARK_SCALA_VERSION".to_owned(), scala.join("."));
            // Spark 1.6 looks for its one jar unless it is told where; the launcher knows better than both.
            set.insert("_SPARK_ASSEMBLY".to_owned(), "spark".to_owned());
        }
        set
    }

    /// What is unsafe about the cluster, in a line.
    #[must_use]
    pub fn warning(&self, process: Process, remote: bool) -> Option<String> {
        let open = self.secret.is_none() && talks(process, remote);
        open.then(|| {
            format!(
                "without {SECRET}, whoever reaches the ports of this Spark cluster can run programs in it and read what it sends"
            )
        })
    }

    /// The engine's jar always goes with a job: executors of the same image may have been built before it. YARN gets the others
    /// in an archive.
    fn jars(&self, facts: &ImageFacts, yarn: bool) -> Vec<String> {
        let parts = &facts.class_path;
        let all = [&parts.platform, &parts.dependencies, &parts.storage];
        let others = all
            .into_iter()
            .flatten()
            .filter(|path| self.ship_jars && !yarn && !is_sparks(path));
        parts
            .engine
            .iter()
            .chain(others)
            .map(|path| path.display().to_string())
            .collect()
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("secret", &self.secret.is_some())
            .finish_non_exhaustive()
    }
}

/// What the settings and the command line want a worker to offer.
///
/// # Errors
/// When one of them is no size or no number.
pub fn offer(env: &Environment) -> Result<Offer, LaunchError> {
    let memory = env.get(WORKER_MEMORY).map(|text| {
        parse_size(text)
            .filter(|size| *size >= MIB)
            .ok_or_else(|| env.refuse(WORKER_MEMORY, Expected::Size))
    });
    Ok(Offer {
        memory: memory.transpose()?,
        cores: count(env, WORKER_CORES)?,
        executors: count(env, WORKER_EXECUTORS)?,
    })
}

/// What the worker's Java part is told, and what people are told.
#[must_use]
pub fn offered(plan: &WorkerPlan) -> (Vec<String>, String) {
    let memory = plan.offered / MIB;
    let words = [
        ("--cores", plan.cores.to_string()),
        ("--memory", memory.to_string()),
    ];
    let words = words
        .into_iter()
        .flat_map(|(name, value)| [name.to_owned(), value]);
    let mut told = format!(
        "offers {} tasks and {} of heap to executors",
        plan.cores,
        Size(plan.offered)
    );
    if plan.exceeds_limit() {
        let (total, limit) = (Size(plan.total()), Size(plan.worker.limit));
        // Writing to a string does not fail.
        let _ = write!(
            told,
            ", with which the container may come to take {total}, above its limit of {limit}"
        );
    }
    (words.collect(), told)
}

/// The directory that stands for a Java home and a Spark home where executors start.
fn executor_home(facts: &ImageFacts) -> Option<PathBuf> {
    let conf = facts.class_path.launcher.first()?;
    Some(conf.parent()?.join("executor"))
}

/// Whether a process speaks with others of a cluster.
fn talks(process: Process, remote: bool) -> bool {
    remote || matches!(process, Process::SparkMaster | Process::SparkWorker)
}

/// Whether a jar of the platform is one of the layer with Spark's own, which every cluster has.
fn is_sparks(jar: &Path) -> bool {
    jar.parent().is_some_and(|dir| dir.ends_with("spark/jars"))
}

fn append(options: &mut SparkOptions, name: &str, separator: &str, more: &[String]) {
    let value = options.properties.entry(name.to_owned()).or_default();
    for word in more {
        if !value.is_empty() {
            value.push_str(separator);
        }
        value.push_str(word);
    }
}

fn secret(env: &Environment, bindings: &Bindings) -> Result<Option<String>, LaunchError> {
    if let Some(secret) = env.get(SECRET) {
        return Ok(Some(secret.to_owned()));
    }
    let found: Vec<_> = bindings.of_kind(BINDING_KIND).collect();
    match found[..] {
        [] => Ok(None),
        [binding] => match binding.text("secret")? {
            Some(secret) if !secret.is_empty() => Ok(Some(secret.to_owned())),
            _ => Err(LaunchError::SparkBinding {
                name: binding.name.clone(),
            }),
        },
        _ => Err(LaunchError::SeveralBindings {
            kind: BINDING_KIND,
            names: found.iter().map(|binding| binding.name.clone()).collect(),
        }),
    }
}

fn count(env: &Environment, key: &'static str) -> Result<Option<u64>, LaunchError> {
    env.get(key)
        .map(|text| text.trim().parse::<u64>())
        .transpose()
        .ok()
        .filter(|number| *number != Some(0))
        .ok_or_else(|| env.refuse(key, Expected::Count))
}

#[cfg(test)]
#[path = "cluster_tests.rs"]
mod tests;
