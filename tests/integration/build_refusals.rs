//! Builds that must end with a message, and do so before any work that they would waste.

use crate::support::mirror::{Fault, Mirror};
use crate::support::{config, docker};
use indoc::indoc;
use libcnb_test::{PackResult, TestRunner, assert_contains, assert_not_contains};
use std::path::PathBuf;

const EXAMPLE: &str = "examples/classification";

/// Builds the example after a change to its files, expects a refusal, and gives what was printed.
fn refused(mirror: &Mirror, change: impl Fn(PathBuf) + 'static) -> String {
    let mut config = config(EXAMPLE, mirror);
    config
        .app_dir_preprocessor(change)
        .expected_pack_result(PackResult::Failure);
    let mut printed = String::new();
    TestRunner::default().build(config, |context| {
        printed = format!("{}\n{}", context.pack_stdout, context.pack_stderr);
    });
    printed
}

fn engine_json(text: &'static str) -> impl Fn(PathBuf) + 'static {
    move |app| std::fs::write(app.join("engine.json"), text).unwrap()
}

#[test]
fn a_directory_without_a_variant_is_left_to_other_buildpacks() {
    let mirror = Mirror::start();
    let printed = refused(&mirror, |app| {
        std::fs::remove_file(app.join("engine.json")).unwrap();
    });
    assert_contains!(printed, "No buildpack groups passed detection");
    // Its build asks for PredictionIO, so that somebody may wonder.
    assert_contains!(printed, "but lacks engine.json");
    assert_not_contains!(printed, "panicked");
    assert_eq!(mirror.requests(), 0);
}

#[test]
fn what_an_engine_lacks_and_where_engines_are_is_said() {
    let mirror = Mirror::start();
    let printed = refused(&mirror, |app| {
        std::fs::remove_file(app.join("build.sbt")).unwrap();
        std::fs::remove_dir_all(app.join("project")).unwrap();
    });
    assert_contains!(printed, "but lacks an sbt build");
    let printed = refused(&mirror, |app| {
        let engine = app.join("engines/plans");
        std::fs::create_dir_all(&engine).unwrap();
        for part in ["engine.json", "build.sbt", "src"] {
            std::fs::rename(app.join(part), engine.join(part)).unwrap();
        }
    });
    assert_contains!(printed, "in engines/plans");
    assert_contains!(printed, "choose one with BP_PIO_ENGINE_DIR");
    assert_eq!(mirror.requests(), 0);
}

#[test]
fn a_variant_that_is_no_json_is_named_with_its_place() {
    let mirror = Mirror::start();
    let printed = refused(&mirror, engine_json("{\n  \"engineFactory\": oops\n}"));
    assert_contains!(printed, "engine.json is not JSON");
    assert_contains!(printed, "line 2");
    assert_eq!(mirror.requests(), 0, "refused before any download");
}

#[test]
fn a_variant_without_a_factory_says_what_to_add() {
    let mirror = Mirror::start();
    let printed = refused(
        &mirror,
        engine_json(r#"{"id": "default", "algorithms": []}"#),
    );
    assert_contains!(printed, "engine.json names no engineFactory");
    assert_eq!(mirror.requests(), 0, "refused before any download");
}

#[test]
fn a_wrong_checksum_is_never_installed() {
    let mirror = Mirror::with_faults(&[("postgresql-42", Fault::Corrupt)]);
    let printed = refused(&mirror, |_| ());
    assert_contains!(printed, "sha256");
    assert_contains!(printed, "postgresql-42");
    assert_not_contains!(printed, "Successfully built image");
}

#[test]
fn a_file_that_the_mirror_lacks_is_named_and_not_asked_for_again() {
    let mirror = Mirror::with_faults(&[("spark-core_2.10", Fault::Missing)]);
    let printed = refused(&mirror, |_| ());
    assert_contains!(printed, "404");
    assert_contains!(printed, "spark-core_2.10-1.6.3.jar");
    assert_contains!(printed, "BP_PIO_MAVEN_REPOSITORY");
}

#[test]
fn a_repository_that_refuses_the_password_does_not_learn_it_from_the_log() {
    let mirror = Mirror::with_credentials("builder:right");
    let url = format!("http://builder:hunter2@{}/maven2/", mirror.authority());
    let mut config = config(EXAMPLE, &mirror);
    config
        .env("BP_PIO_MAVEN_REPOSITORY", url)
        .expected_pack_result(PackResult::Failure);
    TestRunner::default().build(config, |context| {
        let printed = format!("{}\n{}", context.pack_stdout, context.pack_stderr);
        assert_contains!(printed, "401");
        assert_not_contains!(printed, "hunter2");
    });
}

#[test]
fn a_wrong_entry_in_the_inventory_is_refused() {
    let mirror = Mirror::start();
    let mut config = config(EXAMPLE, &mirror);
    config
        .env("BP_PIO_INVENTORY", "jdk.toml")
        .app_dir_preprocessor(|app| {
            let inventory = indoc! {r#"
                [[artifacts]]
                version = "8.0.504"
                os = "linux"
                arch = "amd64"
                url = "https://example.com/jdk.tar.gz"
                checksum = "sha256:abc"
                [artifacts.metadata]
                kind = "jdk"
                vendor = "example"
            "#};
            std::fs::write(app.join("jdk.toml"), inventory).unwrap();
        })
        .expected_pack_result(PackResult::Failure);
    TestRunner::default().build(config, |context| {
        let printed = format!("{}\n{}", context.pack_stdout, context.pack_stderr);
        assert_contains!(printed, "BP_PIO_INVENTORY");
        assert_contains!(printed, "jdk.toml");
    });
    assert_eq!(mirror.requests(), 0, "refused before any download");
}

#[test]
fn docker_is_really_there() {
    assert!(!docker::docker(&["info", "--format", "{{.ServerVersion}}"]).is_empty());
}
