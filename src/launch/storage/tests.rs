use super::*;
use crate::backends::Backends;
use crate::launch::database_url::UrlFault;
use fs_err as fs;

pub(super) fn resolve(variables: &[(&str, &str)]) -> Result<Storage, LaunchError> {
    Storage::resolve(
        &variables.iter().copied().collect(),
        &Bindings::default(),
        Line::V0_10,
    )
}

pub(super) fn bound(files: &[(&str, &str)]) -> Result<Storage, LaunchError> {
    let root = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let bindings = Bindings::read(root.path()).unwrap();
    Storage::resolve(&Environment::default(), &bindings, Line::V0_10)
}

fn pgsql<'a>(storage: &'a Storage, key: &str) -> Option<&'a str> {
    let value = storage
        .variables
        .get(&format!("PIO_STORAGE_SOURCES_PGSQL_{key}"));
    value.map(String::as_str)
}

fn lines(variables: &BTreeMap<String, String>) -> String {
    let lines = variables
        .iter()
        .map(|(key, value)| format!("{key}={value}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_platforms_address_becomes_pios_variables() {
    let storage = resolve(&[(
        DATABASE_URL,
        "postgres://pio:p%40ss,word@db.example.com/shop",
    )])
    .unwrap();
    insta::assert_snapshot!(lines(&storage.variables));
    assert_eq!(storage.shown, "postgresql://db.example.com:5432/shop");
    assert!(!format!("{storage:?}").contains("p@ss"));
}

#[test]
fn encryption_may_be_optional_or_needless() {
    let remote = (DATABASE_URL, "postgres://pio@db/shop");
    let url = |variables: &[_]| {
        pgsql(&resolve(variables).unwrap(), "URL")
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        url(&[remote]),
        "jdbc:postgresql://db:5432/shop?sslmode=require"
    );
    assert_eq!(
        url(&[remote, (OPTIONAL_SSL, "true")]),
        "jdbc:postgresql://db:5432/shop"
    );
    assert_eq!(
        url(&[remote, (OPTIONAL_SSL, "false")]),
        "jdbc:postgresql://db:5432/shop?sslmode=require"
    );
    let local = (DATABASE_URL, "postgres://pio@127.0.0.1/shop");
    assert_eq!(url(&[local]), "jdbc:postgresql://127.0.0.1:5432/shop");
    let error = resolve(&[remote, (OPTIONAL_SSL, "perhaps")]).unwrap_err();
    assert!(matches!(
        error,
        LaunchError::Setting {
            key: OPTIONAL_SSL,
            ..
        }
    ));
}

#[test]
fn without_any_setting_it_is_the_ancestors_local_database() {
    let storage = resolve(&[]).unwrap();
    assert_eq!(
        pgsql(&storage, "URL"),
        Some("jdbc:postgresql://localhost:5432/pio")
    );
    assert_eq!(pgsql(&storage, "USERNAME"), Some("pio"));
    assert_eq!(pgsql(&storage, "PASSWORD"), Some("pio"));
    assert_eq!(
        storage.shown,
        "postgresql://localhost:5432/pio (the default: DATABASE_URL is not set)"
    );
    assert_eq!(storage.variables[IS_DEFAULT], "true");
}

#[test]
fn pios_own_variables_stay_as_they_are() {
    let storage = resolve(&[
        (
            "PIO_STORAGE_SOURCES_PGSQL_URL",
            "jdbc:postgresql://db/pio?user=x&password=s3cret",
        ),
        ("PIO_STORAGE_SOURCES_PGSQL_USERNAME", "me"),
        ("PIO_STORAGE_SOURCES_PGSQL_PASSWORD", "s3cret"),
        ("PIO_STORAGE_SOURCES_PGSQL_CONNECTIONS", "2"),
        ("PIO_STORAGE_REPOSITORIES_METADATA_NAME", "mine"),
    ])
    .unwrap();
    for key in ["URL", "USERNAME", "PASSWORD", "CONNECTIONS"] {
        assert_eq!(pgsql(&storage, key), None, "{key}");
    }
    assert_eq!(pgsql(&storage, "TYPE"), Some("jdbc"));
    assert!(
        !storage
            .variables
            .contains_key("PIO_STORAGE_REPOSITORIES_METADATA_NAME")
    );
    assert_eq!(storage.shown, "postgresql://db/pio");
}

#[test]
fn the_databases_of_apps_and_events_are_told_where_they_are_postgresql() {
    let storage = resolve(&[
        (DATABASE_URL, "postgres://u:p%40@h/d?sslmode=disable"),
        ("PIO_STORAGE_REPOSITORIES_EVENTDATA_NAME", "mine"),
    ])
    .unwrap();
    let events = storage.events.unwrap();
    assert_eq!(events.url, "jdbc:postgresql://h:5432/d?sslmode=disable");
    assert_eq!((&*events.user, &*events.password), ("u", "p@"));
    assert_eq!(events.prefix, "mine");
    assert_eq!(storage.metadata.unwrap().prefix, "pio_meta");
    assert!(!storage.is_default);
    let elsewhere = resolve(&[
        ("PIO_STORAGE_REPOSITORIES_EVENTDATA_SOURCE", "MYSQL"),
        ("PIO_STORAGE_SOURCES_MYSQL_TYPE", "jdbc"),
        ("PIO_STORAGE_SOURCES_MYSQL_URL", "jdbc:mysql://h/d"),
        ("PIO_STORAGE_REPOSITORIES_METADATA_SOURCE", "ES"),
        ("PIO_STORAGE_SOURCES_ES_TYPE", "elasticsearch"),
    ])
    .unwrap();
    assert_eq!((elsewhere.events, elsewhere.metadata), (None, None));
}

#[test]
fn other_sources_stay_beside_the_database() {
    let elasticsearch = [
        ("PIO_STORAGE_REPOSITORIES_METADATA_SOURCE", "ELASTICSEARCH"),
        ("PIO_STORAGE_SOURCES_ELASTICSEARCH_TYPE", "elasticsearch"),
    ];
    let storage = resolve(&[
        elasticsearch[0],
        elasticsearch[1],
        (DATABASE_URL, "postgres://u:p@h/d"),
    ])
    .unwrap();
    assert_eq!(storage.shown, "ELASTICSEARCH, postgresql://h:5432/d");
    let error = resolve(&elasticsearch[..1]).unwrap_err();
    assert!(
        matches!(error, LaunchError::StorageSource { source_name, .. } if source_name == "ELASTICSEARCH")
    );
}

#[test]
fn a_binding_may_hold_an_address_or_its_parts() {
    let storage = bound(&[
        ("db/type", "postgresql"),
        ("db/uri", "postgres://u:p@h/d\n"),
    ])
    .unwrap();
    assert_eq!(
        pgsql(&storage, "URL"),
        Some("jdbc:postgresql://h:5432/d?sslmode=require")
    );
    let parts = [
        ("db/type", "postgresql"),
        ("db/host", "h"),
        ("db/port", "6543"),
        ("db/username", "u"),
        ("db/password", "p%40"),
        ("db/database", "d"),
    ];
    let storage = bound(&parts).unwrap();
    assert_eq!(
        pgsql(&storage, "URL"),
        Some("jdbc:postgresql://h:6543/d?sslmode=require")
    );
    assert_eq!(pgsql(&storage, "PASSWORD"), Some("p%40"));
}

#[test]
fn a_binding_must_be_complete_and_the_only_one() {
    let error = bound(&[("db/type", "postgresql"), ("db/host", "h")]).unwrap_err();
    assert!(matches!(
        error,
        LaunchError::Database {
            fault: UrlFault::NoUser,
            ..
        }
    ));
    let error = bound(&[("db/type", "postgresql"), ("db/username", "u")]).unwrap_err();
    assert!(matches!(
        error,
        LaunchError::Database {
            fault: UrlFault::NoHost,
            ..
        }
    ));
    let error = bound(&[("a/type", "postgresql"), ("b/type", "postgresql")]).unwrap_err();
    assert!(matches!(error, LaunchError::SeveralBindings { names, .. } if names == ["a", "b"]));
}

#[test]
fn a_binding_says_how_its_connection_is_encrypted() {
    let with = |entries: &[(&str, &str)]| {
        let plain = [
            ("db/type", "postgresql"),
            ("db/host", "db.example.com"),
            ("db/username", "u"),
        ];
        let storage = bound(&[&plain, entries].concat()).unwrap();
        let url = pgsql(&storage, "URL").unwrap();
        url.split_once('?').unwrap().1.to_owned()
    };
    assert_eq!(with(&[]), "sslmode=require");
    assert_eq!(with(&[("db/sslmode", "disable\n")]), "sslmode=disable");
    assert_eq!(
        with(&[
            ("db/sslmode", "verify-full"),
            ("db/sslrootcert", "/etc/ca.pem")
        ]),
        "sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"
    );
    let inline = with(&[("db/sslrootcert", "-----BEGIN CERTIFICATE-----\n")]);
    assert!(
        inline.starts_with("sslmode=verify-ca&sslrootcert=%2F"),
        "{inline}"
    );
    assert!(inline.ends_with("%2Fdb%2Fsslrootcert"), "{inline}");
    let storage = bound(&[
        ("db/type", "postgresql"),
        ("db/uri", "postgres://u:p@db.example.com/d?sslmode=disable"),
        ("db/sslmode", "require"),
    ]);
    assert!(
        pgsql(&storage.unwrap(), "URL")
            .unwrap()
            .ends_with("?sslmode=disable")
    );
}

fn source<'a>(storage: &'a Storage, repository: &str) -> &'a str {
    &storage.variables[&format!("PIO_STORAGE_REPOSITORIES_{repository}_SOURCE")]
}

