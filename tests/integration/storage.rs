//! Every storage backend but PostgreSQL, which the other tests have: one image with all of them; on each mix an engine is
//! fed, trained and asked. `scripts/test storage` runs these alone.

use crate::life_of_an_engine::EXAMPLE;
use crate::own_data::an_engine_reads_data_of_its_own;
use crate::own_index::{keep_an_index, the_build_says_what_it_brings, the_index_is_written};
use crate::support::docker::{Container, Ended, Run, wait};
use crate::support::engine::{PASSWORD, Postgres, get, post, wait_for_server};
use crate::support::mirror::Mirror;
use crate::support::servers::{JavaServer, MariaDb, S3};
use crate::support::{config, image};
use crate::verified_database::Verified;
use libcnb_test::{TestRunner, assert_contains, assert_not_contains};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

const APP: &str = "phone-plans";
const KEY: &str = "the-key";
const SERVER_KEY: &str = "open-sesame";
const ALL: &str = "mysql,elasticsearch,hbase,hdfs";

#[test]
fn storage_backends_hold_what_they_are_given() {
    let mirror = Mirror::start();
    let mut config = config(EXAMPLE, &mirror);
    config
        .env("BP_PIO_STORAGE", ALL)
        .app_dir_preprocessor(|app| keep_an_index(&app));
    TestRunner::default().build(config, |built| {
        let image = image(&built);
        assert_contains!(built.pack_stdout, "Storage mysql, elasticsearch, hbase");
        the_build_says_what_it_brings(&built);
        // Servers that take long to start come up meanwhile.
        let hbase = JavaServer::hbase(&image, &mirror);
        let hdfs = JavaServer::hdfs(&image, &mirror);
        let elasticsearch = JavaServer::elasticsearch(&image);
        mariadb_holds_everything(&image);
        models_lie_in_a_directory(&image);
        models_lie_in_a_bucket(&image);
        three_services_hold_a_part_each(&image, &hbase, &hdfs, &elasticsearch);
        an_engine_reads_data_of_its_own(&mirror, &hdfs);
    });
}

/// An image, and where its processes keep what.
struct Site<'a> {
    image: &'a str,
    env: Vec<(String, String)>,
    options: Vec<String>,
}

impl<'a> Site<'a> {
    fn new(image: &'a str, env: &[(&str, &str)]) -> Self {
        let env = env
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self {
            image,
            env: env.collect(),
            options: Vec::new(),
        }
    }

    fn run(&self) -> Run {
        let mut run = Run::new(self.image).hardened();
        for (name, value) in &self.env {
            run = run.env(name, value);
        }
        for option in &self.options {
            run = run.option(&[option]);
        }
        run
    }

    fn pio(&self, words: &[&str]) -> Ended {
        let words: Vec<&str> = ["pio"].iter().chain(words).copied().collect();
        self.run().command(&words).to_end()
    }

    /// What a command printed that must end well.
    fn works(&self, words: &[&str]) -> String {
        let ended = self.pio(words);
        assert_eq!(ended.code, 0, "{words:?}: {}", ended.log);
        assert_not_contains!(ended.log, PASSWORD);
        ended.log
    }

    /// An engine's life: the events come in, are learnt from twice, and answer; the older training goes. Gives what the
    /// second training printed.
    fn lives(&self) -> String {
        self.works(&["app", "new", APP, "--access-key", KEY]);
        assert_eq!(self.pio(&["app", "new", APP]).code, 1);
        assert_contains!(self.works(&["app", "list"]), APP);
        let imported = self.works(&[
            "import",
            "--app",
            APP,
            "--input",
            "data/initial-events.json",
        ]);
        assert_contains!(imported, "Imported 200 events");
        self.works(&["train"]);
        let web = self
            .run()
            .env("PORT", "9000")
            .env("PIO_SERVER_ACCESS_KEY", SERVER_KEY)
            .option(&["--publish", "127.0.0.1::9000"])
            .start();
        let address = wait_for_server(&web, 9000);
        answers(&web);
        let trained = self.works(&["train"]);
        let reload = format!("/reload?accessKey={SERVER_KEY}");
        assert_eq!(post(address, &reload, "").unwrap().status, 200);
        answers(&web);
        let status = self.works(&["status"]);
        assert_contains!(status, "last trained");
        assert_not_contains!(status, "not checked");
        let pruned = self.works(&["instances", "prune", "--keep", "1"]);
        assert_contains!(pruned, "Deleted 1 engine instance");
        self.works(&["app", "new", "trial"]);
        self.works(&["app", "delete", "trial", "--force"]);
        trained
    }
}

