use super::*;
use crate::install::test_server::{Reply, Server};
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::sync::Mutex;

pub(super) const BODY: &[u8] = b"the content of a jar";
const SETTING: &str = "BP_PIO_MAVEN_REPOSITORY";

fn expected(content: &[u8]) -> Expected {
    Expected {
        sha256: <[u8; 32]>::from(Sha256::digest(content)).into(),
        size: Some(content.len() as u64),
    }
}

/// More than a busy machine needs for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) fn client(variables: &[(&str, String)]) -> Http {
    client_that_waits(PATIENCE, variables)
}

fn client_that_waits(idle: Duration, variables: &[(&str, String)]) -> Http {
    let proxies = Proxies::from_env(|name| {
        let found = variables.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| OsString::from(value))
    });
    Http::with(
        &Authorities::default(),
        proxies.unwrap(),
        Timeouts {
            connect: Duration::from_secs(2),
            idle,
        },
        RetryPolicy {
            tries: 3,
            first_pause: Duration::from_millis(1),
            longest_pause: Duration::from_millis(50),
        },
    )
    .unwrap()
}

pub(super) struct Download {
    dir: tempfile::TempDir,
    positions: Mutex<Vec<u64>>,
}

impl Observer for Download {
    fn position(&self, bytes: u64) {
        self.positions.lock().unwrap().push(bytes);
    }
}

impl Download {
    pub(super) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            positions: Mutex::default(),
        }
    }

    pub(super) fn run_with(&self, http: &Http, url: &str) -> Result<u64, Box<DownloadError>> {
        let source = Source::parse(url, Some(SETTING)).unwrap();
        let destination = self.dir.path().join("a.jar");
        http.download(&source, &destination, &expected(BODY), self)
    }

    pub(super) fn run(&self, url: &str) -> Result<u64, Box<DownloadError>> {
        self.run_with(&client(&[]), url)
    }

    /// The file names in the directory: the destination, and what was left behind.
    fn files(&self) -> Vec<String> {
        let names = fs::read_dir(self.dir.path()).unwrap();
        names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    pub(super) fn assert_arrived(&self) {
        assert_eq!(fs::read(self.dir.path().join("a.jar")).unwrap(), BODY);
        assert_eq!(self.files(), ["a.jar"]);
    }

    fn assert_nothing(&self) {
        assert_eq!(self.files(), Vec::<String>::new());
    }
}

#[test]
fn a_good_answer_arrives_at_once() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start(|_, _| Reply::ok(BODY));
    let download = Download::new();
    assert_eq!(download.run(&server.url("m2/a.jar")).unwrap(), 20);
    download.assert_arrived();
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].target, "/m2/a.jar");
    assert!(requests[0].headers["user-agent"].starts_with("predictionio-buildpack/"));
    let mode = fs::metadata(download.dir.path().join("a.jar"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o644);
}

#[test]
fn a_404_is_final() {
    let server = Server::start(|_, _| Reply::status(404));
    let download = Download::new();
    let url = server
        .url("a.jar?token=x")
        .replace("http://", "http://me:p4ss@");
    let error = download.run(&url).unwrap_err();
    assert!(matches!(error.cause, Cause::Status { status: 404, .. }));
    assert_eq!((error.tries, server.requests().len()), (1, 1));
    assert_eq!(error.url, server.url("a.jar?…"));
    assert_eq!(error.setting, Some(SETTING));
    assert!(!format!("{error} {error:?}").contains("p4ss"));
    download.assert_nothing();
}

