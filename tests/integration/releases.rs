//! The release process: twice at once on an empty database, then again with nothing to do, then with hooks.

use crate::support::docker::Run;
use crate::support::engine::Postgres;
use libcnb_test::{assert_contains, assert_not_contains};

const APP: &str = "phone-plans";
const KEY: &str = "the-key-of-the-release";

/// On an image of an engine with `data/initial-events.json`.
pub(crate) fn releases_do_what_is_needed(image: &str) {
    let postgres = Postgres::start();
    let release = || {
        Run::new(image)
            .hardened()
            .process("release")
            .env("DATABASE_URL", &postgres.url())
            .env("PIO_EVENTSERVER_APP_NAME", APP)
    };

    let without_key = release().to_end();
    assert_eq!(without_key.code, 10, "{}", without_key.log);
    assert_contains!(without_key.log, "PIO_EVENTSERVER_ACCESS_KEY");

    let with_key = release().env("PIO_EVENTSERVER_ACCESS_KEY", KEY);
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| with_key.to_end());
        let second = scope.spawn(|| with_key.to_end());
        (first.join().unwrap(), second.join().unwrap())
    });
    for ended in [&first, &second] {
        assert_eq!(ended.code, 0, "{}", ended.log);
        assert_not_contains!(ended.log, KEY);
    }
    // Which of the two came first is chance; together they did everything once.
    let both = format!("{}{}", first.log, second.log);
    for once in [
        "Another release of phone-plans is at work",
        "Made the app",
        "Imported 200 events",
        "Training completed in",
        "Nothing is new since engine instance",
    ] {
        assert_eq!(both.matches(once).count(), 1, "{once}:\n{both}");
    }

    let hooks = tempfile::tempdir().unwrap();
    let hook = hooks.path().join("create-sync-events");
    let writes = |event: &str| {
        let script = format!(
            "#!/bin/bash\nset -eu\ntest -n \"$PIO_EVENTSERVER_APP_NAME\"\ntest -f engine.json\necho '{event}' >data/sync-events.json\n"
        );
        std::fs::write(&hook, script).unwrap();
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&hook, executable).unwrap();
    };
    let event = r#"{"event":"$set","entityType":"user","entityId":"of the hook","properties":{"voice_usage":12,"data_usage":0,"text_usage":4,"service_plan":0}}"#;
    writes(event);
    let mount = format!("{}:/workspace/data/create-sync-events:ro", hook.display());
    let with_hook = with_key.option(&["--volume", &mount]);
    let synchronised = with_hook.clone().to_end();
    assert_eq!(synchronised.code, 0, "{}", synchronised.log);
    assert_contains!(synchronised.log, "Imported 1 event");
    assert_contains!(synchronised.log, "Training completed");

    // Nothing is given up for a file that cannot be loaded.
    let purges = with_hook
        .env("PIO_PURGE_EVENTS_ON_SYNC", "true")
        .env("PIO_TRAIN_ON_RELEASE", "false");
    writes(r#"{"event":"$set"}"#);
    let refused = purges.clone().to_end();
    assert_eq!(refused.code, 1, "{}", refused.log);
    assert_contains!(refused.log, "line 1");
    let kept = postgres.dump();
    writes(&event.replace("of the hook", "of the purge"));
    let purged = purges.to_end();
    assert_eq!(purged.code, 0, "{}", purged.log);
    let left = postgres.dump();
    for (entity, dump, there) in [
        ("of the hook", &kept, true),
        ("of the hook", &left, false),
        ("of the purge", &left, true),
    ] {
        assert_eq!(dump.contains(entity), there, "{entity}:\n{dump}");
    }
}
