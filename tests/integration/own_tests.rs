//! The engine's own tests in the build.

use crate::life_of_an_engine::{EXAMPLE, added_layers};
use crate::support::config;
use crate::support::mirror::Mirror;
use libcnb_test::{BuildConfig, PackResult, TestContext, assert_contains, assert_not_contains};
use std::collections::BTreeSet;
use std::path::Path;

/// Goes on from an image of the example, changed by `change`, that was built without tests.
pub(crate) fn the_engines_tests_run(
    built: TestContext,
    mirror: &Mirror,
    change: fn(&Path),
    and_then: impl FnOnce(TestContext),
) {
    built.rebuild(with_tests(mirror, change), |tested| {
        assert_contains!(tested.pack_stdout, "The engine's tests: 5 passed");
        assert_eq!(
            added_layers(&tested),
            BTreeSet::new(),
            "no test is in the image"
        );
        tested.rebuild(with_tests(mirror, change), |same| {
            assert_contains!(same.pack_stdout, "the engine, whose tests passed");
            assert_not_contains!(same.pack_stdout, "[info]");
            a_test_fails(same, mirror, change, and_then);
        });
    });
}

fn a_test_fails(
    built: TestContext,
    mirror: &Mirror,
    change: fn(&Path),
    and_then: impl FnOnce(TestContext),
) {
    let mut config = with_tests(mirror, change);
    config
        .app_dir_preprocessor(move |app| {
            change(&app);
            let file = app.join("src/test/scala/ServingTest.scala");
            let text = std::fs::read_to_string(&file).unwrap();
            std::fs::write(
                &file,
                text.replace("(1, 3, 3) === 3.0", "(1, 3, 3) === 2.0"),
            )
            .unwrap();
        })
        .expected_pack_result(PackResult::Failure);
    built.rebuild(config, |failed| {
        let printed = format!("{}\n{}", failed.pack_stdout, failed.pack_stderr);
        assert_contains!(printed, "The engine's tests fail: 4 passed, 1 failed");
        assert_contains!(
            printed,
            "org.example.phoneplan.ServingTest: most answers win\n!   3.0 did not equal 2.0"
        );
        and_then(failed);
    });
}

fn with_tests(mirror: &Mirror, change: fn(&Path)) -> BuildConfig {
    let mut config = config(EXAMPLE, mirror);
    config
        .env("BP_PIO_RUN_TESTS", "true")
        .app_dir_preprocessor(move |app| change(&app));
    config
}
