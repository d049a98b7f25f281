//! What a command asks of the Java part.

use super::cli::{
    AccessKey, App, BatchPredict, Command, Deploy, Eval, EventServer, Instances, Listen, NewApp,
    Train,
};
use super::environment::Environment;
use super::error::LaunchError;
use super::identity::engine_id;
use super::memory::Process;
use crate::engine::ImageFacts;
use std::path::PathBuf;

/// The variable with the port, as platforms set it.
pub const PORT: &str = "PORT";
/// The variable that turns feedback on; the ancestor's name.
pub const ENABLE_FEEDBACK: &str = "PIO_ENABLE_FEEDBACK";
/// The event server for feedback; the ancestor's names.
pub const EVENTSERVER_HOSTNAME: &str = "PIO_EVENTSERVER_HOSTNAME";
/// Its port.
pub const EVENTSERVER_PORT: &str = "PIO_EVENTSERVER_PORT";
/// An access key; never on the command line of the JVM, where every user of the host could read it.
pub const ACCESS_KEY: &str = "PIO_EVENTSERVER_ACCESS_KEY";

const ALL_ADDRESSES: &str = "0.0.0.0";
/// The ports of PIO's own servers.
const EVENTS_PORT: u16 = 7070;
const QUERIES_PORT: u16 = 8000;

/// A command for the Java part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The kind of process, which decides its memory.
    pub process: Process,
    /// The command and its options.
    pub arguments: Vec<String>,
    /// What starts, for the line that the launcher prints; nothing for a tool, whose output is its own.
    pub announcement: Option<String>,
    /// What to do with the access key in the environment.
    pub access_key: Key,
    /// Options of spark-submit, given after `--`.
    pub spark: Vec<String>,
}

/// What becomes of the variable with the access key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// It stays as the user set it.
    Inherit,
    /// It takes this value.
    Set(String),
    /// It goes: a new key must not be the one that the platform sets for something else.
    Remove,
}

/// Which image and environment a command runs in.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// What the build wrote.
    pub facts: &'a ImageFacts,
    /// The environment variables.
    pub env: &'a Environment,
    /// What of the engine variant matters; absent for commands that need no engine.
    pub variant: Option<&'a Variant>,
}

/// The engine variant as a process uses it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variant {
    /// The file, when it is not the engine's own.
    pub file: Option<PathBuf>,
    /// The app that it names.
    pub app_name: Option<String>,
    /// The app whose id the training puts in the place of every `appId`.
    pub app_of_ids: Option<String>,
}

impl Job {
    /// The job of a command that runs a JVM; nothing for `version` and `memory`.
    ///
    /// # Errors
    /// When the image has no engine, or a setting makes no sense.
    pub fn of(command: &Command, around: Surroundings) -> Result<Option<Self>, LaunchError> {
        Ok(Some(match command {
            Command::Eventserver(options) => event_server(options, around)?,
            Command::Train(options) => train(options, around)?,
            Command::Eval(options) => eval(options, around)?,
            Command::Deploy(options) => deploy(options, around)?,
            Command::Batchpredict(options) => batch_predict(options, around)?,
            Command::Instances(command) => instances(command),
            Command::App(App::New(app)) => new_app(app),
            Command::App(App::List) => tool(["app", "list"]),
            Command::App(App::Delete { name, .. }) => tool(["app", "delete", name]),
            Command::Accesskey(AccessKey::New {
                app,
                events,
                access_key,
            }) => {
                let mut job = tool(["accesskey", "new", app]);
                job.arguments.extend(events.iter().cloned());
                job.access_key = chosen(access_key.as_ref());
                job
            }
            Command::Accesskey(AccessKey::List { app }) => {
                let mut job = tool(["accesskey", "list"]);
                job.arguments.extend(app.clone());
                job
            }
            Command::Status => tool(["status"]),
            Command::Memory | Command::Version => return Ok(None),
        }))
    }
}

fn event_server(options: &EventServer, around: Surroundings) -> Result<Job, LaunchError> {
    let (ip, port) = listen(&options.listen, around.env, EVENTS_PORT)?;
    let mut line = Line::new(["eventserver"]);
    line.option("--ip", Some(&ip));
    line.option("--port", Some(&port.to_string()));
    line.flag("--stats", options.stats);
    Ok(Job {
        process: Process::EventServer,
        arguments: line.0,
        announcement: Some(format!("event server on {}", address(&ip, port))),
        access_key: Key::Inherit,
        spark: vec![],
    })
}

