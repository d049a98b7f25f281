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
        ("app show x", "app show x"),
        ("app data-delete x -f", "app data-delete x"),
        (
            "app data-delete x --channel c --force",
            "app data-delete x --channel c",
        ),
        ("app data-delete x --all", "app data-delete x --all"),
        ("app channel-new x c", "app channel-new x c"),
        ("app channel-delete x c -f", "app channel-delete x c"),
        (
            "import --app x --channel c --input - --skip-invalid",
            "import --app x --channel c --input - --skip-invalid",
        ),
        (
            "export --appid 7 --output a.gz --format json",
            "export --appid 7 --output a.gz",
        ),
        ("shell --with-spark -- --driver-memory 1g", "shell"),
        ("status", &format!("status {ENGINE} --port 8000")),
    ] {
        assert_eq!(job(line, &[]).arguments.join(" "), arguments, "{line}");
    }
    for line in ["version", "memory", "reload", "undeploy --port 9"] {
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
