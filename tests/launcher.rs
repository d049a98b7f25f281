//! The launcher as a program: what it starts, with what, and how it ends. The JVM is a shell script that tells
//! what it was given, so neither Java nor a container is needed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use fs_err as fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Prints the working directory, the arguments and the environment, and ends with code 42.
const JAVA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/launcher-image/java");

/// An image: the launcher in `launcher/bin`, facts beside it, a Java home and an engine.
struct Image(TempDir);

impl Image {
    fn new() -> Self {
        // Beside the programs, so that a link can take the place of a copy: a file that was just
        // written cannot always be run, since another test may have forked meanwhile.
        let image = Self(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap());
        for dir in ["launcher/bin", "jre/bin", "jre/lib/security", "app"] {
            fs::create_dir_all(image.path(dir)).unwrap();
        }
        fs::hard_link(env!("CARGO_BIN_EXE_pio"), image.path("launcher/bin/pio")).unwrap();
        symlink(JAVA, image.path("jre/bin/java")).unwrap();
        fs::write(image.path("jre/lib/security/cacerts"), "").unwrap();
        let variant = r#"{"engineFactory": "org.example.Engine", "datasource": {"params": {"appName": "shop"}}}"#;
        fs::write(image.path("app/engine.json"), variant).unwrap();
        fs::write(image.path("launcher/image.toml"), image.facts()).unwrap();
        image
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn facts(&self) -> String {
        let root = self.0.path().display();
        format!(
            "pio_version = '0.10.0-incubating'\nspark_version = '1.6.3'\nscala_version = '2.10.7'\n\
             buildpack_version = '0.1.0'\njava_home = '{root}/jre'\nstorage = ['postgresql']\n\
             [engine]\ntop = '{root}'\ndir = '{root}/app'\nvariant = 'engine.json'\nfactory = 'org.example.Engine'\n\
             [class_path]\nlauncher = ['/conf']\nplatform = ['/pio.jar']\nengine = ['/engine.jar']\ndependencies = []\nstorage = []\n"
        )
    }

    /// Runs `pio` in an environment of 1 GB with nothing but `variables`.
    fn run(&self, line: &str, variables: &[(&str, &str)]) -> Output {
        run(&self.path("launcher/bin/pio"), line, variables)
    }
}

fn run(program: &Path, line: &str, variables: &[(&str, &str)]) -> Output {
    Command::new(program)
        .args(line.split_whitespace())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("PIO_MEMORY_LIMIT", "1g")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn lines(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(ToOwned::to_owned).collect()
}

fn has(output: &Output, line: &str) -> bool {
    lines(output).iter().any(|found| found == line)
}

#[test]
fn becomes_the_jvm_in_the_engines_directory() {
    let image = Image::new();
    let url = [("DATABASE_URL", "postgres://u:p%40ss@127.0.0.1/d")];
    let output = image.run("deploy", &url);
    // The code is Java's own: the launcher is gone.
    assert_eq!(output.status.code(), Some(42));
    let lines = lines(&output);
    assert_eq!(
        lines[0],
        "pio: query server on 0.0.0.0:8000, heap 720 MB of 1 GB, storage postgresql://127.0.0.1:5432/d"
    );
    assert_eq!(
        Path::new(&lines[1]),
        fs::canonicalize(image.path("app")).unwrap()
    );
    for line in [
        "pio.launch.Main",
        "org.example.Engine@shop",
        "CLASSPATH=/conf:/pio.jar:/engine.jar",
        "PIO_STORAGE_SOURCES_PGSQL_PASSWORD=p@ss",
        "SPARK_USER=pio",
        "HOME=/tmp",
    ] {
        assert!(has(&output, line), "{line} is not in {lines:#?}");
    }
}

#[test]
fn web_is_the_event_server_where_a_variable_says_so() {
    let image = Image::new();
    for (variables, expected) in [
        (&[][..], "pio: query server on 0.0.0.0:8000"),
        (
            &[("PIO_RUN_AS_EVENTSERVER", "true")],
            "pio: event server on 0.0.0.0:7070",
        ),
    ] {
        let lines = lines(&image.run("web", variables));
        assert!(lines[0].starts_with(expected), "{lines:#?}");
    }
}

#[test]
fn a_query_server_without_a_key_gets_one_of_its_own() {
    let image = Image::new();
    let port = [("PORT", "9321")];
    let output = image.run("deploy", &port);
    let uid = fs::metadata("/proc/self").unwrap().uid();
    let file = PathBuf::from(format!("/tmp/pio-{uid}/server-key-9321"));
    let key = fs::read_to_string(&file).unwrap();
    assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
    let variable = format!("PIO_LAUNCH_SERVER_KEY={key}");
    assert!(has(&output, &variable));
    assert_eq!(
        lines(&output)
            .iter()
            .filter(|line| line.contains(&key))
            .count(),
        1
    );
    // One of the user's own takes its place.
    let own = image.run(
        "deploy",
        &[("PIO_SERVER_ACCESS_KEY", "k"), ("PORT", "9321")],
    );
    assert!(
        !lines(&own)
            .iter()
            .any(|line| line.starts_with("PIO_LAUNCH_SERVER_KEY"))
    );
    // Where nobody listens, the command says so, and shows no key.
    let reload = image.run("reload", &port);
    assert_eq!(reload.status.code(), Some(1));
    let words = String::from_utf8_lossy(&reload.stderr);
    assert!(
        words.contains("No query server answers at 127.0.0.1:9321"),
        "{words}"
    );
    assert!(!words.contains(&key), "{words}");
    fs::remove_file(&file).unwrap();
    assert_eq!(image.run("undeploy", &port).status.code(), Some(9));
}

#[test]
fn jars_in_plugins_reach_the_servers_and_nothing_else() {
    let image = Image::new();
    let plugins = image.path("app/plugins");
    fs::create_dir_all(&plugins).unwrap();
    for name in ["b.jar", "a.jar", "notes.txt"] {
        fs::write(plugins.join(name), "").unwrap();
    }
    let dir = plugins.display();
    for line in ["deploy", "eventserver"] {
        let output = image.run(line, &[]);
        assert!(has(&output, "pio: plugins/a.jar of the engine is used"));
        let class_path = format!("CLASSPATH=/conf:/pio.jar:/engine.jar:{dir}/a.jar:{dir}/b.jar");
        assert!(has(&output, &class_path), "{:#?}", lines(&output));
    }
    let train = image.run("train", &[]);
    assert!(has(&train, "CLASSPATH=/conf:/pio.jar:/engine.jar"));
}

#[test]
fn the_engines_own_configuration_comes_first_and_the_platform_wins() {
    let image = Image::new();
    let config = image.path("app/config");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("core-site.xml"), "<configuration/>").unwrap();
    fs::write(config.join("spark-defaults.conf"), "spark.app.name shop\n").unwrap();
    let text =
        "export PIO_EVENTSERVER_APP_NAME=\"of the file\"\nOWN_KEY=s3cret\nPORT=81\nA=$(s3cret)\n";
    fs::write(config.join("pio-env.sh"), text).unwrap();
    let output = image.run("deploy", &[("PORT", "82")]);
    let lines = lines(&output);
    let class_path = format!("CLASSPATH={}:/conf:", config.display());
    assert!(
        lines.iter().any(|line| line.starts_with(&class_path)),
        "{lines:#?}"
    );
    for line in [
        "pio: config/core-site.xml of the engine is used",
        "pio: config/spark-defaults.conf of the engine sets spark.app.name",
        "pio: config/pio-env.sh of the engine sets OWN_KEY, PIO_EVENTSERVER_APP_NAME",
        "org.example.Engine@of%20the%20file",
        "OWN_KEY=s3cret",
        "PORT=82",
        "82",
        "PIO_LAUNCH_SPARK_PROPERTIES=spark.app.name=shop",
    ] {
        assert!(has(&output, line), "{line} is not in {lines:#?}");
    }
    let warnings = String::from_utf8_lossy(&output.stderr);
    assert!(
        warnings.contains("config/pio-env.sh: line 4 is passed over"),
        "{warnings}"
    );
    assert!(!warnings.contains("s3cret"), "{warnings}");
    // What a tool prints is its own.
    assert!(!has(
        &image.run("app list", &[]),
        "pio: config/core-site.xml of the engine is used"
    ));
}

#[test]
fn a_log_of_objects_has_the_launchers_lines_as_such() {
    let image = Image::new();
    let json = |line: &str, more: &[(&str, &str)]| {
        let variables = [&[("PIO_LOG_FORMAT", "json")], more].concat();
        let output = image.run(line, &variables);
        assert!(output.stderr.is_empty(), "{output:?}");
        serde_json::from_str::<serde_json::Value>(&lines(&output)[0]).unwrap()
    };
    let started = json("deploy", &[]);
    assert_eq!(started["level"], "INFO");
    assert_eq!(started["logger"], "pio");
    let message = started["message"].as_str().unwrap();
    assert!(message.starts_with("query server on"), "{message}");
    assert_eq!(
        json("train", &[("PIO_MEMORY_LIMIT", "64m")])["level"],
        "ERROR"
    );
    // A result stays what it is.
    let version = image.run("version", &[("PIO_LOG_FORMAT", "json")]);
    assert_eq!(lines(&version)[0], "PredictionIO 0.10.0-incubating");
}

#[test]
fn finds_its_facts_through_a_link() {
    let image = Image::new();
    let link = image.path("web");
    symlink(image.path("launcher/bin/pio"), &link).unwrap();
    let output = run(&link, "version", &[]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(lines(&output)[0], "PredictionIO 0.10.0-incubating");
}

#[test]
fn a_home_that_can_be_written_stays() {
    let image = Image::new();
    let home = image.path("app").display().to_string();
    let output = image.run("status", &[("HOME", &home)]);
    assert!(has(&output, &format!("HOME={home}")));
    let output = image.run("status", &[("HOME", "/proc")]);
    assert!(has(&output, "HOME=/tmp"));
}

#[test]
fn a_new_app_does_not_take_the_platforms_key() {
    let image = Image::new();
    let key = [("PIO_EVENTSERVER_ACCESS_KEY", "k")];
    assert!(!has(
        &image.run("app new shop", &key),
        "PIO_EVENTSERVER_ACCESS_KEY=k"
    ));
    assert!(has(
        &image.run("eventserver", &key),
        "PIO_EVENTSERVER_ACCESS_KEY=k"
    ));
    let chosen = image.run("app new shop --access-key own", &key);
    assert!(has(&chosen, "PIO_EVENTSERVER_ACCESS_KEY=own"));
}

#[test]
fn certificates_of_a_binding_become_a_private_trust_store() {
    let image = Image::new();
    let binding = image.path("bindings/ca");
    fs::create_dir_all(&binding).unwrap();
    fs::write(binding.join("type"), "ca-certificates").unwrap();
    fs::copy(
        "src/trust/testdata/example-ca-1.pem",
        binding.join("ca.pem"),
    )
    .unwrap();
    let root = image.path("bindings").display().to_string();
    let output = image.run("status", &[("SERVICE_BINDING_ROOT", &root)]);
    let lines = lines(&output);
    let store = lines
        .iter()
        .find_map(|line| line.strip_prefix("-Djavax.net.ssl.trustStore="))
        .unwrap();
    let store = Path::new(store);
    assert_eq!(fs::metadata(store).unwrap().mode() & 0o777, 0o600);
    assert_eq!(
        fs::metadata(store.parent().unwrap()).unwrap().mode() & 0o777,
        0o700
    );
    // The beginning of every JKS store.
    assert_eq!(fs::read(store).unwrap()[..4], [0xFE, 0xED, 0xFE, 0xED]);
    let plain = image.run("status", &[]);
    assert!(!String::from_utf8_lossy(&plain.stdout).contains("trustStore"));
}

#[test]
fn refuses_with_a_code_for_each_kind_of_reason() {
    let image = Image::new();
    for (line, variables, code, words) in [
        ("frobnicate", &[][..], 2, "There is no command frobnicate"),
        ("build", &[], 2, "`pio build` is not in this launcher"),
        ("app delete shop", &[], 2, "Nothing was deleted"),
        (
            "train",
            &[("DATABASE_URL", "postgres://u:s3cret/x@h/d")],
            9,
            "DATABASE_URL",
        ),
        ("deploy", &[("PORT", "http")], 9, "PORT cannot be \"http\""),
        (
            "train",
            &[("PIO_MEMORY_LIMIT", "200m")],
            4,
            "Training needs",
        ),
        (
            "status",
            &[("PIO_IMAGE_FACTS", "/nowhere")],
            9,
            "Reading /nowhere failed",
        ),
    ] {
        let output = image.run(line, variables);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{line}: {told}");
        assert!(told.contains(words), "{line}: {told}");
        assert!(!told.contains("s3cret"), "{told}");
        assert_eq!(output.stdout, b"", "{line}");
    }
}

#[test]
fn an_event_server_does_not_need_the_variant() {
    let image = Image::new();
    fs::remove_file(image.path("app/engine.json")).unwrap();
    assert_eq!(image.run("eventserver", &[]).status.code(), Some(42));
    let output = image.run("train", &[]);
    assert_eq!(output.status.code(), Some(9));
    assert!(String::from_utf8_lossy(&output.stderr).contains("engine.json"));
}
