//! Engines in the manner of each era: built untouched, trained, asked.

use crate::support::docker::Run;
use crate::support::engine::{Postgres, post, wait_for_server};
use crate::support::mirror::Mirror;
use crate::support::{config, exchange, image};
use libcnb_test::{TestRunner, assert_contains};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const APP: &str = "of the test";

/// An example, what its build must say, and what its server must answer.
#[derive(Default)]
struct Example {
    dir: &'static str,
    /// The directory in `dir` that `BP_PIO_ENGINE_DIR` names.
    engine: Option<&'static str>,
    /// Text of `engine.json` that is exchanged before the build.
    variant: Option<(&'static str, &'static str)>,
    /// A line that `project/plugins.sbt` gets before the build.
    plugin: Option<&'static str>,
    /// The project of the build that the sources are moved to before the build.
    project: Option<&'static str>,
    /// A line that `build.sbt` gets before the build.
    build_line: Option<&'static str>,
    /// A variable that the variant asks for, and its value.
    variable: Option<(&'static str, &'static str)>,
    /// The value of `BP_PIO_DEPENDENCY_VERSIONS`.
    versions: Option<&'static str>,
    migrations: &'static [&'static str],
    answers: Vec<(Value, Value)>,
    /// A source and its text that is exchanged for a second build, which must have the same answers.
    again: Option<(&'static str, &'static str, &'static str)>,
    /// Arguments of `pio eval`, and the best parameters that it must find.
    evaluation: Option<(&'static [&'static str], Value)>,
}

impl Example {
    fn data(&self) -> PathBuf {
        let engine = Path::new(self.dir).join(self.engine.unwrap_or_default());
        engine.join("data/initial-events.json")
    }
}

