//! The options of `spark-submit`, which PIO's console and the ancestor hand on: read here, since no spark-submit runs.

use super::cluster::MASTER;
use super::environment::Environment;
use super::error::LaunchError;
use super::java_options::{UserFlags, parse_size};
use super::memory::Process;
use crate::engine::Line;
use std::collections::BTreeMap;

/// Options for training and evaluation; the ancestor's name.
pub const TRAIN_SPARK_OPTS: &str = "PIO_TRAIN_SPARK_OPTS";
/// Options for what answers queries; the ancestor's name.
pub const SPARK_OPTS: &str = "PIO_SPARK_OPTS";
/// Where options after `--` come from, in messages.
const COMMAND_LINE: &str = "the command line";
/// How the Java part gets Spark's properties: some are secret, and a command line can be read by everybody.
pub const PROPERTIES: &str = "PIO_LAUNCH_SPARK_PROPERTIES";

/// Options of spark-submit that are a property of Spark by another name (`spark-submit --help`, Spark 1.6 and 2.4).
const NAMED: [(&str, &str); 11] = [
    ("--master", "spark.master"),
    ("--name", "spark.app.name"),
    ("--driver-memory", "spark.driver.memory"),
    ("--driver-java-options", "spark.driver.extraJavaOptions"),
    ("--executor-memory", "spark.executor.memory"),
    ("--executor-cores", "spark.executor.cores"),
    ("--total-executor-cores", "spark.cores.max"),
    ("--num-executors", "spark.executor.instances"),
    ("--queue", "spark.yarn.queue"),
    ("--jars", "spark.jars"),
    ("--files", "spark.files"),
];

/// The property with the master.
const SPARK_MASTER: &str = "spark.master";

/// What the user wants of Spark.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SparkOptions {
    /// Spark's properties by name, without those of the driver's own JVM.
    pub properties: BTreeMap<String, String>,
    /// Flags for this JVM, which is the driver.
    pub java: Vec<String>,
}

/// Why an option cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SparkFault {
    /// The quotes of the variable do not close.
    Quotes,
    /// An option without the value that it needs.
    NoValue,
    /// `--conf` with something that is not `NAME=VALUE` of Spark.
    NotAProperty,
    /// A size that is none.
    NotASize,
    /// An option that makes no sense here.
    Unknown,
    /// A cluster of a kind that cannot be used.
    Cluster,
    /// A job without the class that is to run.
    NoClass,
    /// A job without the jar with its class.
    NoJar,
}

/// What `pio spark-submit` is to run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Submission {
    /// The options before the jar, without the class.
    pub options: Vec<String>,
    /// The class with the program.
    pub class: String,
    /// The jar, or [`Submission::INTERNAL`].
    pub resource: String,
    /// What the program itself reads.
    pub arguments: Vec<String>,
}

impl Submission {
    /// Spark's own word for "no jar": the class is on the class path, as the engine's are.
    pub const INTERNAL: &str = "spark-internal";

    /// Takes the words of spark-submit apart: options up to the first word that is none, which is the jar.
    ///
    /// # Errors
    /// When the class or the jar is missing.
    pub fn read(words: &[String]) -> Result<Self, LaunchError> {
        let mut submission = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (name, joined) = word.split_once('=').unwrap_or((word, ""));
            if !word.starts_with('-') {
                word.clone_into(&mut submission.resource);
                submission.arguments = words.cloned().collect();
                break;
            }
            let takes_value = joined.is_empty() && !matches!(name, "--verbose" | "-v");
            let value = if takes_value { words.next() } else { None };
            if name == "--class" {
                value
                    .map_or(joined, String::as_str)
                    .clone_into(&mut submission.class);
            } else {
                submission.options.push(word.clone());
                submission.options.extend(value.cloned());
            }
        }
        if submission.class.is_empty() {
            return Err(fault(COMMAND_LINE, "--class", SparkFault::NoClass));
        }
        if submission.resource.is_empty() {
            return Err(fault(COMMAND_LINE, "", SparkFault::NoJar));
        }
        Ok(submission)
    }
}

impl SparkOptions {
    /// Reads the process's variable and then the words after `--`, of which the later win; `defaults` is below both.
    ///
    /// # Errors
    /// When an option is unknown, has no value, or names a cluster.
    pub fn read(
        process: Process,
        env: &Environment,
        words: &[String],
        defaults: &BTreeMap<String, String>,
    ) -> Result<Self, LaunchError> {
        let mut options = Self {
            properties: defaults.clone(),
            ..Self::default()
        };
        let key = match process {
            Process::Train => Some(TRAIN_SPARK_OPTS),
            Process::Deploy => Some(SPARK_OPTS),
            _ => None,
        };
        if let (Process::Submit, Some(master)) = (process, env.get(MASTER)) {
            let entry = options.properties.entry(SPARK_MASTER.to_owned());
            entry.or_insert_with(|| master.to_owned());
        }
        if let Some(key) = key {
            let given = shell_words::split(env.get(key).unwrap_or_default())
                .map_err(|_| fault(key, "", SparkFault::Quotes))?;
            options.add(key, &given)?;
        }
        options.add(COMMAND_LINE, words)?;
        options.settle()?;
        Ok(options)
    }