fn train(options: &Train, around: Surroundings) -> Result<Job, LaunchError> {
    let mut line = Line::new(["train"]);
    let factory = line.engine("pio train", around)?;
    let app_of_ids = around.variant.and_then(|it| it.app_of_ids.as_ref());
    line.option("--app-of-ids", app_of_ids);
    line.option("--engine-params-key", options.engine_params_key.as_ref());
    line.option("--batch", options.batch.as_ref());
    line.flag("--skip-sanity-check", options.skip_sanity_check);
    line.flag("--stop-after-read", options.stop_after_read);
    line.flag("--stop-after-prepare", options.stop_after_prepare);
    line.option(
        "--verbosity",
        options.verbosity.map(|level| level.to_string()).as_ref(),
    );
    Ok(Job {
        process: Process::Train,
        arguments: line.0,
        announcement: Some(format!("training {factory}")),
        access_key: Key::Inherit,
        spark: options.spark.clone(),
    })
}

fn eval(options: &Eval, around: Surroundings) -> Result<Job, LaunchError> {
    let mut line = Line::new(["eval", &options.evaluation]);
    line.engine("pio eval", around)?;
    line.option("--generator", options.generator.as_ref());
    let output = options.output.as_ref();
    line.option(
        "--output",
        output.map(|path| path.display().to_string()).as_ref(),
    );
    line.option("--batch", options.batch.as_ref());
    line.option(
        "--verbosity",
        options.verbosity.map(|level| level.to_string()).as_ref(),
    );
    Ok(Job {
        process: Process::Train,
        arguments: line.0,
        announcement: Some(format!("evaluating with {}", options.evaluation)),
        access_key: Key::Inherit,
        spark: options.spark.clone(),
    })
}

fn deploy(options: &Deploy, around: Surroundings) -> Result<Job, LaunchError> {
    let (ip, port) = listen(&options.listen, around.env, QUERIES_PORT)?;
    let mut line = Line::new(["deploy"]);
    line.engine("pio deploy", around)?;
    line.option("--ip", Some(&ip));
    line.option("--port", Some(&port.to_string()));
    line.option("--engine-instance-id", options.engine_instance_id.as_ref());
    let access_key = feedback(options, around.env, &mut line)?;
    Ok(Job {
        process: Process::Deploy,
        arguments: line.0,
        announcement: Some(format!("query server on {}", address(&ip, port))),
        access_key,
        spark: options.spark.clone(),
    })
}

fn batch_predict(options: &BatchPredict, around: Surroundings) -> Result<Job, LaunchError> {
    let mut line = Line::new(["batchpredict"]);
    let factory = line.engine("pio batchpredict", around)?;
    line.option("--input", Some(&options.input));
    line.option("--output", Some(&options.output));
    line.option("--engine-instance-id", options.engine_instance_id.as_ref());
    line.option(
        "--threads",
        options.threads.map(|threads| threads.to_string()).as_ref(),
    );
    // Standard output then belongs to the answers.
    let announcement = (options.output != "-").then(|| format!("answering with {factory}"));
    Ok(Job {
        process: Process::Deploy,
        arguments: line.0,
        announcement,
        access_key: Key::Inherit,
        spark: options.spark.clone(),
    })
}

fn instances(command: &Instances) -> Job {
    match command {
        Instances::List => tool(["instances", "list"]),
        Instances::Show { id } => tool(["instances", "show", id]),
        Instances::Delete { ids } => {
            let mut job = tool(["instances", "delete"]);
            job.arguments.extend(ids.iter().cloned());
            job
        }
        Instances::Prune { keep } => tool(["instances", "prune", "--keep", &keep.to_string()]),
    }
}

fn feedback(options: &Deploy, env: &Environment, line: &mut Line) -> Result<Key, LaunchError> {
    if !options.feedback && !env.flag(ENABLE_FEEDBACK)? {
        return Ok(Key::Inherit);
    }
    let key = match &options.accesskey {
        Some(key) => Key::Set(key.clone()),
        None if env.get(ACCESS_KEY).is_some() => Key::Inherit,
        None => return Err(LaunchError::FeedbackKey),
    };
    let host = options.event_server_ip.as_deref();
    let host = host
        .or_else(|| env.get(EVENTSERVER_HOSTNAME))
        .unwrap_or("localhost");
    let port = match options.event_server_port {
        Some(port) => port,
        None => env.port(EVENTSERVER_PORT)?.unwrap_or(EVENTS_PORT),
    };
    line.flag("--feedback", true);
    line.option("--event-server-ip", Some(&host.to_owned()));
    line.option("--event-server-port", Some(&port.to_string()));
    Ok(key)
}

fn new_app(app: &NewApp) -> Job {
    let mut line = Line::new(["app", "new", &app.name]);
    line.option("--id", app.id.map(|id| id.to_string()).as_ref());
    line.option("--description", app.description.as_ref());
    Job {
        arguments: line.0,
        access_key: chosen(app.access_key.as_ref()),
        ..tool([])
    }
}