#[test]
fn similar_product_of_0_8() {
    works(&Example {
        dir: "examples/similar-product",
        migrations: &[
            "io.prediction is org.apache.predictionio",
            "train gets the parameter for Spark's context",
            "sbt-assembly 0.11.2 is set aside",
            "scalariformSettings is set aside",
            "what git would say is \"unknown\"",
            "sbt 1 has no Build",
            "<<= in line 23 is now :=",
            "<+= in line 24 is now +=",
            "sbt 1 dropped defaultSettings",
            "the plugin sbt-banner 0.1.0 is set aside: no repository has it",
        ],
        // Of a time when plugins were in repositories of their own.
        plugin: Some(r#"addSbtPlugin("org.example" % "sbt-banner" % "0.1.0")"#),
        answers: vec![
            (
                json!({"items": ["tent"], "num": 2}),
                json!({"itemScores": [
                    {"item": "stove", "score": 0.6},
                    {"item": "lamp", "score": 0.5},
                ]}),
            ),
            (
                json!({"items": ["radio"], "num": 2}),
                json!({"itemScores": []}),
            ),
        ],
        ..Example::default()
    });
}

#[test]
fn text_classification_with_a_dependency_of_its_own() {
    works(&Example {
        // A repository of several engines.
        dir: "examples",
        engine: Some("text-classification"),
        migrations: &[
            "io.prediction is org.apache.predictionio",
            "pio-build 0.9.0 is set aside",
            "the engine asks for 4.10.4; 4.10.3 is used",
            "commons-lang3 3.3.2 instead of 3.4",
        ],
        // Its own dependencies are newer than the platform's.
        build_line: Some(r#"libraryDependencies += "com.opencsv" % "opencsv" % "3.8""#),
        versions: Some("org.apache.lucene:lucene-analyzers-common:4.10.3"),
        answers: vec![
            (
                json!({"text": "Refunding both payments?"}),
                json!({"category": "billing", "words": 2}),
            ),
            (
                json!({"text": "my parcels are delayed"}),
                json!({"category": "delivery", "words": 3}),
            ),
        ],
        evaluation: Some((
            &[
                "org.example.text.AccuracyEvaluation",
                "org.example.text.SmoothingCandidates",
            ],
            json!([{"name": "bayes", "params": {"lambda": 0.1}}]),
        )),
        ..Example::default()
    });
}

/// Training and serving share nothing but the database, and the model saves itself below `/tmp`.
#[test]
fn recommendation_with_a_model_that_saves_itself() {
    works(&Example {
        dir: "examples/recommendation",
        migrations: &[
            "io.prediction is org.apache.predictionio",
            "pio-build 0.9.0 is set aside",
            "The engine is the project engine of the build",
        ],
        project: Some("engine"),
        build_line: Some("lazy val engine = project"),
        answers: vec![
            (
                json!({"user": "ann", "num": 2}),
                json!({"itemScores": [
                    {"item": "solaris", "score": 5.0},
                    {"item": "amelie", "score": 1.0},
                ]}),
            ),
            (
                json!({"user": "eve", "num": 1}),
                json!({"itemScores": [{"item": "titanic", "score": 5.0}]}),
            ),
            (
                json!({"user": "nobody", "num": 1}),
                json!({"itemScores": []}),
            ),
        ],
        // PredictionIO keeps no model then: each process that answers trains it anew, and it is an RDD.
        again: Some(("src/main/scala/AlsModel.scala", "    true\n", "    false\n")),
        ..Example::default()
    });
}

#[test]
fn recommendation_in_java() {
    works(&Example {
        dir: "examples/java-recommendation",
        variant: Some((
            r#""name": "together","#,
            r#""name": "${ALGORITHM}", // the only one, or a failure"#,
        )),
        variable: Some(("ALGORITHM", "together")),
        migrations: &[
            "engine.json is not strict JSON",
            "io.prediction is org.apache.predictionio",
            "jblas 1.2.4 is added",
            "linked with libgfortran.so.3",
        ],
        answers: vec![
            (
                json!({"item": "bread", "num": 2}),
                json!({"items": [
                    {"item": "butter", "baskets": 3},
                    {"item": "jam", "baskets": 2},
                ]}),
            ),
            (json!({"item": "lemon", "num": 2}), json!({"items": []})),
        ],
        ..Example::default()
    });
}

fn works(example: &Example) {
    let mirror = Mirror::start();
    let mut config = config(example.dir, &mirror);
    if let Some(engine) = example.engine {
        config.env("BP_PIO_ENGINE_DIR", engine);
    }
    if let Some(versions) = example.versions {
        config.env("BP_PIO_DEPENDENCY_VERSIONS", versions);
    }
    let (variant, build_line) = (example.variant, example.build_line);
    let (plugin, project) = (example.plugin, example.project);
    let engine = example.engine.unwrap_or_default();
    config.app_dir_preprocessor(move |app| {
        let app = app.join(engine);
        if let Some((old, new)) = variant {
            exchange(&app, ("engine.json", old, new));
        }
        if let Some(project) = project {
            std::fs::create_dir(app.join(project)).unwrap();
            std::fs::rename(app.join("src"), app.join(project).join("src")).unwrap();
        }
        for (file, line) in [("build.sbt", build_line), ("project/plugins.sbt", plugin)] {
            if let Some(line) = line {
                let file = app.join(file);
                let text = std::fs::read_to_string(&file).unwrap();
                std::fs::write(file, format!("{text}\n{line}\n")).unwrap();
            }
        }
    });
    TestRunner::default().build(config, |built| {
        for migration in example.migrations {
            assert_contains!(built.pack_stdout, migration);
        }
        let postgres = Postgres::start();
        let run_of = |image: &str| {
            Run::new(image)
                .hardened()
                .env("DATABASE_URL", &postgres.url())
                .env("PIO_EVENTSERVER_APP_NAME", APP)
        };
        let run = run_of(&image(&built));
        // Another app comes first: an id of 1 in a variant must not be taken for this one.
        for app in ["another", APP] {
            let made = run
                .clone()
                .command(&["pio", "app", "new", app, "--access-key", app])
                .to_end();
            assert_eq!(made.code, 0, "{}", made.log);
        }
        import(&run, &example.data());
        let mut run = run;
        if let Some((name, value)) = example.variable {
            let refused = run.clone().process("train").to_end();
            assert_eq!(refused.code, 9, "{}", refused.log);
            assert_contains!(refused.log, name);
            run = run.env(name, value);
        }
        let trained = run.clone().process("train").to_end();
        assert_eq!(trained.code, 0, "{}", trained.log);
        if example.variant.is_some() {
            assert_contains!(trained.log, "repaired in a copy");
        }
        predicts(&run, &example.answers);
        if let Some((arguments, best)) = &example.evaluation {
            evaluates(&run, arguments, best);
        }
        let web = run.option(&["--publish", "127.0.0.1::8000"]).start();
        let address = wait_for_server(&web, 8000);
        for (query, answer) in &example.answers {
            let given = post(address, "/queries.json", &query.to_string()).unwrap();
            assert_eq!(given.status, 200, "{given:?}\n{}", web.log());
            assert_eq!(given.json(), *answer, "{query}");
        }
        if let Some(change) = example.again {
            let mut config = self::config(example.dir, &mirror);
            config.app_dir_preprocessor(move |app| exchange(&app, change));
            built.rebuild(config, |again| {
                let run = run_of(&image(&again));
                let trained = run.clone().process("train").to_end();
                assert_eq!(trained.code, 0, "{}", trained.log);
                predicts(&run, &example.answers);
            });
        }
    });
}

/// A file of queries has the same answers as the query server, in their order; a line that is no query costs no other.
fn predicts(run: &Run, answers: &[(Value, Value)]) {
    let folder = open_folder();
    let mut queries: Vec<String> = answers.iter().map(|(query, _)| query.to_string()).collect();
    queries.insert(1, "not JSON".to_owned());
    std::fs::write(folder.path().join("queries.json"), queries.join("\n")).unwrap();
    let predicted = run
        .clone()
        .option(&["--volume", &format!("{}:/data", folder.path().display())])
        .command(&[
            "pio",
            "batchpredict",
            "--input",
            "/data/queries.json",
            "--output",
            "/data/out.json",
        ])
        .to_end();
    assert_eq!(predicted.code, 1, "{}", predicted.log);
    assert_contains!(predicted.log, "line 2:");
    assert_contains!(predicted.log, "1 of ");
    let lines = std::fs::read_to_string(folder.path().join("out.json")).unwrap();
    let mut lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.remove(1)["query"], "not JSON");
    let expected: Vec<Value> = answers
        .iter()
        .map(|(query, answer)| json!({"query": query, "prediction": answer}))
        .collect();
    assert_eq!(lines, expected);
}

/// A folder that the container's user, who is nobody that this machine knows, may write into.
fn open_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    std::fs::set_permissions(folder.path(), open).unwrap();
    folder
}

