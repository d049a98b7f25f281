//! A JVM whose memory ran out. Its last act is to run a command (`-XX:OnOutOfMemoryError`), which it tells nothing but
//! its own number; which region it was, it writes to its log alone. So it gets a log that only that command reads.

use super::environment::Environment;
use super::error::LaunchError;
use super::java_options::UserFlags;
use super::memory::{Machine, Plan, Process};
use super::start::MAIN_CLASS;
use std::path::Path;

/// The command's name, hidden from people.
pub const COMMAND: &str = "out-of-memory";
/// What the JVM writes before a region's name (`VM_ReportJavaOutOfMemory` of Java 8).
const MARK: &str = "java.lang.OutOfMemoryError: ";

/// What ran out, in the JVM's words. Threads and direct buffers are Java's own affair, and `OutOfMemory.java`'s here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Region {
    /// Objects.
    Heap,
    /// Objects too: the collector is busy all the time and frees next to nothing.
    Collector,
    /// Classes.
    Metaspace,
    /// A part of the classes' memory.
    ClassSpace,
    /// One array that no Java can have.
    Array,
    /// Words that are not known here.
    Other(String),
}

/// A JVM at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhausted {
    /// What ran out.
    pub region: Region,
    /// What the process was.
    pub process: Process,
    /// The command of `pio` that it ran; nothing for an executor.
    pub command: Option<String>,
    /// What it might take, in bytes.
    pub limit: u64,
    /// The bound of the heap, in bytes.
    pub heap: Option<u64>,
    /// Whether somebody else than the launcher chose it.
    pub own_heap: bool,
    /// The bound of classes, in bytes.
    pub metaspace: Option<u64>,
}

/// The JVM's flags for that, with the file of its log as this process has it open; `program` is the launcher.
#[must_use]
pub fn flags(program: &Path, log: i32) -> [String; 5] {
    [
        "-XX:+UnlockDiagnosticVMOptions".to_owned(),
        "-XX:+LogVMOutput".to_owned(),
        format!("-XX:LogFile=/proc/self/fd/{log}"),
        // Standard output belongs to results.
        "-XX:+DisplayVMOutputToStderr".to_owned(),
        // A shell runs it, and the JVM puts its number in the place of %p.
        format!(
            "-XX:OnOutOfMemoryError=exec {} {COMMAND} %p {log}",
            shell_words::quote(&program.to_string_lossy())
        ),
    ]
}

impl Region {
    /// What the JVM's log says last.
    #[must_use]
    pub fn of_log(log: &str) -> Option<Self> {
        let line = log.lines().rev().find_map(|line| line.split_once(MARK))?.1;
        Some(match line.trim() {
            "Java heap space" => Self::Heap,
            "GC overhead limit exceeded" => Self::Collector,
            "Metaspace" => Self::Metaspace,
            "Compressed class space" => Self::ClassSpace,
            "Requested array size exceeds VM limit" => Self::Array,
            other => Self::Other(other.to_owned()),
        })
    }

    /// The JVM's own name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Heap => "Java heap space",
            Self::Collector => "GC overhead limit exceeded",
            Self::Metaspace => "Metaspace",
            Self::ClassSpace => "Compressed class space",
            Self::Array => "Requested array size exceeds VM limit",
            Self::Other(name) => name,
        }
    }
}

impl Exhausted {
    /// Puts together what is known; `words` is the JVM's command line, `env` its environment.
    ///
    /// # Errors
    /// When the quotes in a variable of JVM options do not close.
    pub fn new(
        region: Region,
        words: &[String],
        env: &Environment,
        machine: Machine,
    ) -> Result<Self, LaunchError> {
        let mut arguments = words.iter().skip_while(|word| *word != MAIN_CLASS).skip(1);
        let command = arguments.next().cloned();
        let process = command.as_deref().map_or(Process::Executor, process_of);
        let flags = UserFlags::of_jvm(words, env)?;
        let ours = Plan::new(process, machine, &UserFlags::default());
        Ok(Self {
            region,
            process,
            command,
            limit: machine.limit,
            heap: flags.heap,
            own_heap: ours.map(|plan| plan.regions.heap).ok() != flags.heap,
            metaspace: flags.metaspace,
        })
    }
}

