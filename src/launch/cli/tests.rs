use super::*;
use clap::CommandFactory;

fn command(line: &str) -> Command {
    parse(line.split_whitespace()).unwrap_or_else(|error| panic!("{line}: {error:?}"))
}

#[test]
fn clap_finds_no_fault_with_the_definitions() {
    Cli::command().debug_assert();
}

#[test]
fn every_command_has_help() {
    let mut help = vec![Cli::command().render_long_help().to_string()];
    for line in [
        "eventserver",
        "train",
        "eval",
        "batchpredict",
        "deploy",
        "instances",
        "instances show",
        "instances delete",
        "instances prune",
        "web",
        "dev",
        "reload",
        "undeploy",
        "shell",
        "release",
        "app",
        "app new",
        "app list",
        "app delete",
        "app show",
        "app data-delete",
        "app channel-new",
        "app channel-delete",
        "accesskey",
        "accesskey new",
        "accesskey list",
        "accesskey delete",
        "import",
        "export",
        "status",
        "health",
        "memory",
        "version",
    ] {
        let words = line.split(' ').chain(["--help"]);
        let Err(CliError::Clap(error)) = parse(words) else {
            panic!("{line}")
        };
        assert_eq!(error.exit_code(), 0, "{line}");
        help.push(format!("=== pio {line} --help\n{error}"));
    }
    insta::assert_snapshot!(help.join("\n"));
}

#[test]
fn reads_the_commands() {
    assert_eq!(
        command("eventserver --ip :: --port 1 --stats"),
        Command::Eventserver(EventServer {
            listen: Listen {
                ip: Some("::".into()),
                port: Some(1)
            },
            stats: true
        })
    );
    assert_eq!(
        command("train --verbosity 2 --batch b"),
        Command::Train(Train {
            batch: Some("b".into()),
            verbosity: Some(2),
            ..Train::default()
        })
    );
    assert_eq!(command("deploy"), Command::Deploy(Deploy::default()));
    assert_eq!(
        command("app delete x -f"),
        Command::App(App::Delete {
            name: "x".into(),
            force: true
        })
    );
    assert_eq!(
        command("accesskey new x a b --key k"),
        Command::Accesskey(AccessKey::New {
            app: "x".into(),
            events: vec!["a".into(), "b".into()],
            access_key: Some("k".into())
        })
    );
    assert_eq!(
        command("accesskey list"),
        Command::Accesskey(AccessKey::List { app: None })
    );
}

#[test]
fn web_is_what_image_and_environment_make_of_it() {
    let of = |has_engine, variables: &[(&str, &str)]| {
        command("web").resolved(has_engine, &variables.iter().copied().collect())
    };
    let asked = [(RUN_AS_EVENTSERVER, "true")];
    let events = Command::Eventserver(EventServer::default());
    assert_eq!(of(true, &[]).unwrap(), Command::Deploy(Deploy::default()));
    assert_eq!(of(true, &asked).unwrap(), events);
    assert_eq!(of(false, &[]).unwrap(), events);
    assert!(of(true, &[(RUN_AS_EVENTSERVER, "maybe")]).is_err());
    // Who asks for the query server by its name gets that.
    let deploy = command("deploy").resolved(true, &asked.into_iter().collect());
    assert_eq!(deploy.unwrap(), Command::Deploy(Deploy::default()));
}

#[test]
fn wrong_usage_exits_with_2() {
    for line in [
        "",
        "train --port 1",
        "deploy --port 0",
        "deploy --port 65536",
        "app new",
        "app new x --id 0",
        "app channel-new x no_underscore",
        "app channel-new x longer-than-sixteen",
        "app data-delete x --all --channel c",
        "import --input x",
        "import --app x --appid 1 --input x",
        "export --app x --output y --format parquet",
    ] {
        let Err(CliError::Clap(error)) = parse(line.split_whitespace()) else {
            panic!("{line}")
        };
        assert_eq!(error.exit_code(), 2, "{line}");
    }
}

#[test]
fn a_word_that_is_no_command_is_told_with_the_next_best() {
    for (word, expected) in [("bash", None), ("trian", Some("train"))] {
        let Err(CliError::Launch(LaunchError::UnknownCommand { name, similar })) = parse([word])
        else {
            panic!("{word}")
        };
        assert_eq!((name.as_str(), similar.as_deref()), (word, expected));
    }
}

#[test]
fn knows_what_pios_own_console_had() {
    for name in OLD_COMMANDS {
        let Err(CliError::Launch(LaunchError::OldCommand { name: found })) =
            parse(name.split(' ').chain(["--x"]))
        else {
            panic!("{name}")
        };
        assert_eq!(found, *name);
    }
    for name in OLD_OPTIONS {
        let Err(CliError::Launch(LaunchError::OldOption { name: found })) = parse(["train", name])
        else {
            panic!("{name}")
        };
        assert_eq!(found, *name);
    }
    let error = parse(["eventserver", "--", "--driver-memory", "4g"]).unwrap_err();
    assert!(matches!(error, CliError::Launch(LaunchError::PassThrough)));
    assert!(parse(["train", "--"]).is_ok());
    assert!(parse(["app", "new", "--", "-x"]).is_ok());
}