fn tool<const N: usize>(words: [&str; N]) -> Job {
    Job {
        process: Process::Tool,
        arguments: Line::new(words).0,
        announcement: None,
        access_key: Key::Inherit,
        spark: vec![],
    }
}

fn chosen(key: Option<&String>) -> Key {
    key.map_or(Key::Remove, |key| Key::Set(key.clone()))
}

fn listen(options: &Listen, env: &Environment, default: u16) -> Result<(String, u16), LaunchError> {
    let ip = options
        .ip
        .clone()
        .unwrap_or_else(|| ALL_ADDRESSES.to_owned());
    let port = match options.port {
        Some(port) => port,
        None => env.port(PORT)?.unwrap_or(default),
    };
    Ok((ip, port))
}

fn address(ip: &str, port: u16) -> String {
    if ip.contains(':') {
        format!("[{ip}]:{port}")
    } else {
        format!("{ip}:{port}")
    }
}

/// A command line in the making.
struct Line(Vec<String>);

impl Line {
    fn new<const N: usize>(words: [&str; N]) -> Self {
        Self(words.map(ToOwned::to_owned).into())
    }

    fn option(&mut self, name: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.0.extend([name.to_owned(), value.clone()]);
        }
    }

    fn flag(&mut self, name: &str, given: bool) {
        if given {
            self.0.push(name.to_owned());
        }
    }

    /// Names the engine; gives back its factory.
    fn engine(
        &mut self,
        command: &'static str,
        around: Surroundings,
    ) -> Result<String, LaunchError> {
        let engine = around
            .facts
            .engine
            .as_ref()
            .ok_or(LaunchError::NoEngine { command })?;
        let app = around.variant.and_then(|it| it.app_name.as_deref());
        let id = engine_id(around.env, &engine.factory, app);
        let copy = around.variant.and_then(|it| it.file.clone());
        let variant = copy.unwrap_or_else(|| engine.dir.join(&engine.variant));
        for (name, value) in [
            ("--engine-id", id),
            ("--engine-version", engine.variant.display().to_string()),
            ("--engine-factory", engine.factory.clone()),
            ("--engine-variant", variant.display().to_string()),
        ] {
            self.option(name, Some(&value));
        }
        Ok(engine.factory.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::cli::parse;
    use crate::launch::start::tests::facts;

    fn try_job(line: &str, variables: &[(&str, &str)]) -> Result<Option<Job>, LaunchError> {
        Job::of(
            &parse(line.split_whitespace()).unwrap(),
            Surroundings {
                facts: &facts(),
                env: &variables.iter().copied().collect(),
                variant: Some(&Variant {
                    app_name: Some("shop".into()),
                    ..Variant::default()
                }),
            },
        )
    }

    fn job(line: &str, variables: &[(&str, &str)]) -> Job {
        try_job(line, variables).unwrap().unwrap()
    }

    const ENGINE: &str = "--engine-id org.example.Engine@shop --engine-version engine.json \
                          --engine-factory org.example.Engine --engine-variant /workspace/engine.json";

    #[test]
    fn commands_become_those_of_the_java_part() {
        let train = format!("train {ENGINE}");
        let all = "--skip-sanity-check --stop-after-read --stop-after-prepare";
        for (line, arguments) in [
            ("eventserver", "eventserver --ip 0.0.0.0 --port 7070"),
            (
                "eventserver --ip :: --port 1 --stats",
                "eventserver --ip :: --port 1 --stats",
            ),
            ("train", &train),
            (
                &format!("train --verbosity 2 --batch b {all}"),
                &format!("{train} --batch b {all} --verbosity 2"),
            ),
            (
                "train --engine-params-key k -- --driver-memory 1g",
                &format!("{train} --engine-params-key k"),
            ),
            ("eval E --batch b", &format!("eval E {ENGINE} --batch b")),
            (
                "eval E G --output /o.json",
                &format!("eval E {ENGINE} --generator G --output /o.json"),
            ),
            (
                "batchpredict --input - --output o --query-partitions 3",
                &format!("batchpredict {ENGINE} --input - --output o --threads 3"),
            ),
            ("instances delete a b", "instances delete a b"),
            ("instances prune --keep 2", "instances prune --keep 2"),
            (
                "deploy",
                &format!("deploy {ENGINE} --ip 0.0.0.0 --port 8000"),
            ),
            (
                "deploy --engine-instance-id i",
                &format!("deploy {ENGINE} --ip 0.0.0.0 --port 8000 --engine-instance-id i"),
            ),
            (
                "app new x --id 7 --description d",
                "app new x --id 7 --description d",
            ),
            ("app list", "app list"),
            ("app delete x --force", "app delete x"),
            ("accesskey new x a b", "accesskey new x a b"),
            ("accesskey list x", "accesskey list x"),
            ("status", "status"),
        ] {
            assert_eq!(job(line, &[]).arguments.join(" "), arguments, "{line}");
        }
        for line in ["version", "memory"] {
            assert_eq!(try_job(line, &[]).unwrap(), None);
        }
    }

    #[test]
    fn a_copy_of_the_variant_takes_its_place_but_not_its_name() {
        let variant = Variant {
            file: Some("/tmp/pio-1/engine-0.json".into()),
            app_name: None,
            app_of_ids: Some("shop".into()),
        };
        let around = Surroundings {
            facts: &facts(),
            env: &Environment::default(),
            variant: Some(&variant),
        };
        let line = |word| {
            let job = Job::of(&parse([word]).unwrap(), around).unwrap().unwrap();
            job.arguments.join(" ")
        };
        let engine = "--engine-id org.example.Engine --engine-version engine.json \
                      --engine-factory org.example.Engine --engine-variant /tmp/pio-1/engine-0.json";
        assert_eq!(line("train"), format!("train {engine} --app-of-ids shop"));
        assert!(!line("deploy").contains("--app-of-ids"));
    }

    #[test]
    fn the_platforms_port_gives_way_to_the_option() {
        let port = [("PORT", "5000")];
        assert!(
            job("deploy", &port)
                .arguments
                .ends_with(&["--port".into(), "5000".into()])
        );
        assert!(
            job("eventserver --port 6000", &port)
                .arguments
                .ends_with(&["--port".into(), "6000".into()])
        );
        let error = try_job("deploy", &[("PORT", "http")]).unwrap_err();
        assert!(matches!(error, LaunchError::Setting { key: "PORT", .. }));
    }

    #[test]
    fn announcements_say_what_starts_where() {
        let announcement = |line| job(line, &[]).announcement;
        assert_eq!(
            announcement("deploy --ip ::").unwrap(),
            "query server on [::]:8000"
        );
        assert_eq!(
            announcement("eventserver").unwrap(),
            "event server on 0.0.0.0:7070"
        );
        assert_eq!(
            announcement("train").unwrap(),
            "training org.example.Engine"
        );
        assert_eq!(announcement("app list"), None);
    }

    #[test]
    fn access_keys_travel_by_environment_only() {
        let set = [(ACCESS_KEY, "of-the-platform")];
        assert_eq!(job("app new x", &set).access_key, Key::Remove);
        assert_eq!(job("accesskey new x", &set).access_key, Key::Remove);
        assert_eq!(job("eventserver", &set).access_key, Key::Inherit);
        for line in [
            "app new x --access-key s3cret",
            "accesskey new x --access-key s3cret",
            "deploy --feedback --accesskey s3cret",
        ] {
            let job = job(line, &set);
            assert_eq!(job.access_key, Key::Set("s3cret".into()), "{line}");
            assert!(!job.arguments.contains(&"s3cret".to_owned()), "{line}");
        }
    }

    #[test]
    fn feedback_needs_a_key_and_takes_the_ancestors_settings() {
        let error = try_job("deploy --feedback", &[]).unwrap_err();
        assert!(matches!(error, LaunchError::FeedbackKey));
        let variables = [
            (ENABLE_FEEDBACK, "true"),
            (ACCESS_KEY, "k"),
            (EVENTSERVER_HOSTNAME, "events"),
            (EVENTSERVER_PORT, "81"),
        ];
        let tail = |job: Job| job.arguments[13..].join(" ");
        assert_eq!(
            tail(job("deploy", &variables)),
            "--feedback --event-server-ip events --event-server-port 81"
        );
        assert_eq!(
            tail(job(
                "deploy --event-server-ip h --event-server-port 9",
                &variables
            )),
            "--feedback --event-server-ip h --event-server-port 9"
        );
        assert_eq!(tail(job("deploy", &variables[1..])), "");
    }

    #[test]
    fn an_image_without_engine_only_takes_events() {
        let around = Surroundings {
            facts: &ImageFacts {
                engine: None,
                ..facts()
            },
            env: &Environment::default(),
            variant: None,
        };
        let of = |word| Job::of(&parse([word]).unwrap(), around);
        assert!(matches!(
            of("train"),
            Err(LaunchError::NoEngine {
                command: "pio train"
            })
        ));
        assert!(matches!(
            of("deploy"),
            Err(LaunchError::NoEngine {
                command: "pio deploy"
            })
        ));
        assert!(of("eventserver").is_ok());
    }
}
