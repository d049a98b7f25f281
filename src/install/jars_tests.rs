use super::*;
use crate::install::error::Cause;
use crate::install::test_server::{Reply, Request, Server};
use crate::install::{Proxies, RetryPolicy, Timeouts};
use crate::trust::Authorities;
use std::time::{Duration, Instant};

/// A jar whose content is its own path in the repository.
fn jar(coordinates: &str) -> LockedJar {
    let coordinates: Coordinates = coordinates.parse().unwrap();
    let content = format!("/{}", coordinates.path());
    LockedJar {
        group: "spark".to_owned(),
        sha256: <[u8; 32]>::from(Sha256::digest(&content)).into(),
        size: content.len() as u64,
        coordinates,
    }
}

fn own_path(request: &Request, _: usize) -> Reply {
    Reply::ok(request.target.as_bytes())
}

fn install(server: &Server, jars: &[LockedJar], dir: &Path) -> Result<InstallReport, InstallError> {
    install_watched(server, jars, dir, &|_| {})
}

fn install_watched(
    server: &Server,
    jars: &[LockedJar],
    dir: &Path,
    progress: &(dyn Fn(JarProgress) + Sync),
) -> Result<InstallReport, InstallError> {
    let timeouts = Timeouts {
        connect: Duration::from_secs(2),
        idle: Duration::from_secs(5),
    };
    let retry = RetryPolicy {
        tries: 2,
        first_pause: Duration::from_millis(1),
        longest_pause: Duration::from_millis(1),
    };
    let http = Http::with(&Authorities::default(), Proxies::default(), timeouts, retry).unwrap();
    let repository = MavenRepository::from_setting(Some(&server.url(""))).unwrap();
    install_jars(&http, &repository, jars, dir, progress)
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn jars_are_downloaded_reused_mended_and_removed() {
    let server = Server::start(own_path);
    let dir = tempfile::tempdir().unwrap();
    let jars: Vec<_> = (0..20).map(|n| jar(&format!("g.h:a{n}:1"))).collect();
    let report = install(&server, &jars, dir.path()).unwrap();
    assert_eq!((report.downloaded, report.reused), (20, 0));
    assert_eq!(report.bytes, jars.iter().map(|jar| jar.size).sum::<u64>());
    assert_eq!(names(dir.path()).len(), 20);

    let before = server.requests().len();
    let report = install(&server, &jars, dir.path()).unwrap();
    assert_eq!((report.downloaded, report.reused, report.bytes), (0, 20, 0));
    assert_eq!(
        server.requests().len(),
        before,
        "nothing is downloaded again"
    );

    // One damaged jar of the right size, one file and one directory that do not belong there.
    fs::write(dir.path().join("a3-1.jar"), "/g/h/a3/1/a3-1.JAR").unwrap();
    fs::write(dir.path().join(".download-x"), "half").unwrap();
    fs::create_dir_all(dir.path().join("old/deep")).unwrap();
    let report = install(&server, &jars[..10], dir.path()).unwrap();
    assert_eq!((report.downloaded, report.reused), (1, 9));
    let expected: Vec<_> = (0..10).map(|n| format!("a{n}-1.jar")).collect();
    assert_eq!(names(dir.path()), expected);
    let mended = fs::read_to_string(dir.path().join("a3-1.jar")).unwrap();
    assert_eq!(mended, "/g/h/a3/1/a3-1.jar");
}

#[test]
fn progress_ends_with_everything_done() {
    let server = Server::start(|request, n| match n {
        // Progress must not count these bytes twice.
        0 => Reply::BreakOff {
            promised: request.target.len(),
            body: request.target.as_bytes()[..5].to_vec(),
        },
        _ => own_path(request, n),
    });
    let dir = tempfile::tempdir().unwrap();
    let jars: Vec<_> = (0..5).map(|n| jar(&format!("g:a{n}:1"))).collect();
    let seen = Mutex::new(Vec::new());
    install_watched(&server, &jars, dir.path(), &|progress| {
        seen.lock().unwrap().push(progress);
    })
    .unwrap();
    let bytes = jars.iter().map(|jar| jar.size).sum();
    let end = JarProgress {
        jars_done: 5,
        jars: 5,
        bytes_done: bytes,
        bytes,
    };
    assert!(seen.lock().unwrap().contains(&end));
}

#[test]
fn jars_of_one_name_are_told_apart_by_their_group() {
    let jars = [
        jar("g:a:1"),
        jar("h:a:1"),
        jar("g:b:1:hadoop2"),
        jar("g:b:1"),
    ];
    let expected = ["g-a-1.jar", "h-a-1.jar", "b-1-hadoop2.jar", "b-1.jar"];
    assert_eq!(file_names(&jars), expected);
}

#[test]
fn the_first_failure_ends_everything_and_is_the_one_reported() {
    let server = Server::start(|request, n| {
        if request.target.contains("bad") {
            Reply::status(404)
        } else {
            thread::sleep(Duration::from_millis(20));
            own_path(request, n)
        }
    });
    let dir = tempfile::tempdir().unwrap();
    let mut jars: Vec<_> = (0..200).map(|n| jar(&format!("g:a{n}:1"))).collect();
    jars.insert(3, jar("g:bad:1"));
    let start = Instant::now();
    let error = install(&server, &jars, dir.path()).unwrap_err();
    let InstallError::Download(error) = error else {
        panic!("{error:?}")
    };
    assert!(matches!(error.cause, Cause::Status { status: 404, .. }));
    assert!(error.url.ends_with("/g/bad/1/bad-1.jar"));
    assert!(server.requests().len() < 100, "the rest is not asked for");
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(names(dir.path()).iter().all(|name| !name.starts_with('.')));
}

#[test]
fn no_jars_make_an_empty_directory() {
    let server = Server::start(own_path);
    let dir = tempfile::tempdir().unwrap();
    let report = install(&server, &[], &dir.path().join("jars")).unwrap();
    assert_eq!(report, InstallReport::default());
    assert!(dir.path().join("jars").is_dir());
}
