use super::*;

fn read(variable: &str, words: &[&str]) -> Result<SparkOptions, LaunchError> {
    let env = [(TRAIN_SPARK_OPTS, variable), (SPARK_OPTS, "--nonsense")]
        .into_iter()
        .collect();
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    SparkOptions::read(Process::Train, &env, &words, &BTreeMap::new())
}

fn fault_of(variable: &str) -> SparkFault {
    match read(variable, &[]) {
        Err(LaunchError::SparkOption { fault, .. }) => fault,
        other => panic!("{variable}: {other:?}"),
    }
}

#[test]
fn options_become_properties_and_the_command_line_wins() {
    let options = read(
        "--executor-memory 10g --conf 'spark.app.name=two words' --conf=spark.cores.max=2 --deploy-mode client",
        &["--executor-memory", "2g", "--verbose"],
    )
    .unwrap();
    assert_eq!(
        options.lines().unwrap(),
        "spark.app.name=two words\nspark.cores.max=2\nspark.executor.memory=2g"
    );
    assert!(options.java.is_empty());
}

#[test]
fn defaults_of_the_engine_are_below_every_other_word() {
    let defaults = [("spark.cores.max", "1"), ("spark.driver.memory", "1g")];
    let defaults = defaults.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let env = [(SPARK_OPTS, "--total-executor-cores 2")]
        .into_iter()
        .collect();
    let options =
        SparkOptions::read(Process::Deploy, &env, &[], &BTreeMap::from(defaults)).unwrap();
    assert_eq!(options.lines().unwrap(), "spark.cores.max=2");
    assert_eq!(options.java, ["-Xmx1073741824"]);
}

#[test]
fn what_concerns_the_driver_becomes_flags_of_this_jvm() {
    for (given, flag) in [
        ("--driver-memory 4g", "-Xmx4294967296"),
        ("--driver-memory 1024", "-Xmx1073741824"),
        ("--driver-memory 512mb", "-Xmx536870912"),
        ("--conf spark.driver.memory=1G", "-Xmx1073741824"),
    ] {
        assert_eq!(read(given, &[]).unwrap().java, [flag], "{given}");
    }
    let options = read("--driver-java-options '-Da=b -Dc=\"d e\"'", &[]).unwrap();
    assert_eq!(options.java, ["-Da=b", "-Dc=d e"]);
    assert_eq!(options.lines(), None);
}

#[test]
fn the_users_java_options_win() {
    let user = UserFlags::read(&[("JAVA_OPTS", "-Xmx1g")].into_iter().collect()).unwrap();
    let flags = read("--driver-memory 4g", &[]).unwrap().with(user);
    assert_eq!(flags.heap, Some(1 << 30));
    assert_eq!(flags.words, ["-Xmx4294967296", "-Xmx1g"]);
}

#[test]
fn what_cannot_be_used_is_refused() {
    assert_eq!(fault_of("--master 'local"), SparkFault::Quotes);
    assert_eq!(fault_of("--executor-memory"), SparkFault::NoValue);
    assert_eq!(
        fault_of("--conf driver.memory=1g"),
        SparkFault::NotAProperty
    );
    assert_eq!(
        fault_of("--conf spark.driver.memory"),
        SparkFault::NotAProperty
    );
    assert_eq!(fault_of("--driver-memory much"), SparkFault::NotASize);
    assert_eq!(fault_of("--py-files a.py"), SparkFault::Unknown);
    assert_eq!(fault_of("--deploy-mode cluster"), SparkFault::Unknown);
    assert_eq!(fault_of("engine.jar"), SparkFault::Unknown);
    for master in ["mesos://host:5050", "yarn-cluster", "k8s://host"] {
        let given = format!("--master {master}");
        assert_eq!(fault_of(&given), SparkFault::Cluster, "{master}");
    }
}

#[test]
fn executors_run_here_or_on_a_cluster() {
    assert!(!read("", &[]).unwrap().is_remote());
    assert!(!read("--master local[2]", &[]).unwrap().is_remote());
    assert!(read("--master spark://host:7077", &[]).unwrap().is_remote());
}

#[test]
fn yarn_has_the_name_that_spark_knows() {
    for (given, line, name) in [
        ("yarn", Line::V0_10, "yarn-client"),
        ("yarn-client", Line::V0_14, "yarn"),
    ] {
        let mut options = read(&format!("--master {given}"), &[]).unwrap();
        assert!(options.is_remote() && options.is_yarn());
        options.name_yarn(line);
        assert_eq!(options.lines().unwrap(), format!("spark.master={name}"));
    }
    assert!(!read("--master local", &[]).unwrap().is_yarn());
}

#[test]
fn a_job_takes_the_master_of_the_workers() {
    let env = [(MASTER, "spark://a:7077")].into_iter().collect();
    let master = |process, words: &[&str]| {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        let options = SparkOptions::read(process, &env, &words, &BTreeMap::new()).unwrap();
        options.properties.get(SPARK_MASTER).cloned()
    };
    assert_eq!(
        master(Process::Submit, &[]).as_deref(),
        Some("spark://a:7077")
    );
    assert_eq!(
        master(Process::Submit, &["--master", "local"]).as_deref(),
        Some("local")
    );
    assert_eq!(master(Process::Train, &[]), None);
}

#[test]
fn a_job_is_options_a_jar_and_words_of_its_own() {
    let read = |line: &str| {
        let words: Vec<String> = line.split(' ').map(ToOwned::to_owned).collect();
        Submission::read(&words)
    };
    let job = read("--executor-memory 1g --class=org.example.Job -v job.jar --class x").unwrap();
    assert_eq!(job.class, "org.example.Job");
    assert_eq!(job.options, ["--executor-memory", "1g", "-v"]);
    assert_eq!(job.resource, "job.jar");
    assert_eq!(job.arguments, ["--class", "x"]);
    for (line, expected) in [
        ("job.jar", SparkFault::NoClass),
        ("--class org.example.Job", SparkFault::NoJar),
    ] {
        let error = read(line).unwrap_err();
        assert!(
            matches!(&error, LaunchError::SparkOption { fault, .. } if *fault == expected),
            "{error:?}"
        );
    }
}