#[test]
fn mysql_takes_all_where_it_is_the_database() {
    let storage = resolve(&[(DATABASE_URL, "mysql://u:p%40@db/shop")]).unwrap();
    insta::assert_snapshot!(lines(&storage.variables));
    assert_eq!(storage.shown, "mysql://db:3306/shop");
    assert_eq!((&storage.metadata, &storage.events), (&None, &None));
    let bound = bound(&[
        ("db/type", "mysql"),
        ("db/host", "h"),
        ("db/username", "u"),
        ("db/sslmode", "verify-full"),
    ]);
    let url = &bound.unwrap().variables["PIO_STORAGE_SOURCES_MYSQL_URL"];
    assert!(
        url.starts_with("jdbc:mysql://h:3306/u?sslMode=VERIFY_IDENTITY&"),
        "{url}"
    );
}

#[test]
fn each_service_takes_what_it_is_best_for() {
    let storage = bound(&[
        ("a/type", "postgresql"),
        ("a/uri", "postgres://u:p@h/d"),
        ("b/type", "elasticsearch"),
        ("b/uri", "http://me:s3cret@e1:9301,e2"),
        ("b/cluster-name", "pio"),
        ("c/type", "hbase"),
        ("c/hosts", "z1,z2"),
        ("d/type", "s3"),
        ("d/bucket", "models"),
        ("d/endpoint", "https://s3.example.com"),
        ("d/access-key-id", "id"),
        ("d/secret-access-key", "s3cret"),
    ])
    .unwrap();
    insta::assert_snapshot!(lines(&storage.variables));
    assert_eq!(storage.shown, "ELASTICSEARCH, HBASE, S3");
    assert_eq!(
        site::xml(&storage.site["hbase-site.xml"]).lines().nth(2),
        Some("  <property><name>hbase.zookeeper.quorum</name><value>z1,z2</value></property>")
    );
    assert!(storage.check(Line::V0_10, &Backend::ALL.into()).is_ok());
}