/// The best parameters come out as a variant that a training takes.
fn evaluates(run: &Run, arguments: &[&str], best: &Value) {
    let folder = open_folder();
    let mut command = vec!["pio", "eval"];
    command.extend(arguments);
    command.extend(["--output", "/out/engine-best.json"]);
    let evaluated = run
        .clone()
        .option(&["--volume", &format!("{}:/out", folder.path().display())])
        .command(&command)
        .to_end();
    assert_eq!(evaluated.code, 0, "{}", evaluated.log);
    let variant = std::fs::read(folder.path().join("engine-best.json")).unwrap();
    let variant: Value = serde_json::from_slice(&variant).unwrap();
    assert_eq!(variant["algorithms"], *best, "{}", evaluated.log);
    assert_eq!(variant["id"], "default");
}

fn import(run: &Run, data: &Path) {
    let events = std::fs::read_to_string(data).unwrap();
    let events: Vec<Value> = events
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let server = run
        .clone()
        .process("eventserver")
        .option(&["--publish", "127.0.0.1::7070"])
        .start();
    let address = wait_for_server(&server, 7070);
    for batch in events.chunks(50) {
        let body = serde_json::to_string(batch).unwrap();
        let path = format!("/batch/events.json?accessKey={}", APP.replace(' ', "%20"));
        let answer = post(address, &path, &body).unwrap();
        for one in answer.json().as_array().unwrap() {
            assert_eq!(one["status"], 201, "{one}");
        }
    }
}
