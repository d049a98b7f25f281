use super::*;

const COPY: &str = "/layers/workspace/source";

/// Lines as sbt 1.10.11 writes them.
fn read(lines: &str) -> (Vec<String>, Reason) {
    let mut output = Output::new(COPY);
    let seen = lines.lines().filter_map(|line| output.line(line)).collect();
    (
        seen,
        output.failure("exit status: 1".to_owned(), false).reason,
    )
}

#[test]
fn compile_errors_are_the_compilers_own_lines() {
    let (_, reason) = read(
        "[info] compiling 11 Scala sources to /layers/workspace/source/target/scala-2.10/classes ...
[warn] /layers/workspace/source/src/main/scala/A.scala:1:1: unused
[error] /layers/workspace/source/src/main/scala/Broken.scala:1:30: type mismatch;
[error]  found   : String(\"text\")
[error]  required: Int
[error] object Broken { val x: Int = \"text\" }
[error]                              ^
[error] /layers/workspace/source/src/main/java/B.java:7:1: cannot find symbol
[error] two errors found
[error] (Compile / compileIncremental) Compilation failed",
    );
    let Reason::Sources { lines, errors } = reason else {
        panic!("{reason:?}");
    };
    assert_eq!(errors, 2);
    assert_eq!(lines[0], "src/main/scala/Broken.scala:1:30: type mismatch;");
    assert_eq!(
        lines.last().unwrap(),
        "src/main/java/B.java:7:1: cannot find symbol"
    );
    assert_eq!(lines.len(), 6);
}

#[test]
fn an_error_in_the_builds_own_sources_is_one_of_the_build() {
    let (_, reason) = read(
        "[error] /layers/workspace/source/project/Build.scala:24:26: not found: type Own
[error]   object a extends Own {
[error]                    ^
[error] one error found",
    );
    let place = Place {
        file: PathBuf::from("project/Build.scala"),
        line: 24,
    };
    let message = "not found: type Own".to_owned();
    assert_eq!(reason, Reason::BuildFile { place, message });
}

#[test]
fn a_build_file_that_does_not_compile_or_parse() {
    for (lines, line, message) in [
        (
            "/layers/workspace/source/build.sbt:14: error: not found: value fooSettings\nfooSettings\n^\n[error] Type error in expression",
            14,
            "not found: value fooSettings",
        ),
        (
            "[error] [/layers/workspace/source/build.sbt]:15: illegal start of simple expression",
            15,
            "illegal start of simple expression",
        ),
    ] {
        let place = Place {
            file: PathBuf::from("build.sbt"),
            line,
        };
        let message = message.to_owned();
        assert_eq!(read(lines).1, Reason::BuildFile { place, message });
    }
}

#[test]
fn modules_that_nobody_has_with_who_was_asked() {
    let (seen, reason) = read(
        "[error] sbt.librarymanagement.ResolveException: Error downloading com.example:nowhere:1.0
[error]   Not found
[error]   not found: https://maven.example.com/com/example/nowhere/1.0/nowhere-1.0.pom
[error] Error downloading com.example:sbt-x;sbtVersion=1.0;scalaVersion=2.12:2.0
[error]   not found: https://maven.example.com/com/example/sbt-x_2.12_1.0/2.0/sbt-x-2.0.pom
[error] \tat lmcoursier.CoursierDependencyResolution.update(CoursierDependencyResolution.scala:316)
[error] (update) sbt.librarymanagement.ResolveException: Error downloading com.example:nowhere:1.0
[error]   not found: https://maven.example.com/com/example/nowhere/1.0/nowhere-1.0.pom",
    );
    assert!(!seen.iter().any(|line| line.contains("\tat ")));
    let Reason::Unresolved(modules) = reason else {
        panic!("{reason:?}");
    };
    assert_eq!(modules.len(), 2);
    assert_eq!(modules[0].coordinates, "com.example:nowhere:1.0");
    assert_eq!(
        modules[0].asked,
        ["https://maven.example.com/com/example/nowhere/1.0/nowhere-1.0.pom"]
    );
    assert!(!modules[0].is_plugin);
    assert_eq!(modules[1].coordinates, "com.example:sbt-x:2.0");
    assert!(modules[1].is_plugin);
}

#[test]
fn a_repository_that_gives_no_answer() {
    let url = "https://maven.example.com/a.pom";
    for (text, expected) in [
        (
            format!("unauthorized: {url} (nexus)"),
            Unreachable::Unauthorized,
        ),
        (format!("forbidden: {url}"), Unreachable::Forbidden),
        (
            format!(
                "download error: Caught java.io.IOException (Server returned HTTP response code: 503 for URL: {url}) while downloading {url}"
            ),
            Unreachable::Status(503),
        ),
        (
            format!(
                "download error: Caught java.net.UnknownHostException (maven.example.com) while downloading {url}"
            ),
            Unreachable::Connection("UnknownHostException (maven.example.com)".to_owned()),
        ),
        (
            format!(
                "download error: Caught javax.net.ssl.SSLHandshakeException (PKIX path building failed: x) while downloading {url}"
            ),
            Unreachable::Untrusted,
        ),
    ] {
        let lines = format!("[error] ResolveException: Error downloading a:b:1\n[error]   {text}");
        let reason = Reason::Repository {
            url: url.to_owned(),
            why: expected,
        };
        assert_eq!(read(&lines).1, reason);
    }
}

#[test]
fn a_dead_repository_is_not_to_blame_when_another_says_no() {
    let (_, reason) = read(
        "[error] ResolveException: Error downloading a:b:1
[error]   not found: https://maven.example.com/b.pom
[error]   download error: Caught java.net.UnknownHostException (dead.invalid) while downloading https://dead.invalid/b.pom",
    );
    let Reason::Unresolved(modules) = reason else {
        panic!("{reason:?}");
    };
    assert_eq!(modules[0].asked, ["https://maven.example.com/b.pom"]);
    let why = Unreachable::Connection("UnknownHostException (dead.invalid)".to_owned());
    assert_eq!(
        modules[0].no_answer,
        [("https://dead.invalid/b.pom".to_owned(), why)]
    );
}

#[test]
fn memory_and_signals_come_before_all_else() {
    let lines = "[error] a.scala:1:1: x\n[error] java.lang.OutOfMemoryError: Java heap space";
    assert_eq!(
        read(lines).1,
        Reason::OutOfMemory("Java heap space".to_owned())
    );
    let killed = Output::new(COPY).failure("signal: 9".to_owned(), true);
    assert_eq!(killed.reason, Reason::Killed);
}

#[test]
fn what_is_not_known_keeps_the_last_errors() {
    let lines: Vec<_> = (0..12).map(|n| format!("[error] line {n}")).collect();
    let Reason::Unknown(last) = read(&lines.join("\n")).1 else {
        panic!("not unknown");
    };
    assert_eq!((last.len(), last[0].as_str()), (10, "line 2"));
}

#[test]
fn a_user_sees_what_helps() {
    let (seen, _) = read(
        "[info] welcome to sbt 1.10.11 (Java 1.8.0)
[info] loading settings for project a from build.sbt...
/layers/workspace/source/build.sbt:13: warning: method in in trait ScopingSetting is deprecated (since 1.5.0)
parallelExecution in Test := false
                  ^
[info] compiling 1 Scala source to /layers/workspace/source/target/scala-2.10/classes ...
[warn] Project loading failed: (r)etry, (q)uit, (l)ast, or (i)gnore? (default: r)",
    );
    assert_eq!(
        seen,
        [
            "[info] welcome to sbt 1.10.11 (Java 1.8.0)",
            "[info] compiling 1 Scala source to target/scala-2.10/classes ...",
        ]
    );
}

#[test]
fn a_module_without_its_file_is_nowhere_too() {
    let url = "https://maven.example.com/m2/org/example/a_2.10/1.0/a_${scala}-1.0.jar";
    let (_, reason) = read(&format!(
        "[error] lmcoursier.internal.shaded.coursier.error.FetchError$DownloadingArtifacts: Error fetching artifacts:\n\
         [error] {url}: not found: {url}\n[error] Use 'last' for the full log."
    ));
    let Reason::Unresolved(modules) = reason else {
        panic!("{reason:?}");
    };
    assert_eq!(modules.len(), 1);
    assert_eq!(modules[0].coordinates, "org.example:a_2.10:1.0");
    assert_eq!(modules[0].asked, [url]);
}
