use super::*;
use crate::bindings::BindingError;
use crate::engine::VariantError;
use crate::launch::cli::{OLD_COMMANDS, OLD_OPTIONS};
use crate::launch::java_options::UserFlags;
use crate::launch::memory::{Machine, Plan};
use crate::launch::regions::MIB;
use crate::launch::spark_options::SparkFault;
use crate::trust::TrustError;
use std::io::{Error, ErrorKind};

fn denied() -> Error {
    Error::from(ErrorKind::PermissionDenied)
}

fn described(errors: impl IntoIterator<Item = LaunchError>) -> String {
    errors
        .into_iter()
        .map(|error| format!("[exit {}] {}", error.exit_code(), describe(&error)))
        .collect::<Vec<_>>()
        .join(
            "

----

",
        )
}

#[test]
fn image() {
    insta::assert_snapshot!(described([
        LaunchError::Facts {
            path: "/layers/launcher/image.toml".into(),
            reason: "no such file".into()
        },
        LaunchError::NoEngine {
            command: "pio train"
        },
        LaunchError::Variant {
            dir: "/workspace".into(),
            cause: VariantError::Unreadable {
                file: "engine.json".into(),
                cause: denied()
            },
        },
        LaunchError::VariantCopy {
            path: "/tmp/pio-1/engine-0.json".into(),
            source: denied()
        },
        LaunchError::WorkingDir { source: denied() },
        LaunchError::TrustStore {
            path: "/tmp/pio-1/trust.jks".into(),
            source: denied()
        },
        LaunchError::ServerKey {
            path: "/tmp/pio-1/server-key-8000".into(),
            source: denied()
        },
        LaunchError::Exec {
            program: "/layers/jre/bin/java".into(),
            source: denied()
        },
    ]));
}

#[test]
fn settings() {
    let expected = [
        Expected::Flag,
        Expected::Port,
        Expected::Size,
        Expected::Seconds,
    ];
    let wrong = expected.map(|expected| LaunchError::Setting {
        key: "KEY",
        value: "wrong".into(),
        expected,
    });
    insta::assert_snapshot!(described(wrong.into_iter().chain([
        LaunchError::VariantVariable {
            file: "engine.json".into(),
            key: "appName".into(),
            variable: "SHOP_APP".into(),
        },
        LaunchError::Quotes { key: "JAVA_OPTS" },
        LaunchError::SeveralBindings {
            kind: "postgresql",
            names: vec!["a".into(), "b".into()]
        },
        LaunchError::Binding(BindingError::NotText {
            path: "/bindings/db/uri".into()
        }),
        LaunchError::Certificate(TrustError::NoCertificate {
            path: "/bindings/ca/company.crt".into()
        }),
        LaunchError::StorageSource {
            key: "PIO_STORAGE_REPOSITORIES_METADATA_SOURCE".into(),
            source_name: "ELASTICSEARCH".into(),
        },
        LaunchError::FeedbackKey,
    ])));
}

#[test]
fn databases() {
    let faults = [
        UrlFault::NoScheme,
        UrlFault::Scheme("mysql".into()),
        UrlFault::Credentials,
        UrlFault::NoHost,
        UrlFault::UnixSocket,
        UrlFault::Host,
        UrlFault::Port,
        UrlFault::NoUser,
        UrlFault::Encoding("password"),
    ];
    insta::assert_snapshot!(described(faults.map(|fault| {
        LaunchError::Database {
            origin: "DATABASE_URL".into(),
            fault,
        }
    })));
}

#[test]
fn memory_shortages() {
    let processes = [
        Process::Train,
        Process::Deploy,
        Process::EventServer,
        Process::Tool,
    ];
    insta::assert_snapshot!(described(processes.map(|process| {
        let machine = Machine {
            limit: 128 * MIB,
            cpus: 1,
        };
        LaunchError::Memory(Plan::new(process, machine, &UserFlags::default()).unwrap_err())
    })));
}

#[test]
fn spark_options() {
    let faults = [
        ("'local", SparkFault::Quotes),
        ("--executor-memory", SparkFault::NoValue),
        ("driver=1", SparkFault::NotAProperty),
        ("much", SparkFault::NotASize),
        ("--py-files", SparkFault::Unknown),
        ("mesos://host:5050", SparkFault::Cluster),
        ("--class", SparkFault::NoClass),
        ("", SparkFault::NoJar),
    ];
    insta::assert_snapshot!(described(faults.map(|(option, fault)| {
        LaunchError::SparkOption {
            place: "PIO_TRAIN_SPARK_OPTS",
            option: option.to_owned(),
            fault,
        }
    })));
}

#[test]
fn usage() {
    let deletion = || Deletion {
        what: "the app shop with all of its events".into(),
        name: "shop".into(),
        command: "pio app delete shop --force".into(),
    };
    let errors = [
        LaunchError::NotConfirmed(deletion()),
        LaunchError::Declined(deletion()),
        LaunchError::PassThrough,
        LaunchError::UnknownCommand {
            name: "trian".into(),
            similar: Some("train".into()),
        },
    ];
    let commands = OLD_COMMANDS
        .iter()
        .map(|name| LaunchError::OldCommand { name });
    let options = OLD_OPTIONS
        .iter()
        .map(|name| LaunchError::OldOption { name });
    insta::assert_snapshot!(described(errors.into_iter().chain(commands).chain(options)));
}
