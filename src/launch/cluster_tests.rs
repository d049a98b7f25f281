use super::*;
use crate::launch::java_options::UserFlags;
use crate::launch::memory::Machine;
use crate::launch::spark_options::SPARK_OPTS;
use crate::launch::start::tests::facts;

const MASTER_URL: &str = "spark://master:7077";

fn env(variables: &[(&str, &str)]) -> Environment {
    variables.iter().copied().collect()
}

fn cluster(variables: &[(&str, &str)]) -> Cluster {
    Cluster::read(&env(variables), &Bindings::default()).unwrap()
}

/// The properties of a process with these options of spark-submit.
fn properties(process: Process, options: &str, variables: &[(&str, &str)]) -> String {
    let env = env(&[(SPARK_OPTS, options)]);
    let mut spark = SparkOptions::read(Process::Deploy, &env, &[], &BTreeMap::new()).unwrap();
    cluster(variables).complete(process, &facts(), &mut spark);
    spark.lines().unwrap_or_default()
}

fn on_cluster(options: &str, variables: &[(&str, &str)]) -> String {
    let options = format!("--master {MASTER_URL} {options}");
    properties(Process::Deploy, &options, variables)
}

#[test]
fn spark_inside_the_process_needs_nothing() {
    assert_eq!(properties(Process::Train, "", &[(SECRET, "s3cret")]), "");
    assert!(
        !cluster(&[])
            .variables(Process::Train, false, &facts())
            .contains_key(SECRET_OF_SPARK)
    );
}

#[test]
fn the_engine_goes_with_a_job() {
    insta::assert_snapshot!(on_cluster("", &[]));
    let more = on_cluster(
        "--jars /a.jar --conf 'spark.executor.extraJavaOptions=-Da=b -Xss8m'",
        &[],
    );
    assert!(
        more.contains("spark.jars=/a.jar,/layers/engine.jar"),
        "{more}"
    );
    assert!(more.contains("extraJavaOptions=-Da=b -Xss8m"), "{more}");
}

#[test]
fn a_foreign_cluster_gets_all_but_sparks_own_jars() {
    let mut facts = facts();
    let platform = [
        "/layers/x/spark/jars/core.jar",
        "/layers/x/pio/jars/pio.jar",
    ];
    facts.class_path.platform = platform.map(PathBuf::from).to_vec();
    let all = cluster(&[(SHIP_JARS, "true")]);
    let jars = all.jars(&facts, false);
    assert_eq!(
        jars,
        [
            "/layers/engine.jar",
            "/layers/x/pio/jars/pio.jar",
            "/layers/dependency.jar",
            "/layers/storage.jar"
        ]
    );
    // YARN gets the others in an archive.
    assert_eq!(all.jars(&facts, true), ["/layers/engine.jar"]);
}

#[test]
fn on_yarn_the_cluster_has_a_secret_of_its_own() {
    let options = "--master yarn --queue nightly --num-executors 3 --executor-memory 2g";
    insta::assert_snapshot!(properties(Process::Train, options, &[]));
}

#[test]
fn the_secret_is_no_property() {
    let with_secret = [(SECRET, "s3cret")];
    let told = on_cluster("", &with_secret);
    assert!(told.contains("spark.authenticate=true"), "{told}");
    assert!(!told.contains("s3cret"), "{told}");
    let cluster = cluster(&with_secret);
    for (process, remote) in [
        (Process::Train, true),
        (Process::SparkMaster, false),
        (Process::SparkWorker, false),
    ] {
        let set = cluster.variables(process, remote, &facts());
        assert_eq!(set[SECRET_OF_SPARK], "s3cret", "{process:?}");
        assert_eq!(cluster.warning(process, remote), None);
    }
    assert!(!format!("{cluster:?}").contains("s3cret"));
}

#[test]
fn a_cluster_without_a_secret_is_warned_of() {
    let open = cluster(&[]);
    assert!(open.warning(Process::Train, true).is_some());
    assert!(open.warning(Process::SparkWorker, false).is_some());
    assert_eq!(open.warning(Process::Train, false), None);
    assert_eq!(open.warning(Process::SparkHistory, false), None);
}

#[test]
fn a_binding_may_hold_the_secret() {
    let dir = tempfile::tempdir().unwrap();
    let bind = |name: &str, entry: &str, value: &str| {
        let binding = dir.path().join(name);
        fs_err::create_dir(&binding).unwrap();
        fs_err::write(binding.join("type"), "spark").unwrap();
        fs_err::write(binding.join(entry), value).unwrap();
        Cluster::read(
            &Environment::default(),
            &Bindings::read(dir.path()).unwrap(),
        )
    };
    let bound = bind("one", "secret", "s3cret\n").unwrap();
    assert_eq!(bound.secret.as_deref(), Some("s3cret"));
    assert!(matches!(
        bind("two", "secret", "other"),
        Err(LaunchError::SeveralBindings { .. })
    ));
    fs_err::remove_dir_all(dir.path().join("one")).unwrap();
    fs_err::remove_dir_all(dir.path().join("two")).unwrap();
    assert!(matches!(
        bind("three", "password", "x"),
        Err(LaunchError::SparkBinding { name }) if name == "three"
    ));
}

#[test]
fn events_are_logged_by_what_ends() {
    let logs = [(EVENT_LOG, "/logs")];
    assert_eq!(
        properties(Process::Train, "", &logs),
        "spark.eventLog.dir=/logs\nspark.eventLog.enabled=true"
    );
    assert_eq!(properties(Process::Deploy, "", &logs), "");
}

#[test]
fn a_workers_java_is_the_launcher() {
    let set = cluster(&[]).variables(Process::SparkWorker, false, &facts());
    assert_eq!(set["JAVA_HOME"], "/layers/executor");
    assert_eq!(set["SPARK_HOME"], "/layers/executor");
    assert_eq!(set["SPARK_SCALA_VERSION"], "2.10");
}

#[test]
fn a_worker_offers_what_the_settings_say() {
    let offer = offer(&env(&[
        (WORKER_MEMORY, "2g"),
        (WORKER_CORES, "3"),
        (WORKER_EXECUTORS, "2"),
    ]))
    .unwrap();
    let machine = Machine {
        limit: 1024 * MIB,
        cpus: 2,
    };
    let plan = WorkerPlan::new(machine, &UserFlags::default(), offer).unwrap();
    let (words, told) = offered(&plan);
    assert_eq!(words, ["--cores", "3", "--memory", "2048"]);
    insta::assert_snapshot!(told);
    for (key, value) in [
        (WORKER_MEMORY, "much"),
        (WORKER_CORES, "0"),
        (WORKER_EXECUTORS, "-1"),
    ] {
        assert!(super::offer(&env(&[(key, value)])).is_err(), "{key}");
    }
}
