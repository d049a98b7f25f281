use super::*;
use crate::backends::Backend;
use crate::engine::{ClassPath, EngineFacts};
use crate::launch::cli::parse;
use crate::launch::regions::MIB;

/// The facts of a small image.
pub(in crate::launch) fn facts() -> ImageFacts {
    let jars = |name: &str| vec![PathBuf::from(format!("/layers/{name}.jar"))];
    ImageFacts {
        pio_version: "0.10.0-incubating".into(),
        spark_version: "1.6.3".into(),
        scala_version: "2.10.7".into(),
        buildpack_version: "0.1.0".into(),
        java_home: "/layers/jre".into(),
        ca_certificates: None,
        postgresql: None,
        engine: Some(EngineFacts {
            top: "/workspace".into(),
            dir: "/workspace".into(),
            variant: "engine.json".into(),
            factory: "org.example.Engine".into(),
        }),
        class_path: ClassPath {
            launcher: jars("launcher"),
            platform: jars("platform"),
            engine: jars("engine"),
            dependencies: jars("dependency"),
            storage: jars("storage"),
        },
        storage: Backend::ALL.into(),
        native: Some("/layers/native".into()),
    }
}

fn try_start(
    line: &str,
    variables: &[(&str, &str)],
    mib: u64,
) -> Result<Option<Start>, LaunchError> {
    let context = Context {
        facts: &facts(),
        env: &variables.iter().copied().collect(),
        bindings: &Bindings::default(),
        machine: Machine {
            limit: mib * MIB,
            cpus: 2,
        },
        variant: None,
        own: &OwnConfig::default(),
        server_key: None,
        plugins: &[],
        trust_store: Some(Path::new("/tmp/pio-1/trust.jks")),
        site_dir: Path::new("/tmp/pio-1-site"),
        home_is_writable: false,
    };
    Start::of(&parse(line.split_whitespace()).unwrap(), &context)
}

fn start(line: &str, variables: &[(&str, &str)], mib: u64) -> Start {
    try_start(line, variables, mib).unwrap().unwrap()
}

fn lines(variables: &BTreeMap<String, String>) -> String {
    let lines = variables
        .iter()
        .map(|(key, value)| format!("{key}={value}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_process_is_one_jvm() {
    let start = start(
        "deploy",
        &[
            ("DATABASE_URL", "postgres://u:p@db/d"),
            ("JAVA_OPTS", "-Da=b"),
        ],
        512,
    );
    assert_eq!(start.program, Path::new("/layers/jre/bin/java"));
    assert_eq!(start.dir.as_deref(), Some(Path::new("/workspace")));
    insta::assert_snapshot!(start.arguments.join("\n"));
    insta::assert_snapshot!(lines(&start.set));
}

#[test]
fn options_of_spark_submit_reach_the_jvm_and_spark() {
    let start = start(
        "train -- --driver-memory 600m --conf spark.ssl.keyPassword=s3cret",
        &[("PIO_TRAIN_SPARK_OPTS", "--executor-memory 1g")],
        1024,
    );
    assert!(start.arguments.contains(&"-Xmx629145600".to_owned()));
    assert!(!start.arguments.join(" ").contains("s3cret"));
    assert_eq!(
        start.set[spark_options::PROPERTIES],
        "spark.executor.memory=1g\nspark.ssl.keyPassword=s3cret"
    );
}

#[test]
fn one_line_says_what_starts() {
    let url = [("DATABASE_URL", "postgres://u:s3cret@db/d")];
    assert_eq!(
        start("deploy", &url, 1024).announcements,
        ["query server on 0.0.0.0:8000, heap 720 MB of 1 GB, storage postgresql://db:5432/d"]
    );
    assert!(start("app list", &url, 1024).announcements.is_empty());
}

#[test]
fn what_runs_the_engine_may_write_into_its_directory() {
    let url = [("DATABASE_URL", "postgres://u:p@db/d")];
    for (line, writes) in [
        ("train", true),
        ("deploy", true),
        ("eventserver", false),
        ("app list", false),
    ] {
        assert_eq!(start(line, &url, 1024).writes_into_dir, writes, "{line}");
    }
}

#[test]
fn a_heap_above_the_limit_is_told() {
    let start = start("train", &[("JAVA_OPTS", "-Xmx1g")], 512);
    assert_eq!(start.announcements.len(), 2);
    assert_eq!(
        start.announcements[1],
        "with these JVM flags the process may take 1.2 GB, but the limit is 512 MB"
    );
}

#[test]
fn secrets_stay_off_the_command_line() {
    let variables = [("DATABASE_URL", "postgres://u:s3cret@db/d?password=s3cret")];
    for line in [
        "train",
        "deploy --feedback --accesskey s3cret",
        "app new x --access-key s3cret",
        "status",
    ] {
        let start = start(line, &variables, 1024);
        assert!(!start.arguments.concat().contains("s3cret"), "{line}");
        assert!(!start.announcements.concat().contains("s3cret"), "{line}");
        assert!(!format!("{start:?}").contains("s3cret"), "{line}");
        let url = &start.set["PIO_STORAGE_SOURCES_PGSQL_URL"];
        assert!(!url.contains("s3cret"), "{url}");
    }
}

#[test]
fn the_users_variables_stay() {
    let start = start(
        "train",
        &[("SPARK_USER", "me"), ("PIO_FS_BASEDIR", "/data")],
        1024,
    );
    assert!(!start.set.contains_key("SPARK_USER"));
    assert!(!start.set.contains_key("PIO_FS_BASEDIR"));
    assert_eq!(start.set["HADOOP_USER_NAME"], "pio");
    assert_eq!(start.removed, Vec::<&str>::new());
}

#[test]
fn a_new_key_is_not_the_platforms() {
    let start = start("app new x", &[(ACCESS_KEY, "k")], 1024);
    assert_eq!(start.removed, [ACCESS_KEY]);
}

#[test]
fn refusals_come_before_any_jvm() {
    let memory = try_start("train", &[], 256).unwrap_err();
    assert!(matches!(memory, LaunchError::Memory(_)));
    let wait = try_start("train", &[("PIO_STORAGE_WAIT", "soon")], 1024).unwrap_err();
    assert!(matches!(
        wait,
        LaunchError::Setting {
            key: "PIO_STORAGE_WAIT",
            ..
        }
    ));
    assert_eq!(try_start("version", &[], 1).unwrap(), None);
}

#[test]
fn spark_learns_of_the_server_for_s3_and_not_of_the_key() {
    let key = ("PIO_S3_AWS_SECRET_ACCESS_KEY", "s3cret");
    let start = start(
        "train",
        &[key, ("PIO_S3_ENDPOINT", "http://minio:9000")],
        1024,
    );
    let arguments = start.arguments.join(" ");
    assert!(arguments.contains("-Dspark.hadoop.fs.s3a.endpoint=http://minio:9000 "));
    assert!(!arguments.contains("s3cret"));
    assert!(start.files[0].1.contains("s3cret"));
}