#[test]
fn a_503_may_pass() {
    let server = Server::start(|_, n| {
        if n == 0 {
            Reply::status(503)
        } else {
            Reply::ok(BODY)
        }
    });
    let download = Download::new();
    download.run(&server.url("a.jar")).unwrap();
    download.assert_arrived();
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_lasting_503_is_given_up() {
    let server = Server::start(|_, _| Reply::status(503));
    let download = Download::new();
    let error = download.run(&server.url("a.jar")).unwrap_err();
    assert_eq!((error.tries, server.requests().len()), (3, 3));
    download.assert_nothing();
}

#[test]
fn a_429_is_waited_for_but_not_forever() {
    let server = Server::start(|_, n| match n {
        0 => Reply::Whole(429, vec![("Retry-After", "3600".to_owned())], vec![]),
        _ => Reply::ok(BODY),
    });
    let download = Download::new();
    let start = Instant::now();
    download.run(&server.url("a.jar")).unwrap();
    let passed = start.elapsed();
    // The longest pause, not a millisecond and not an hour.
    assert!(passed >= Duration::from_millis(50), "{passed:?}");
}

#[test]
fn a_body_that_breaks_off_is_taken_up_where_it_ended() {
    let server = Server::start(|request, n| match (n, request.headers.get("range")) {
        (0, None) => Reply::BreakOff {
            promised: 20,
            body: BODY[..8].to_vec(),
        },
        (1, Some(range)) if range == "bytes=8-" => {
            let range = ("Content-Range", "bytes 8-19/20".to_owned());
            Reply::Whole(206, vec![range], BODY[8..].to_vec())
        }
        _ => Reply::status(400),
    });
    let download = Download::new();
    download.run(&server.url("a.jar")).unwrap();
    download.assert_arrived();
    assert_eq!(*download.positions.lock().unwrap(), [8, 20]);
}

#[test]
fn a_server_without_ranges_begins_again() {
    let server = Server::start(|_, n| match n {
        0 => Reply::BreakOff {
            promised: 20,
            body: BODY[..8].to_vec(),
        },
        _ => Reply::ok(BODY),
    });
    let download = Download::new();
    download.run(&server.url("a.jar")).unwrap();
    download.assert_arrived();
}

#[test]
fn a_range_that_is_not_there_begins_again() {
    let server = Server::start(
        |request, n| match (n, request.headers.contains_key("range")) {
            (0, _) => Reply::BreakOff {
                promised: 30,
                body: BODY.to_vec(),
            },
            (1, true) => Reply::status(416),
            (2, false) => Reply::ok(BODY),
            _ => Reply::status(400),
        },
    );
    let download = Download::new();
    download.run(&server.url("a.jar")).unwrap();
    download.assert_arrived();
}

#[test]
fn a_pause_ends_when_there_is_no_point_in_it() {
    struct Stopped;
    impl Observer for Stopped {
        fn stopped(&self) -> bool {
            true
        }
    }
    let start = Instant::now();
    sleep(Duration::from_secs(60), &Stopped);
    assert!(start.elapsed() < Duration::from_secs(10));
    sleep(Duration::from_millis(20), &());
    assert!(start.elapsed() >= Duration::from_millis(20));
}

#[test]
fn a_body_that_always_breaks_off_is_given_up() {
    let server = Server::start(|_, _| Reply::BreakOff {
        promised: 20,
        body: BODY[..8].to_vec(),
    });
    let download = Download::new();
    let error = download.run(&server.url("a.jar")).unwrap_err();
    assert!(
        matches!(error.cause, Cause::Truncated { received: 8 }),
        "{error}"
    );
    assert_eq!(error.tries, 3);
    download.assert_nothing();
}

#[test]
fn a_body_that_stalls_is_not_waited_for() {
    let server = Server::start(|_, n| match n {
        0 => Reply::Stall {
            promised: 20,
            body: BODY[..8].to_vec(),
        },
        _ => Reply::ok(BODY),
    });
    let download = Download::new();
    let start = Instant::now();
    let http = client_that_waits(Duration::from_millis(500), &[]);
    download.run_with(&http, &server.url("a.jar")).unwrap();
    assert!(start.elapsed() < Duration::from_secs(5));
    download.assert_arrived();
}

#[test]
fn an_answer_that_never_comes_is_a_timeout() {
    let server = Server::start(|_, _| Reply::Stall {
        promised: 20,
        body: vec![],
    });
    let download = Download::new();
    let http = client_that_waits(Duration::from_millis(200), &[]);
    let error = download.run_with(&http, &server.url("a.jar")).unwrap_err();
    assert!(matches!(error.cause, Cause::Timeout), "{error}");
    assert_eq!(error.tries, 3);
}

#[test]
fn nobody_listening_is_a_connection_failure() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/a.jar", free.local_addr().unwrap());
    drop(free);
    let error = Download::new().run(&url).unwrap_err();
    assert!(matches!(error.cause, Cause::Connection { .. }), "{error}");
    assert_eq!(error.tries, 3);
}

#[test]
fn wrong_content_is_tried_once_more_and_never_placed() {
    let server = Server::start(|_, _| Reply::ok(b"the content of a JAR"));
    let download = Download::new();
    let error = download.run(&server.url("a.jar")).unwrap_err();
    assert!(matches!(error.cause, Cause::Checksum { .. }), "{error}");
    assert_eq!((error.tries, server.requests().len()), (2, 2));
    download.assert_nothing();
}

#[test]
fn content_of_the_wrong_size_is_named_so() {
    for body in [b"short".to_vec(), vec![0; 100_000]] {
        let server = Server::start(move |_, _| Reply::ok(&body));
        let error = Download::new().run(&server.url("a.jar")).unwrap_err();
        assert!(
            matches!(error.cause, Cause::Size { expected: 20, .. }),
            "{error}"
        );
    }
}

#[test]
fn a_file_is_verified_like_any_other_source() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("source.jar");
    let url = format!("file://{}", path.display());
    let error = Download::new().run(&url).unwrap_err();
    assert!(matches!(&error.cause, Cause::File { path: missing, .. } if *missing == path));

    fs::write(&path, b"the content of a JAR").unwrap();
    let error = Download::new().run(&url).unwrap_err();
    assert!(matches!(error.cause, Cause::Checksum { .. }));

    fs::write(&path, BODY).unwrap();
    let download = Download::new();
    download.run(&url).unwrap();
    download.assert_arrived();
}

#[test]
fn a_text_needs_no_checksum() {
    let server = Server::start(|_, n| {
        if n == 0 {
            Reply::status(500)
        } else {
            Reply::ok(BODY)
        }
    });
    let source = Source::parse(&server.url("jdk.toml"), None).unwrap();
    assert_eq!(client(&[]).read_text(&source).unwrap().as_bytes(), BODY);
}

#[test]
fn a_text_that_never_ends_is_given_up() {
    let server = Server::start(|_, _| Reply::ok(&vec![b'#'; 3 * 1024 * 1024]));
    let source = Source::parse(&server.url("jdk.toml"), None).unwrap();
    let error = client(&[]).read_text(&source).unwrap_err();
    assert!(matches!(error.cause, Cause::TooLarge { .. }), "{error}");
    assert_eq!(error.tries, 1);
}
