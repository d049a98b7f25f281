use super::*;
use crate::compile::{Displaced, Note, TestFailure};
use crate::errors::notes::note;
use insta::assert_snapshot;
use std::io;
use std::path::PathBuf;

fn failed(reason: Reason) -> Message {
    describe(&CompileError::Build(Box::new(BuildFailure {
        exit: "exit status: 1".to_owned(),
        reason,
        without: Vec::new(),
    })))
}

/// The same, after a plugin was set aside that no repository has.
fn failed_without_plugin(reason: Reason) -> Message {
    describe(&CompileError::Build(Box::new(BuildFailure {
        exit: "exit status: 1".to_owned(),
        reason,
        without: vec!["com.example:sbt-codegen:0.3".to_owned()],
    })))
}

fn file_error(path: &str) -> FileError {
    FileError {
        path: PathBuf::from(path),
        source: io::Error::other("Permission denied (os error 13)"),
    }
}

fn build_sbt(line: usize) -> Place {
    Place {
        file: PathBuf::from("build.sbt"),
        line,
    }
}

fn module(coordinates: &str, is_plugin: bool, declared: Option<Place>) -> Unresolved {
    Unresolved {
        coordinates: coordinates.to_owned(),
        is_plugin,
        declared,
        asked: vec![
            "https://maven.example.com/m2/com/example/a.pom".to_owned(),
            "/layers/x/.m2/com/example/a.pom".to_owned(),
        ],
        no_answer: vec![(
            "https://gone.example.com/a.pom".to_owned(),
            Unreachable::Connection("UnknownHostException (gone.example.com)".to_owned()),
        )],
        nearest: Some(vec!["0.9".to_owned(), "1.1".to_owned()]),
    }
}

fn repository(why: Unreachable) -> Message {
    failed(Reason::Repository {
        url: "https://maven.example.com/m2/a.pom".to_owned(),
        why,
    })
}

#[test]
fn source_unreadable() {
    assert_snapshot!(describe(&CompileError::Source(file_error(
        "/workspace/src"
    ))));
}

#[test]
fn copy_unwritable() {
    assert_snapshot!(describe(&CompileError::Write(file_error(
        "/layers/x/workspace/source"
    ))));
}

#[test]
fn jar_missing() {
    assert_snapshot!(describe(&CompileError::MissingJar {
        dir: PathBuf::from("/layers/x/sbt/launcher"),
        name: "sbt-launch-".to_owned(),
    }));
}

#[test]
fn plugin_does_not_compile() {
    let output = "Handover.scala:1: error: not found".to_owned();
    assert_snapshot!(describe(&CompileError::Plugin { output }));
}

#[test]
fn java_does_not_start() {
    assert_snapshot!(describe(&CompileError::Start {
        program: PathBuf::from("/layers/x/jdk/bin/java"),
        source: io::Error::other("No such file or directory (os error 2)"),
    }));
}

#[test]
fn sbt_opts() {
    assert_snapshot!(describe(&CompileError::SbtOpts));
}

#[test]
fn answer() {
    let reason = "it names no engine".to_owned();
    assert_snapshot!(describe(&CompileError::Answer { reason }));
}

#[test]
fn sources_do_not_compile() {
    assert_snapshot!(failed(Reason::Sources {
        lines: vec![
            "src/main/scala/Engine.scala:12:5: not found: value x".to_owned(),
            "    x".to_owned(),
            "    ^".to_owned(),
        ],
        errors: 1,
    }));
}

#[test]
fn build_file_unreadable() {
    assert_snapshot!(failed(Reason::BuildFile {
        place: build_sbt(14),
        message: "not found: value fooSettings".to_owned(),
    }));
}

#[test]
fn build_file_with_a_plugin_that_is_gone() {
    assert_snapshot!(failed_without_plugin(Reason::BuildFile {
        place: build_sbt(14),
        message: "not found: value codegen".to_owned(),
    }));
}

#[test]
fn sources_with_a_plugin_that_is_gone() {
    assert_snapshot!(failed_without_plugin(Reason::Sources {
        lines: vec!["src/main/scala/A.scala:3:7: not found: value Generated".to_owned()],
        errors: 1,
    }));
}

#[test]
fn dependency_nowhere() {
    assert_snapshot!(failed(Reason::Unresolved(vec![
        module("com.example:nowhere:1.0", false, Some(build_sbt(9))),
        module("com.example:deep:2.0", false, None),
    ])));
}

#[test]
fn dependency_gone() {
    let mut gone = module("com.example:gone:1.0", false, Some(build_sbt(9)));
    gone.nearest = Some(Vec::new());
    assert_snapshot!(failed(Reason::Unresolved(vec![gone])));
}