fn process_of(command: &str) -> Process {
    match command {
        "train" | "eval" | "shell" => Process::Train,
        "deploy" | "batchpredict" => Process::Deploy,
        "eventserver" => Process::EventServer,
        "spark-submit" => Process::Submit,
        "spark-master" => Process::SparkMaster,
        "spark-worker" => Process::SparkWorker,
        "spark-history" => Process::SparkHistory,
        _ => Process::Tool,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::regions::MIB;

    fn exhausted(line: &str, env: &[(&str, &str)]) -> Exhausted {
        let words: Vec<String> = line.split_whitespace().map(ToOwned::to_owned).collect();
        let machine = Machine {
            limit: 1024 * MIB,
            cpus: 2,
        };
        let env = env.iter().copied().collect();
        Exhausted::new(Region::Heap, &words, &env, machine).unwrap()
    }

    #[test]
    fn the_log_names_the_region() {
        for (name, region) in [
            ("Java heap space", Region::Heap),
            ("GC overhead limit exceeded", Region::Collector),
            ("Metaspace", Region::Metaspace),
            ("Compressed class space", Region::ClassSpace),
            ("Requested array size exceeds VM limit", Region::Array),
            (
                "Out of swap space?",
                Region::Other("Out of swap space?".into()),
            ),
        ] {
            let log =
                format!("<tty>\n#\n# {MARK}{name}\n# -XX:OnOutOfMemoryError=\"x\"\n#   Executing");
            assert_eq!(Region::of_log(&log), Some(region.clone()));
            assert_eq!(region.name(), name);
        }
        assert_eq!(Region::of_log("<tty>\n"), None);
    }

    #[test]
    fn the_launcher_is_run_in_the_end() {
        let flags = flags(Path::new("/layers/a b/bin/pio"), 9);
        assert_eq!(
            flags[4],
            "-XX:OnOutOfMemoryError=exec '/layers/a b/bin/pio' out-of-memory %p 9"
        );
        assert_eq!(flags[2], "-XX:LogFile=/proc/self/fd/9");
    }

    #[test]
    fn a_heap_of_the_launchers_own_is_known() {
        let train = "java -Xmx720m -XX:MaxMetaspaceSize=128m pio.launch.Main train --engine-id x";
        let ours = exhausted(train, &[]);
        assert_eq!(ours.process, Process::Train);
        assert_eq!(ours.command.as_deref(), Some("train"));
        assert_eq!(ours.heap, Some(720 * MIB));
        assert_eq!(ours.metaspace, Some(128 * MIB));
        assert!(!ours.own_heap);
        let own = exhausted("java -Xmx720m -Xmx300m pio.launch.Main train", &[]);
        assert_eq!(own.heap, Some(300 * MIB));
        assert!(own.own_heap);
    }

    #[test]
    fn variables_count_as_the_jvm_counts_them() {
        let env = [
            ("JAVA_TOOL_OPTIONS", "-Xmx1m -XX:MaxMetaspaceSize=7m"),
            ("JAVA_OPTS", "-Xmx2m"),
            ("_JAVA_OPTIONS", "-Xmx3m"),
        ];
        let jvm = exhausted("java -Xmx720m pio.launch.Main eventserver", &env);
        assert_eq!(jvm.heap, Some(3 * MIB));
        assert_eq!(jvm.metaspace, Some(7 * MIB));
        let without = exhausted("java -Xmx720m pio.launch.Main eventserver", &env[..2]);
        assert_eq!(without.heap, Some(720 * MIB));
    }

    #[test]
    fn who_has_no_command_is_an_executor() {
        let executor = exhausted("java -Xmx600m pio.launch.ExecutorMain --cores 2", &[]);
        assert_eq!(executor.process, Process::Executor);
        assert_eq!(executor.command, None);
        assert!(executor.own_heap);
    }
}
