//! The one JVM of a process: program, flags, environment.

use super::cli::Command;
use super::cluster::{self, Cluster};
use super::cluster_memory::WorkerPlan;
use super::environment::Environment;
use super::error::LaunchError;
use super::java_options::UserFlags;
use super::job::{ACCESS_KEY, Job, Key, Surroundings, Variant};
use super::memory::{Machine, Plan, Process};
use super::own_config::OwnConfig;
use super::regions::Size;
use super::server_key::{RANDOM_KEY, RANDOM_KEY_FILE, RandomKey};
use super::spark_options::{self, SparkOptions};
use super::storage::{Storage, pool, site};
use super::trust;
use crate::bindings::Bindings;
use crate::engine::ImageFacts;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// The class that every process runs.
pub(super) const MAIN_CLASS: &str = "pio.launch.Main";
/// The directory with jars of plugins for the servers, relative to the engine's, as PIO's own is called.
pub const PLUGINS: &str = "plugins";
/// The one directory that is writable on a read-only root file system.
pub const WRITABLE: &str = "/tmp";
/// Seconds that the Java part reads: how long a process waits for its storage, how long a
/// stopping server takes connections and works on what it has begun, and how often a query server looks for a newer training.
const SECONDS: [&str; 4] = [
    "PIO_STORAGE_WAIT",
    "PIO_SHUTDOWN_DELAY",
    "PIO_SHUTDOWN_TIMEOUT",
    "PIO_RELOAD_INTERVAL",
];

/// What every JVM gets. All of them exist in Java 8, from update 92 on.
const FLAGS: [&str; 5] = [
    // Half a server is worse than none: the platform starts another.
    "-XX:+ExitOnOutOfMemoryError",
    // Else each JVM writes a file of statistics into /tmp.
    "-XX:-UsePerfData",
    "-Dfile.encoding=UTF-8",
    "-Djava.awt.headless=true",
    // Java 8 would read /dev/random, which may wait.
    "-Djava.security.egd=file:/dev/./urandom",
];

/// Variables that Spark, Hadoop and PIO want, where the user did not set them.
const DEFAULTS: [(&str, &str); 3] = [
    // Else Hadoop asks for the user's name, which an arbitrary user id does not have.
    ("HADOOP_USER_NAME", "pio"),
    ("SPARK_USER", "pio"),
    // Read by engines that keep views of their data; without it they fail.
    ("PIO_FS_BASEDIR", "/tmp/pio"),
];

/// Where Spark listens when nobody else has to do with it: its ports stay inside the container, whose name need not resolve.
const LOCAL_IP: (&str, &str) = ("SPARK_LOCAL_IP", "127.0.0.1");

/// All that decides how a process starts, gathered by the shell.
pub struct Context<'a> {
    /// What the build wrote.
    pub facts: &'a ImageFacts,
    /// The environment variables.
    pub env: &'a Environment,
    /// The service bindings.
    pub bindings: &'a Bindings,
    /// Memory and processors.
    pub machine: Machine,
    /// What of the engine variant matters; absent for commands that need no engine.
    pub variant: Option<&'a Variant>,
    /// What the engine's own `config/` holds.
    pub own: &'a OwnConfig,
    /// The random key for `/reload` and `/stop` of a query server without a key of the user's.
    pub server_key: Option<&'a RandomKey>,
    /// Jars with plugins for this server.
    pub plugins: &'a [PathBuf],
    /// The trust store that the shell made for the JVM.
    pub trust_store: Option<&'a Path>,
    /// The directory that the shell can make for files of the class path.
    pub site_dir: &'a Path,
    /// Whether `HOME` is set to a directory that can be written.
    pub home_is_writable: bool,
}

/// A JVM to become.
#[derive(Clone, PartialEq, Eq)]
pub struct Start {
    /// `java`.
    pub program: PathBuf,
    /// Its arguments; no secrets.
    pub arguments: Vec<String>,
    /// Variables to set, some of which are secret.
    pub set: BTreeMap<String, String>,
    /// Variables to remove.
    pub removed: Vec<&'static str>,
    /// Files to write, all in one directory of their own.
    pub files: Vec<(PathBuf, String)>,
    /// Where it runs, if not where the launcher runs.
    pub dir: Option<PathBuf>,
    /// The top of the source that this is in.
    pub top: Option<PathBuf>,
    /// Whether it writes there.
    pub writes_into_dir: bool,
    /// What to say before.
    pub announcements: Vec<String>,
    /// What could not be used.
    pub warnings: Vec<String>,
}