fn answers(web: &Container) {
    let address = web.address(9000);
    for (query, plan) in [
        (
            json!({"voice_usage": 12, "data_usage": 0, "text_usage": 4}),
            0.0,
        ),
        (
            json!({"voice_usage": 45, "data_usage": 40, "text_usage": 50}),
            3.0,
        ),
    ] {
        let answer = post(address, "/queries.json", &query.to_string()).unwrap();
        assert_eq!(
            answer.json(),
            json!({ "service_plan": plan }),
            "{}",
            web.log()
        );
    }
}

fn mariadb_holds_everything(image: &str) {
    let mariadb = MariaDb::start();
    let (ip, url) = (mariadb.container.ip(), mariadb.url());
    // Nobody waits for the server here: each process does.
    let site = Site::new(image, &[("DATABASE_URL", &url)]);
    site.lives();
    for (part, instead, words) in [
        ("p%40ss", "wrong", "refused the password of user \"pio\""),
        (
            &format!("{ip}/pio"),
            &format!("{ip}/nowhere"),
            "may not create or use tables in",
        ),
        (&ip, "db.invalid", "the host name is unknown"),
    ] {
        let wrong = url.replacen(part, instead, 1);
        let mut other = Site::new(image, &[("DATABASE_URL", &wrong)]);
        other.env.push(("PIO_STORAGE_WAIT".into(), "0".into()));
        let ended = other.pio(&["status"]);
        assert_eq!(ended.code, 5, "{part}: {}", ended.log);
        assert_contains!(ended.log, words);
        assert_not_contains!(ended.log, "\tat ");
    }
    let verified = Verified {
        image,
        url: &MariaDb::url_of(MariaDb::NAME, "?ssl-mode=VERIFY_IDENTITY"),
        name: MariaDb::NAME,
        server: &mariadb.container,
        certificate: MariaDb::CERTIFICATE,
    };
    verified.by_a_binding();
    no_acknowledged_event_is_lost(&site, &mariadb.container, "/tmp/mariadb.pid");
}

fn models_lie_in_a_directory(image: &str) {
    let postgres = Postgres::start_to_be_killed();
    let mut site = Site::new(
        image,
        &[
            ("DATABASE_URL", &postgres.url()),
            ("PIO_STORAGE_REPOSITORIES_MODELDATA_SOURCE", "LOCALFS"),
            ("PIO_STORAGE_SOURCES_LOCALFS_TYPE", "localfs"),
            ("PIO_STORAGE_SOURCES_LOCALFS_PATH", "/models/of"),
        ],
    );
    let refused = site.pio(&["status"]);
    assert_eq!(refused.code, 5, "{}", refused.log);
    assert_contains!(
        refused.log,
        "the directory /models/of for models cannot be written"
    );
    let directory = tempfile::tempdir().unwrap();
    let writable = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    std::fs::set_permissions(directory.path(), writable).unwrap();
    site.options = vec![
        "--volume".to_owned(),
        format!("{}:/models", directory.path().display()),
    ];
    site.lives();
    a_server_that_hangs_is_given_up(&site, &postgres.container);
    no_acknowledged_event_is_lost(
        &site,
        &postgres.container,
        "/var/lib/postgresql/data/postmaster.pid",
    );
}

fn models_lie_in_a_bucket(image: &str) {
    let postgres = Postgres::start();
    let s3 = S3::start("models.of.pio");
    let (id, secret) = &s3.key;
    let site = |bucket: &str, id: &str, secret: &str| {
        Site::new(
            image,
            &[
                ("DATABASE_URL", &postgres.url()),
                ("PIO_S3_BUCKET_NAME", bucket),
                ("PIO_S3_ENDPOINT", &s3.endpoint),
                ("PIO_S3_AWS_REGION", "eu-west-1"),
                ("PIO_S3_BASE_PATH", "of/the shop"),
                ("PIO_S3_AWS_ACCESS_KEY_ID", id),
                ("PIO_S3_AWS_SECRET_ACCESS_KEY", secret),
            ],
        )
    };
    for (bucket, id, secret, words) in [
        (
            "models.of.pio",
            id.as_str(),
            "wrong",
            "SignatureDoesNotMatch",
        ),
        ("models.of.pio", "nobody", secret, "InvalidAccessKeyId"),
        ("nothing", id, secret, "Make the bucket"),
    ] {
        let ended = site(bucket, id, secret).pio(&["status"]);
        assert_eq!(ended.code, 5, "{}", ended.log);
        assert_contains!(ended.log, words);
    }
    site("models.of.pio", id, secret).lives();
}