    fn add(&mut self, place: &'static str, words: &[String]) -> Result<(), LaunchError> {
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (option, joined) = match word.split_once('=') {
                Some((option, value)) if word.starts_with("--") => (option, Some(value.to_owned())),
                _ => (word.as_str(), None),
            };
            if matches!(option, "--verbose" | "-v") {
                continue;
            }
            let value = joined
                .or_else(|| words.next().cloned())
                .ok_or_else(|| fault(place, option, SparkFault::NoValue));
            if let Some((_, property)) = NAMED.iter().find(|(name, _)| *name == option) {
                self.properties.insert((*property).to_owned(), value?);
            } else if matches!(option, "--conf" | "-c") {
                let value = value?;
                let (name, value) = value
                    .split_once('=')
                    .filter(|(name, _)| name.starts_with("spark."))
                    .ok_or_else(|| fault(place, &value, SparkFault::NotAProperty))?;
                self.properties.insert(name.to_owned(), value.to_owned());
            } else if option == "--deploy-mode"
                && value.as_deref().is_ok_and(|mode| mode == "client")
            {
                // The only mode that there is for PIO.
            } else {
                return Err(fault(place, option, SparkFault::Unknown));
            }
        }
        Ok(())
    }

    /// The driver is this JVM: what concerns it becomes flags.
    fn settle(&mut self) -> Result<(), LaunchError> {
        let master = self.properties.get(SPARK_MASTER);
        let usable = |master: &str| {
            master.starts_with("local") || master.starts_with("spark://") || is_yarn(master)
        };
        if let Some(master) = master.filter(|master| !usable(master)) {
            return Err(fault("--master", master, SparkFault::Cluster));
        }
        if let Some(memory) = self.properties.remove("spark.driver.memory") {
            let size = parse_size(memory.trim_end_matches(['b', 'B']))
                .ok_or_else(|| fault("--driver-memory", &memory, SparkFault::NotASize))?;
            // Spark takes a bare number for mebibytes.
            let bare = memory.bytes().all(|byte| byte.is_ascii_digit());
            let size = if bare {
                size.saturating_mul(1 << 20)
            } else {
                size
            };
            self.java.push(format!("-Xmx{size}"));
        }
        if let Some(flags) = self.properties.remove("spark.driver.extraJavaOptions") {
            let flags = shell_words::split(&flags)
                .map_err(|_| fault("--driver-java-options", "", SparkFault::Quotes))?;
            self.java.extend(flags);
        }
        Ok(())
    }

    /// Whether Spark's executors run elsewhere.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        let master = self.properties.get(SPARK_MASTER);
        master.is_some_and(|master| !master.starts_with("local"))
    }

    /// Whether YARN starts the executors.
    #[must_use]
    pub fn is_yarn(&self) -> bool {
        let master = self.properties.get(SPARK_MASTER);
        master.is_some_and(|master| is_yarn(master))
    }

    /// Gives YARN the name that Spark's context knows: that of spark-submit is mapped there, and none runs here.
    pub fn name_yarn(&mut self, line: Line) {
        if self.is_yarn() {
            let name = match line {
                Line::V0_10 => "yarn-client",
                Line::V0_14 => "yarn",
            };
            self.properties
                .insert(SPARK_MASTER.to_owned(), name.to_owned());
        }
    }

    /// The flags for the driver's JVM come before those of `JAVA_OPTS`, so that these win.
    #[must_use]
    pub fn with(&self, user: UserFlags) -> UserFlags {
        user.after(&self.java)
    }

    /// The properties as the Java part reads them, one a line; nothing where there are none.
    #[must_use]
    pub fn lines(&self) -> Option<String> {
        let lines: Vec<String> = self
            .properties
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

/// In client mode, by the names of all versions of Spark.
fn is_yarn(master: &str) -> bool {
    matches!(master, "yarn" | "yarn-client")
}

fn fault(place: &'static str, option: &str, fault: SparkFault) -> LaunchError {
    LaunchError::SparkOption {
        place,
        option: option.to_owned(),
        fault,
    }
}

#[cfg(test)]
#[path = "spark_options_tests.rs"]
mod tests;