#[test]
fn sbt_plugin_nowhere() {
    let place = Place {
        file: PathBuf::from("project/plugins.sbt"),
        line: 1,
    };
    let plugin = module("com.example:sbt-x:1.0", true, Some(place));
    assert_snapshot!(failed(Reason::Unresolved(vec![plugin])));
}

#[test]
fn repository_untrusted() {
    assert_snapshot!(repository(Unreachable::Untrusted));
}

#[test]
fn repository_unauthorized() {
    assert_snapshot!(repository(Unreachable::Unauthorized));
}

#[test]
fn repository_forbidden() {
    assert_snapshot!(repository(Unreachable::Forbidden));
}

#[test]
fn repository_status() {
    assert_snapshot!(repository(Unreachable::Status(503)));
}

#[test]
fn repository_unreachable() {
    let why = Unreachable::Connection("UnknownHostException (maven.example.com)".to_owned());
    assert_snapshot!(repository(why));
}

#[test]
fn out_of_memory() {
    assert_snapshot!(failed(Reason::OutOfMemory("Java heap space".to_owned())));
}

#[test]
fn killed() {
    assert_snapshot!(describe(&CompileError::Build(Box::new(BuildFailure {
        exit: "signal: 9 (SIGKILL)".to_owned(),
        reason: Reason::Killed,
        without: Vec::new(),
    }))));
}

#[test]
fn failed_without_known_reason() {
    assert_snapshot!(failed(Reason::Unknown(vec!["something broke".to_owned()])));
}

#[test]
fn failed_without_a_word() {
    assert_snapshot!(failed(Reason::Unknown(vec![])));
}

#[test]
fn notes() {
    let jar = |name: &str, asked: &str, has: &str| Displaced {
        name: name.to_owned(),
        asked: asked.to_owned(),
        has: has.to_owned(),
    };
    let notes = [
        Note::LinkOut(PathBuf::from("src/link")),
        Note::OnPlatform {
            module: "org.apache.spark:spark-core_2.10".to_owned(),
            asked: "1.4.1".to_owned(),
            has: "1.6.3".to_owned(),
        },
        Note::Displaced(vec![jar("guava", "14.0.1", "18.0")]),
        Note::Displaced(vec![
            jar("jackson-core", "2.6.0", "2.4.4"),
            jar("guava", "14.0.1", "18.0"),
        ]),
        Note::Displaced(vec![jar("guava", "14.0.1", "18.0"); 8]),
        Note::Project("engine".to_owned()),
        Note::NotInLine("io.prediction:e2_2.10:0.9.5".to_owned()),
        Note::Provided("com.example:a:1".to_owned()),
        Note::DeadResolver("x at https://dl.bintray.com/x".to_owned()),
        Note::LogBridge("org.slf4j:log4j-over-slf4j:1.7.12".to_owned()),
        Note::Foreign(1),
        Note::Foreign(29),
        Note::ScalacOption("-Xfatal-warnings".to_owned()),
        Note::Version {
            module: "com.example:d".to_owned(),
            asked: Some("1".to_owned()),
            used: "2".to_owned(),
        },
        Note::Version {
            module: "com.example:e".to_owned(),
            asked: None,
            used: "2".to_owned(),
        },
        Note::VersionUnused("com.example:f:1".to_owned()),
        Note::Misnamed(vec![
            "named_2.10 1.0".to_owned(),
            "other_2.10 2.0".to_owned(),
        ]),
        Note::Snapshot {
            module: "com.example:b".to_owned(),
            asked: "2-SNAPSHOT".to_owned(),
            used: "2".to_owned(),
        },
    ];
    assert_snapshot!(notes.each_ref().map(note).join("\n"));
}

#[test]
fn tests_of_the_engine() {
    let failure = |suite: &str, test: Option<&str>, message: &str| TestFailure {
        suite: suite.to_owned(),
        test: test.map(ToOwned::to_owned),
        message: message.to_owned(),
    };
    let results = SuiteResults {
        succeeded: false,
        passed: 5,
        failed: 1,
        errors: 1,
        skipped: 0,
        failures: vec![
            failure(
                "org.example.ServingTest",
                Some("most answers win"),
                "1.0 did not equal 3.0",
            ),
            failure("org.example.SparkTest", None, ""),
        ],
    };
    assert_snapshot!(describe(&CompileError::Tests(Box::new(results))));
    assert_snapshot!(
        "tests_passed",
        [0, 1, 7]
            .map(|passed| tests_passed(&SuiteResults {
                succeeded: true,
                passed,
                skipped: passed / 2,
                ..SuiteResults::default()
            }))
            .join("\n")
    );
}