fn three_services_hold_a_part_each(
    image: &str,
    hbase: &JavaServer,
    hdfs: &JavaServer,
    elasticsearch: &JavaServer,
) {
    let (hbase_ip, hdfs_ip) = (hbase.container.ip(), hdfs.container.ip());
    let address = format!("http://{}?cluster=pio", elasticsearch.container.ip());
    // HBase's servers are known to each other, and so to clients, by the names of their machines.
    let name = hbase.container.inspect("{{.Config.Hostname}}");
    let mut site = Site::new(
        image,
        &[
            ("PIO_ELASTICSEARCH_URL", &address),
            ("PIO_STORAGE_REPOSITORIES_EVENTDATA_SOURCE", "HBASE"),
            ("PIO_STORAGE_SOURCES_HBASE_TYPE", "hbase"),
            ("PIO_STORAGE_SOURCES_HBASE_HOSTS", &hbase_ip),
            ("PIO_STORAGE_REPOSITORIES_MODELDATA_SOURCE", "HDFS"),
            ("PIO_STORAGE_SOURCES_HDFS_TYPE", "hdfs"),
            ("PIO_STORAGE_SOURCES_HDFS_HOSTS", &hdfs_ip),
            ("PIO_STORAGE_WAIT", "120"),
        ],
    );
    site.options = vec!["--add-host".to_owned(), format!("{name}:{hbase_ip}")];
    the_index_is_written(&site.lives());

    site.env.push((
        "PIO_STORAGE_REPOSITORIES_EVENTDATA_SOURCE".into(),
        "ELASTICSEARCH".into(),
    ));
    let mixed = site.pio(&["status"]);
    assert_eq!(mixed.code, 9, "{}", mixed.log);
    assert_contains!(mixed.log, "keeps no events (EVENTDATA) in elasticsearch");
}

/// It takes connections and says nothing, as one does whose disk or machine hangs: each command says so in time.
fn a_server_that_hangs_is_given_up(site: &Site, database: &Container) {
    let site = Site {
        env: site
            .env
            .iter()
            .cloned()
            .chain([
                ("PIO_STORAGE_WAIT".into(), "0".into()),
                ("PIO_EVENTSERVER_ACCESS_KEY".into(), KEY.into()),
            ])
            .collect(),
        options: site.options.clone(),
        ..*site
    };
    database.pause();
    // By the launcher itself, by it in a release, and by the JVM.
    for words in [
        &[
            "import",
            "--app",
            APP,
            "--input",
            "data/initial-events.json",
        ][..],
        &["release"],
        &["app", "list"],
    ] {
        let ended = site.pio(words);
        assert_eq!(ended.code, 5, "{words:?}: {}", ended.log);
        assert_contains!(ended.log, "cannot be reached");
    }
    database.resume();
    site.works(&["app", "list"]);
}

/// Events go in while the database is killed and started again: whatever was answered with 201 is there afterwards.
fn no_acknowledged_event_is_lost(site: &Site, database: &Container, pid_file: &str) {
    let server = site
        .run()
        .process("eventserver")
        .option(&["--publish", "127.0.0.1::7070"])
        .start();
    let address = wait_for_server(&server, 7070);
    let path = format!("/events.json?accessKey={KEY}");
    let acknowledged = Mutex::new(BTreeSet::new());
    let enough = AtomicBool::new(false);
    let count = || acknowledged.lock().unwrap().len();
    let send = || {
        while !enough.load(Ordering::SeqCst) {
            let event = json!({"event": "rate", "entityType": "user", "entityId": "u"});
            let answer = post(address, &path, &event.to_string());
            if let Some(answer) = answer.filter(|answer| answer.status == 201) {
                let id = answer.json()["eventId"].as_str().unwrap().to_owned();
                acknowledged.lock().unwrap().insert(id);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(send);
        }
        for _ in 0..3 {
            let before = count();
            wait("events to be taken", || count() > before + 50);
            database.exec(&["sh", "-c", &format!("kill -9 $(head -n 1 {pid_file})")]);
        }
        let before = count();
        wait("events to be taken again", || count() > before + 50);
        enough.store(true, Ordering::SeqCst);
    });
    let find = format!("/events.json?accessKey={KEY}&event=rate&limit=-1");
    let stored = get(address, &find).unwrap().json();
    let stored: BTreeSet<_> = stored
        .as_array()
        .unwrap()
        .iter()
        .map(|event: &Value| event["eventId"].as_str().unwrap().to_owned())
        .collect();
    let acknowledged = acknowledged.into_inner().unwrap();
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(
        lost.is_empty(),
        "{} of {} lost",
        lost.len(),
        acknowledged.len()
    );
    println!(
        "{} events acknowledged, {} stored",
        acknowledged.len(),
        stored.len()
    );
}