impl Start {
    /// Decides how a command starts; nothing for a command without a JVM.
    ///
    /// # Errors
    /// When a setting makes no sense or the memory is too little.
    pub fn of(command: &Command, context: &Context) -> Result<Option<Self>, LaunchError> {
        let Context { facts, env, .. } = *context;
        let around = Surroundings {
            facts,
            env,
            variant: context.variant,
        };
        let Some(mut job) = Job::of(command, around)? else {
            return Ok(None);
        };
        for key in SECONDS {
            env.seconds(key)?;
        }
        let mut storage = Storage::resolve(env, context.bindings, facts.line())?;
        storage.check(facts.line(), &facts.storage)?;
        pool::bound(&mut storage, job.process, env)?;
        let has_spark = job.process.has_spark();
        let mut spark = if has_spark {
            SparkOptions::read(job.process, env, &job.spark, &context.own.spark)?
        } else {
            SparkOptions::default()
        };
        let cluster = Cluster::read(env, context.bindings)?;
        cluster.complete(job.process, facts, &mut spark);
        let user = spark.with(UserFlags::read(env)?);
        let memory = memory_of(&mut job, context, &user)?;
        let home = env.get("HOME").filter(|_| context.home_is_writable);
        let home = home.unwrap_or(WRITABLE);
        Ok(Some(Self {
            program: facts.java_home.join("bin/java"),
            arguments: arguments(&job, &memory, user, context, home, &storage, &spark),
            files: site_files(&storage, context),
            announcements: announcements(&job, &memory, &storage, context),
            // The output of a tool is its own.
            warnings: if job.announcement.is_some() {
                let standalone = spark.is_remote() && !spark.is_yarn();
                let open = cluster.warning(job.process, standalone);
                context.own.warnings.iter().cloned().chain(open).collect()
            } else {
                vec![]
            },
            removed: if job.access_key == Key::Remove {
                vec![ACCESS_KEY]
            } else {
                vec![]
            },
            set: variables(job, storage, (&spark, &cluster), context, home),
            dir: facts.engine.as_ref().map(|engine| engine.dir.clone()),
            top: facts.engine.as_ref().map(|engine| engine.top.clone()),
            // PIO's evaluations leave a best.json and engines their own files, and end with an error where they cannot.
            writes_into_dir: has_spark,
        }))
    }
}

impl fmt::Debug for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Start")
            .field("program", &self.program)
            .field("arguments", &self.arguments)
            .field("set", &self.set.keys().collect::<Vec<_>>())
            .field("removed", &self.removed)
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

/// The memory of a process; a worker's job is told what it may offer.
fn memory_of(job: &mut Job, context: &Context, user: &UserFlags) -> Result<Plan, LaunchError> {
    if job.process != Process::SparkWorker {
        return Plan::new(job.process, context.machine, user).map_err(LaunchError::Memory);
    }
    let offer = cluster::offer(context.env)?;
    let plan = WorkerPlan::new(context.machine, user, offer).map_err(LaunchError::Memory)?;
    let (words, told) = cluster::offered(&plan);
    job.arguments.extend(words);
    job.announcement = job
        .announcement
        .take()
        .map(|what| format!("{what}, {told}"));
    Ok(plan.worker)
}

fn arguments(
    job: &Job,
    memory: &Plan,
    user: UserFlags,
    context: &Context,
    home: &str,
    storage: &Storage,
    options: &SparkOptions,
) -> Vec<String> {
    let mut arguments = memory.flags(&user);
    arguments.extend(common_flags(home, context.trust_store, context.facts));
    if job.process.has_spark() {
        arguments.extend(spark(memory));
        let hadoop = storage.site.get(site::HADOOP);
        let is_named = hadoop.is_some_and(|file| file.contains_key(site::DEFAULT_FILE_SYSTEM));
        // On YARN there is a file system of the cluster, and nobody else sees the local one.
        if is_named && !options.is_yarn() {
            // The models' file system is not that of paths such as `/tmp/…` in engines.
            let local = format!("-Dspark.hadoop.{}=file:///", site::DEFAULT_FILE_SYSTEM);
            arguments.push(local);
        }
        // Nothing secret, and known also where another `core-site.xml` comes first on the class path.
        for name in site::SERVER_OF_S3 {
            let value = hadoop.and_then(|file| file.get(name));
            arguments.extend(value.map(|value| format!("-Dspark.hadoop.{name}={value}")));
        }
    }
    if job.process == Process::Tool {
        // A second compiler never pays off in a second of work.
        arguments.push("-XX:TieredStopAtLevel=1".to_owned());
    }
    // Last, so that the user's own word counts.
    arguments.extend(user.words);
    arguments.push(MAIN_CLASS.to_owned());
    arguments.extend(job.arguments.iter().cloned());
    arguments
}

/// The flags that every JVM gets, whatever it does.
pub(super) fn common_flags(
    home: &str,
    trust_store: Option<&Path>,
    facts: &ImageFacts,
) -> Vec<String> {
    let mut flags = FLAGS.map(ToOwned::to_owned).to_vec();
    // Java asks the list of users, which does not know every user id; it never asks `HOME`.
    flags.push(format!("-Duser.home={home}"));
    if let Some(store) = trust_store {
        flags.extend(trust::flags(store));
    }
    let native = facts.native.iter();
    flags.extend(native.map(|dir| format!("-Dorg.xerial.snappy.lib.path={}", dir.display())));
    flags
}