#[test]
fn the_ancestors_addresses_are_read() {
    let storage = resolve(&[
        (DATABASE_URL, "postgres://u:p@h/d"),
        (ELASTICSEARCH_URL, "https://me:s3c%40ret@es.example.com"),
        ("PIO_S3_BUCKET_NAME", "bucket"),
        ("PIO_S3_AWS_ACCESS_KEY_ID", "id"),
        ("PIO_S3_AWS_SECRET_ACCESS_KEY", "s3cret"),
        ("AWS_SECRET_ACCESS_KEY", "mine"),
        ("PIO_STORAGE_REPOSITORIES_MODELDATA_SOURCE", "PGSQL"),
    ])
    .unwrap();
    assert_eq!(source(&storage, "METADATA"), "ELASTICSEARCH");
    assert_eq!(source(&storage, "EVENTDATA"), "PGSQL");
    let get = |name: &str| storage.variables.get(name).map(String::as_str);
    assert_eq!(get("PIO_STORAGE_REPOSITORIES_MODELDATA_SOURCE"), None);
    assert_eq!(get("PIO_STORAGE_SOURCES_ELASTICSEARCH_PORTS"), Some("9300"));
    assert_eq!(
        get("PIO_STORAGE_SOURCES_ELASTICSEARCH_PASSWORD"),
        Some("s3c@ret")
    );
    assert_eq!(get("AWS_ACCESS_KEY_ID"), Some("id"));
    assert_eq!(get("AWS_SECRET_ACCESS_KEY"), None);
    for (url, is_right) in [
        ("http://", false),
        ("h:x", false),
        ("ftp://h", false),
        ("h", true),
    ] {
        let found = resolve(&[(ELASTICSEARCH_URL, url)]);
        assert_eq!(found.is_ok(), is_right, "{url}");
    }
}

