//! The same engine built in other ways: from a private repository, as another variant, with the
//! JDK of another buildpack.

use crate::life_of_an_engine::EXAMPLE;
use crate::support::docker::{Run, docker};
use crate::support::mirror::Mirror;
use crate::support::{OWN_BUILDER, builder, config, exchange, image};
use libcnb_test::{
    BuildConfig, BuildpackReference, TestContext, TestRunner, assert_contains, assert_not_contains,
};
use std::process::Command;

const CREDENTIALS: &str = "builder:t0p/s3cret";
/// The same, as they stand in a URL.
const CREDENTIALS_IN_URL: &str = "builder:t0p%2Fs3cret";
const OTHER_VARIANT: &str = "engine-randomforest.json";
const FACTORY: &str = "org.example.phoneplan.ClassificationEngine";

/// Builds once more from nothing, which must give the image `first` again, and goes on from there.
pub(crate) fn builds_in_other_ways(first: &str) {
    let mirror = Mirror::with_credentials(CREDENTIALS);
    TestRunner::default().build(private(&mirror), |again| {
        assert_eq!(
            id(&image(&again)),
            id(first),
            "two cold builds give one image, wherever the files come from"
        );
        nothing_shows_the_credentials(&again);
        another_variant_with_a_jdk_that_is_refused(again, &mirror);
    });
}

fn private(mirror: &Mirror) -> BuildConfig {
    let mut config = config(EXAMPLE, mirror);
    let url = format!("http://{CREDENTIALS_IN_URL}@{}/maven2/", mirror.authority());
    config.env("BP_PIO_MAVEN_REPOSITORY", url);
    config
}

fn id(image: &str) -> String {
    docker(&["inspect", "--format", "{{.Id}}", image])
}

fn nothing_shows_the_credentials(built: &TestContext) {
    let secrets = [
        "t0p/s3cret",
        "t0p%2Fs3cret",
        &crate::support::basic(CREDENTIALS)["Basic ".len()..],
    ];
    for secret in secrets {
        assert_not_contains!(built.pack_stdout, secret);
        assert_not_contains!(built.pack_stderr, secret);
    }
    let image = image(built);
    assert_eq!(lines_of_the_image(&image, &secrets), 0);
    // The search does look into the layers' files.
    assert_ne!(lines_of_the_image(&image, &["ClassificationEngine"]), 0);
}

/// In how many lines one of `words` stands, in all files and all metadata of an image.
fn lines_of_the_image(image: &str, words: &[&str]) -> usize {
    let all = format!(
        "(docker save {image}; docker history --no-trunc {image}; docker inspect {image}) \
         | LC_ALL=C grep --text --fixed-strings --count --file <(printf '%s\\n' \"$@\")"
    );
    let found = Command::new("bash")
        .args(["-c", &all, "bash"])
        .args(words)
        .output()
        .unwrap();
    let count = String::from_utf8_lossy(&found.stdout);
    count.trim().parse().expect("grep counts")
}

fn another_variant_with_a_jdk_that_is_refused(again: TestContext, mirror: &Mirror) {
    let mut config = with_earlier_jdk("11", mirror);
    config.env("BP_PIO_ENGINE_VARIANT", OTHER_VARIANT);
    again.rebuild(config, |variant| {
        assert_contains!(
            variant.pack_stdout,
            "An earlier buildpack provides Java 11.0.2"
        );
        let facts = "/layers/predictionio_engine/launcher/image.toml";
        let facts = Run::new(&image(&variant)).command(&["cat", facts]).to_end();
        assert_contains!(facts.log, OTHER_VARIANT);
        if builder() == OWN_BUILDER {
            a_jdk_8_of_another_buildpack(variant, mirror);
        }
    });
}

/// The fixture takes its JDK from the builder, which only ours has.
fn a_jdk_8_of_another_buildpack(variant: TestContext, mirror: &Mirror) {
    let mut config = with_earlier_jdk("8", mirror);
    config.app_dir_preprocessor(|app| {
        exchange(&app, ("engine.json", FACTORY, "org.example.NoEngine"));
    });
    variant.rebuild(config, |provided| {
        assert_contains!(provided.pack_stdout, "of an earlier buildpack");
        assert_contains!(provided.pack_stdout, "an engine factory that is not there");
        assert_contains!(provided.pack_stdout, FACTORY);
        let image = image(&provided);
        let layers = Run::new(&image)
            .command(&["ls", "/layers", "/layers/predictionio_engine"])
            .to_end();
        assert_contains!(layers.log, "jre");
        assert_not_contains!(layers.log, "jdk");
        let status = Run::new(&image)
            .hardened()
            .env("DATABASE_URL", "postgres://pio:pio@127.0.0.1:1/pio")
            .env("PIO_STORAGE_WAIT", "1")
            .command(&["pio", "status"])
            .to_end();
        assert_eq!(status.code, 5, "{}", status.log);
    });
}

fn with_earlier_jdk(version: &str, mirror: &Mirror) -> BuildConfig {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/earlier-jdk");
    let mut config = private(mirror);
    config.env("FIXTURE_JAVA", version).buildpacks([
        BuildpackReference::Other(fixture.to_owned()),
        BuildpackReference::CurrentCrate,
    ]);
    config
}