/// Spark inside this JVM, with nothing open to the network.
fn spark(memory: &Plan) -> Vec<String> {
    let mut properties = vec![
        format!("-Dspark.master=local[{}]", memory.tasks),
        "-Dspark.ui.enabled=false".to_owned(),
        "-Dspark.ui.showConsoleProgress=false".to_owned(),
        // Spark's own choice, snappy, runs native code from /tmp, which a container may forbid; this
        // one then goes on in Java.
        "-Dspark.io.compression.codec=lz4".to_owned(),
    ];
    if memory.legacy_spark_memory() {
        properties.push("-Dspark.memory.useLegacyMode=true".to_owned());
    }
    properties
}

fn variables(
    job: Job,
    storage: Storage,
    (spark, cluster): (&SparkOptions, &Cluster),
    context: &Context,
    home: &str,
) -> BTreeMap<String, String> {
    let mut set = context.env.below().clone();
    let site_dir = (!storage.site.is_empty()).then_some(context.site_dir);
    set.extend(storage_of(&job, storage));
    set.extend(cluster.variables(job.process, spark.is_remote(), context.facts));
    let alone = job.process.is_alone() && !spark.is_remote();
    for (key, value) in DEFAULTS.into_iter().chain(alone.then_some(LOCAL_IP)) {
        if context.env.get(key).is_none() {
            set.insert(key.to_owned(), value.to_owned());
        }
    }
    set.insert("HOME".to_owned(), home.to_owned());
    if let Some(properties) = spark.lines() {
        set.insert(spark_options::PROPERTIES.to_owned(), properties);
    }
    if let Key::Set(key) = job.access_key {
        set.insert(ACCESS_KEY.to_owned(), key);
    }
    if let Some(RandomKey { key, file }) = context.server_key {
        set.insert(RANDOM_KEY.to_owned(), key.clone());
        set.insert(RANDOM_KEY_FILE.to_owned(), file.display().to_string());
    }
    set.insert(
        "CLASSPATH".to_owned(),
        class_path(context.facts, context.own, site_dir, context.plugins),
    );
    set
}

/// Executors have what their worker has: a storage only where somebody named one.
fn storage_of(job: &Job, storage: Storage) -> BTreeMap<String, String> {
    if job.process.has_storage() && (job.process.is_alone() || !storage.is_default) {
        storage.variables
    } else {
        BTreeMap::new()
    }
}

/// The files for Hadoop's and HBase's clients.
fn site_files(storage: &Storage, context: &Context) -> Vec<(PathBuf, String)> {
    let files = storage.site.iter();
    files
        .map(|(name, properties)| (context.site_dir.join(name), site::xml(properties)))
        .collect()
}

/// The class path as a variable: 250 jars would make every list of processes unreadable.
pub(super) fn class_path(
    facts: &ImageFacts,
    own: &OwnConfig,
    site_dir: Option<&Path>,
    plugins: &[PathBuf],
) -> String {
    let parts = &facts.class_path;
    // The engine's own files win over those that are made here.
    let site_dir = site_dir.map(Path::to_owned);
    let (own, hadoop) = (own.class_path.iter().cloned(), &own.hadoop);
    let hadoop = hadoop.iter().cloned();
    let first: Vec<PathBuf> = own.chain(hadoop).chain(site_dir).collect();
    [
        &first,
        &parts.launcher,
        &parts.platform,
        &parts.engine,
        &parts.dependencies,
    ]
    .into_iter()
    .flatten()
    .chain(plugins)
    .chain(&parts.storage)
    .map(|path| path.display().to_string())
    .collect::<Vec<_>>()
    .join(":")
}

fn announcements(job: &Job, memory: &Plan, storage: &Storage, context: &Context) -> Vec<String> {
    let own = job
        .announcement
        .iter()
        .flat_map(|_| context.own.announcements.clone());
    let plugins = context.plugins.iter().map(|jar| {
        let name = jar.file_name().unwrap_or_default().display();
        format!("{PLUGINS}/{name} of the engine is used")
    });
    let what = job.announcement.as_ref().map(|what| {
        let (heap, limit) = (Size(memory.regions.heap), Size(memory.limit));
        let what = format!("{what}, heap {heap} of {limit}");
        if job.process.has_storage() && (job.process.is_alone() || !storage.is_default) {
            format!("{what}, storage {}", storage.shown)
        } else {
            what
        }
    });
    let warning = memory.exceeds_limit().then(|| {
        let (total, limit) = (Size(memory.regions.total()), Size(memory.limit));
        format!("with these JVM flags the process may take {total}, but the limit is {limit}")
    });
    own.chain(plugins).chain(what).chain(warning).collect()
}

#[cfg(test)]
#[path = "start_tests.rs"]
pub(super) mod tests;