#[test]
fn what_cannot_work_is_refused() {
    let all = Backend::ALL.into();
    let of = |repository: &str, kind: &str| {
        let key = format!("PIO_STORAGE_REPOSITORIES_{repository}_SOURCE");
        let variables = [(key.as_str(), "X"), ("PIO_STORAGE_SOURCES_X_TYPE", kind)];
        resolve(&variables).unwrap()
    };
    for (repository, kind) in [
        ("METADATA", "hbase"),
        ("EVENTDATA", "s3"),
        ("EVENTDATA", "elasticsearch"),
        ("MODELDATA", "elasticsearch"),
    ] {
        let error = of(repository, kind).check(Line::V0_10, &all).unwrap_err();
        assert!(matches!(error, LaunchError::StorageMix { .. }), "{kind}");
    }
    let newer = of("EVENTDATA", "elasticsearch");
    assert!(newer.check(Line::V0_14, &all).is_ok());
    let always: Backends = Backend::ALWAYS.into();
    let error = newer.check(Line::V0_14, &always).unwrap_err();
    assert!(matches!(
        error,
        LaunchError::StorageNotBuilt {
            backend: Backend::Elasticsearch,
            ..
        }
    ));
    // A class of the user's own.
    assert!(
        of("METADATA", "com.example")
            .check(Line::V0_10, &always)
            .is_ok()
    );

    let two = resolve(&[
        (DATABASE_URL, "postgres://u:p@h/d"),
        ("PIO_STORAGE_REPOSITORIES_EVENTDATA_SOURCE", "MY"),
        ("PIO_STORAGE_SOURCES_MY_TYPE", "jdbc"),
        ("PIO_STORAGE_SOURCES_MY_URL", "jdbc:mysql://h/d"),
    ]);
    let error = two.unwrap().check(Line::V0_10, &all).unwrap_err();
    assert!(matches!(error, LaunchError::TwoDatabases { .. }));
}

#[test]
fn a_binding_without_its_place_is_refused() {
    for kind in ["hbase", "s3"] {
        let error = bound(&[("x/type", kind)]).unwrap_err();
        assert!(
            matches!(error, LaunchError::IncompleteBinding { .. }),
            "{kind}"
        );
    }
}
