//! How an executor starts. A worker of ours runs `$JAVA_HOME/bin/java`, which is this launcher by another name: it
//! bounds the executor's memory as that of every process, and gives it the class path of the image.

use super::environment::Environment;
use super::error::LaunchError;
use super::java_options::UserFlags;
use super::memory::{Machine, Plan, Process};
use super::own_config::OwnConfig;
use super::spark_options::PROPERTIES;
use super::start::{self, Start};
use crate::engine::{ClassPath, ImageFacts};
use std::collections::BTreeMap;
use std::path::Path;

/// The launcher's name where it stands for Java.
pub const NAME: &str = "java";
/// The class that Spark wants to run as an executor, in Spark 1.6 and 2.4.
const BACKEND: &str = "org.apache.spark.executor.CoarseGrainedExecutorBackend";
/// The class that runs it here.
const MAIN_CLASS: &str = "pio.launch.ExecutorMain";

/// All that decides how an executor starts, gathered by the shell.
pub struct Context<'a> {
    /// What the build wrote.
    pub facts: &'a ImageFacts,
    /// The environment variables.
    pub env: &'a Environment,
    /// Memory and processors.
    pub machine: Machine,
    /// What the engine's own `config/` holds.
    pub own: &'a OwnConfig,
    /// The directory with files for the class path that the worker made, if it made one.
    pub site_dir: Option<&'a Path>,
    /// The trust store that the shell made for the JVM.
    pub trust_store: Option<&'a Path>,
    /// `HOME`, where it can be written.
    pub home: &'a str,
}

/// The arguments of Java, taken apart.
#[derive(Debug, Default)]
struct Words {
    flags: Vec<String>,
    class_path: Vec<String>,
    main: String,
    arguments: Vec<String>,
}

/// Decides how the executor with these arguments of Java starts.
///
/// # Errors
/// When the container's memory is too little.
pub fn start(words: &[String], context: &Context) -> Result<Start, LaunchError> {
    let words = apart(words);
    let user = UserFlags::default().after(&words.flags);
    let memory =
        Plan::new(Process::Executor, context.machine, &user).map_err(LaunchError::Memory)?;
    let mut arguments = memory.flags(&user);
    arguments.extend(start::common_flags(
        context.home,
        context.trust_store,
        context.facts,
    ));
    arguments.extend(user.words);
    let main = if words.main == BACKEND {
        MAIN_CLASS.to_owned()
    } else {
        words.main
    };
    arguments.push(main);
    arguments.extend(words.arguments);
    let java_home = context.facts.java_home.display().to_string();
    let class_path = class_path(&words.class_path, context);
    let mut set = context.env.below().clone();
    set.extend(BTreeMap::from([
        ("CLASSPATH".to_owned(), class_path),
        ("HOME".to_owned(), context.home.to_owned()),
        ("JAVA_HOME".to_owned(), java_home),
    ]));
    Ok(Start {
        program: context.facts.java_home.join("bin/java"),
        arguments,
        set,
        // Those of the worker.
        removed: vec![PROPERTIES],
        files: vec![],
        dir: None,
        top: None,
        writes_into_dir: false,
        announcements: vec![],
        warnings: vec![],
    })
}

fn apart(words: &[String]) -> Words {
    let mut found = Words::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if matches!(word.as_str(), "-cp" | "-classpath") {
            let path = words.next().map(String::as_str).unwrap_or_default();
            found.class_path = path.split(':').map(ToOwned::to_owned).collect();
        } else if word.starts_with('-') {
            found.flags.push(word.clone());
        } else {
            found.main.clone_from(word);
            found.arguments = words.cloned().collect();
            break;
        }
    }
    found
}

/// The image's own without the engine's jar, which comes with the job; then what the job adds
/// (`spark.executor.extraClassPath`), without Spark's idea of its own jars.
fn class_path(given: &[String], context: &Context) -> String {
    let facts = ImageFacts {
        class_path: ClassPath {
            engine: vec![],
            ..context.facts.class_path.clone()
        },
        ..context.facts.clone()
    };
    let spark_home = context.env.get("SPARK_HOME").unwrap_or_default();
    let more = given
        .iter()
        .filter(|entry| entry.starts_with('/') && !entry.starts_with(spark_home));
    let mut parts = vec![start::class_path(
        &facts,
        context.own,
        context.site_dir,
        &[],
    )];
    parts.extend(more.cloned());
    parts.join(":")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::regions::MIB;
    use crate::launch::start::tests::facts;

    fn started(line: &str) -> Start {
        let words: Vec<String> = line.split_whitespace().map(ToOwned::to_owned).collect();
        let env = [
            ("SPARK_HOME", "/layers/executor"),
            ("_SPARK_AUTH_SECRET", "s3cret"),
        ];
        let context = Context {
            facts: &facts(),
            env: &env.into_iter().collect(),
            machine: Machine {
                limit: 2048 * MIB,
                cpus: 2,
            },
            own: &OwnConfig::default(),
            site_dir: None,
            trust_store: None,
            home: "/tmp",
        };
        start(&words, &context).unwrap()
    }

    /// As Spark 1.6 and 2.4 start one.
    #[test]
    fn an_executor_runs_in_a_jvm_as_every_process_does() {
        let start = started(
            "-cp /job/more.jar:/layers/executor/conf/:spark:/layers/executor/jars/* -Xms600M -Xmx600M \
             -Dspark.authenticate=true -Xss4m org.apache.spark.executor.CoarseGrainedExecutorBackend \
             --driver-url spark://CoarseGrainedScheduler@10.0.0.2:4711 --cores 2",
        );
        assert_eq!(start.program, Path::new("/layers/jre/bin/java"));
        assert_eq!(
            start.set["CLASSPATH"],
            "/layers/launcher.jar:/layers/platform.jar:/layers/dependency.jar:/layers/storage.jar:/job/more.jar"
        );
        assert_eq!(start.set["JAVA_HOME"], "/layers/jre");
        insta::assert_snapshot!(start.arguments.join("\n"));
    }

    #[test]
    fn anything_else_stays_what_it_is() {
        let start = started("-cp a -Xmx600m org.example.Other x");
        assert!(
            start
                .arguments
                .ends_with(&["org.example.Other".to_owned(), "x".to_owned()])
        );
    }
}
