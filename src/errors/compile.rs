//! Words for what keeps an engine from being compiled.

use super::{Message, absent, dropped};
use crate::compile::{
    BuildFailure, CompileError, FileError, Place, Reason, SuiteResults, Unreachable, Unresolved,
};
use crate::install::{MAVEN_REPOSITORY, closest_version};
use crate::settings::DEPENDENCY_VERSIONS;

const DEFECT: &str = "This is a defect of the buildpack. Please report it with the lines above.";

/// Words for anything that goes wrong while an engine is compiled.
#[must_use]
pub fn describe(error: &CompileError) -> Message {
    match error {
        CompileError::Source(error) => source(error),
        CompileError::Write(error) => write(error),
        CompileError::MissingJar { dir, name } => Message::new(
            "sbt is not complete",
            format!(
                "The directory {} holds no jar whose name begins with {name}.\n\n\
                 Build once more with --clear-cache, so that sbt is installed again.",
                dir.display()
            ),
        ),
        CompileError::Plugin { output } => Message::new(
            "The buildpack's sbt plugin does not compile",
            format!("{output}\n\n{DEFECT}"),
        ),
        CompileError::Start { program, source } => Message::new(
            "Java does not start",
            format!(
                "{} was started to compile the engine: {source}.\n\n\
                 If JAVA_HOME was set by another buildpack, check that it holds a whole JDK 8 for this image.",
                program.display()
            ),
        ),
        CompileError::SbtOpts => Message::new(
            "SBT_OPTS cannot be read",
            "The setting SBT_OPTS is split into words as a shell does it, and a quotation mark in it\n\
             is not closed.\n\nClose it, or unset SBT_OPTS.",
        ),
        CompileError::Build(failure) => build(failure),
        CompileError::Tests(results) => tests_fail(results),
        CompileError::Answer { reason } => Message::new(
            "sbt packaged the engine, but its answer cannot be used",
            format!("The answer of the buildpack's sbt plugin: {reason}.\n\n{DEFECT}"),
        ),
    }
}

/// The tests' own words, and one sentence of ours.
fn tests_fail(results: &SuiteResults) -> Message {
    let failures = results.failures.iter().map(|failure| {
        let test = failure.test.as_deref().unwrap_or("the suite broke off");
        let message = match failure.message.as_str() {
            "" => String::new(),
            message => format!("\n  {message}"),
        };
        format!("{}: {test}{message}\n", failure.suite)
    });
    Message::new(
        format!("The engine's tests fail: {}", counts(results)),
        format!(
            "{}\nBP_PIO_RUN_TESTS=true runs them in the build, and one that fails ends it; the lines above say more.",
            failures.collect::<String>()
        ),
    )
}

/// `5 passed, 1 failed`.
#[must_use]
pub fn counts(results: &SuiteResults) -> String {
    let counts = [
        (results.passed, "passed"),
        (results.failed, "failed"),
        (results.errors, "broke off"),
        (results.skipped, "skipped"),
    ];
    let told = counts
        .into_iter()
        .filter(|(count, what)| *count > 0 || *what == "passed");
    let told: Vec<_> = told
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    told.join(", ")
}

/// A line for tests that did not fail.
#[must_use]
pub fn tests_passed(results: &SuiteResults) -> String {
    if results.total() == 0 {
        "BP_PIO_RUN_TESTS is set, but the engine has no tests".to_owned()
    } else {
        format!("The engine's tests: {}", counts(results))
    }
}

fn source(FileError { path, source }: &FileError) -> Message {
    Message::new(
        "The engine's source cannot be read",
        format!(
            "{}: {source}.\n\nCheck the file's permissions, and that symbolic links do not run in a circle.",
            path.display()
        ),
    )
}

fn write(FileError { path, source }: &FileError) -> Message {
    Message::new(
        "The engine's working copy cannot be written",
        format!(
            "{}: {source}.\n\nThe engine is compiled in a copy of its source in the build's cache. Check that\n\
             the disk is not full; build once more with --clear-cache.",
            path.display()
        ),
    )
}

fn build(failure: &BuildFailure) -> Message {
    let without = without(&failure.without);
    match &failure.reason {
        Reason::Sources { lines, errors } => sources(lines, *errors, &without),
        Reason::BuildFile { place, message } => build_file(place, message, &without),
        Reason::Unresolved(modules) => unresolved(modules),
        Reason::Repository { url, why } => repository(url, why),
        Reason::OutOfMemory(what) => Message::new(
            "sbt ran out of memory",
            format!(
                "sbt's JVM reports: {what}.\n\n\
                 Give it more with the setting SBT_OPTS, for example SBT_OPTS=-Xmx2g, and Docker as much."
            ),
        ),
        Reason::Killed => Message::new(
            "sbt was killed",
            format!(
                "sbt ended with {}. That happens when the memory of the build's container, or of\n\
                 the machine, is used up.\n\nGive the build 2 GB or more.",
                failure.exit
            ),
        ),
        Reason::Unknown(last) => unknown(&failure.exit, last),
    }
}

/// A paragraph about plugins that are gone; empty when there are none.
fn without(plugins: &[String]) -> String {
    match plugins {
        [] => String::new(),
        all => format!(
            "No repository has these sbt plugins for a current sbt, so they were set aside: {}.\n\
             If a line is about one of them, take it out, or name a version of the plugin that there is.\n\n",
            all.join(", ")
        ),
    }
}

fn sources(lines: &[String], errors: usize, without: &str) -> Message {
    let count = match errors {
        1 => "1 error".to_owned(),
        errors => format!("{errors} errors"),
    };
    let mut advice = dropped::remedies(lines);
    advice.extend(absent::packages(lines));
    let mut advice = advice.join("\n");
    if !advice.is_empty() {
        advice.push_str("\n\n");
    }
    Message::new(
        format!("The engine does not compile: {count}"),
        format!(
            "{}\n\n{advice}{without}These are the compiler's own words on the engine's sources; correct them and build again.",
            lines.join("\n")
        ),
    )
}

fn build_file(place: &Place, message: &str, without: &str) -> Message {
    Message::new(
        format!("sbt cannot read {}", place.file.display()),
        format!(
            "Line {}: {message}\n\n{without}\
             The buildpack runs a current sbt, which dropped some of the syntax of sbt 0.13, and sets\n\
             aside plugins that no image needs. Correct the line, or remove it if it configures such a plugin.",
            place.line
        ),
    )
}

fn unresolved(modules: &[Unresolved]) -> Message {
    let what = if modules.iter().all(|module| module.is_plugin) {
        "An sbt plugin"
    } else {
        "A dependency of the engine"
    };
    let list: Vec<_> = modules.iter().map(one_unresolved).collect();
    Message::new(
        format!("{what} cannot be found"),
        format!(
            "{}\n\n{}Check name and version. {}If it is in a repository of your own, add a resolver for that to build.sbt, or\n\
             name a repository that has it in the setting {MAVEN_REPOSITORY}.{}",
            list.join("\n\n"),
            another_try(modules),
            another_version(modules),
            another_library(modules)
        ),
    )
}

/// A repository that was not heard has perhaps what the others have not.
fn another_try(modules: &[Unresolved]) -> &'static str {
    if modules.iter().all(|module| module.no_answer.is_empty()) {
        return "";
    }
    "A repository that gave no answer may have it: build again where it can be reached.\n\n"
}

/// How to take a version that there is, without a change of the source.
fn another_version(modules: &[Unresolved]) -> String {
    // Plugins belong to the build's own build, where the setting has no say.
    let libraries = modules.iter().filter(|module| !module.is_plugin);
    let others = libraries.filter_map(|module| {
        let (name, wanted) = module.coordinates.rsplit_once(':')?;
        let closest = closest_version(wanted, module.nearest.as_ref()?)?;
        Some(format!("{name}:{closest}"))
    });
    let others: Vec<_> = others.collect();
    if others.is_empty() {
        return String::new();
    }
    format!(
        "A version that there is may do as well; this setting takes it without a change\n\
         of the source:\n\n{DEPENDENCY_VERSIONS}={}\n\n",
        others.join(",")
    )
}

/// What is left where no version is.
fn another_library(modules: &[Unresolved]) -> &'static str {
    let is_gone = |module: &Unresolved| module.nearest.as_ref().is_some_and(Vec::is_empty);
    if modules.iter().any(is_gone) {
        "\n\nWhere no version is left anywhere, put the jar into the engine's directory lib/ if you have it, and take the\n\
         line out of build.sbt; or let the engine use another library."
    } else {
        ""
    }
}

fn one_unresolved(module: &Unresolved) -> String {
    let kind = if module.is_plugin {
        " (sbt plugin)"
    } else {
        ""
    };
    let place = match &module.declared {
        Some(Place { file, line }) => format!("named in {}, line {line}", file.display()),
        None => "needed by another dependency".to_owned(),
    };
    let mut text = format!("{}{kind}, {place}", module.coordinates);
    // A local repository, such as Resolver.mavenLocal, is as good as empty in a build.
    for url in module.asked.iter().filter(|url| url.contains("://")) {
        text.push_str("\n  asked: ");
        text.push_str(url);
    }
    for (url, why) in &module.no_answer {
        let why = in_short(why);
        text.extend(["\n  gave no answer: ", url, " (", &why, ")"]);
    }
    match module.nearest.as_deref() {
        None => {}
        Some([]) => text.push_str("\n  the configured repository has no version of it"),
        Some(nearest) => {
            text.push_str("\n  there are: ");
            text.push_str(&nearest.join(", "));
        }
    }
    text
}

fn in_short(why: &Unreachable) -> String {
    match why {
        Unreachable::Untrusted => "its certificate is not trusted".to_owned(),
        Unreachable::Unauthorized => "it wants other credentials".to_owned(),
        Unreachable::Forbidden => "it refuses".to_owned(),
        Unreachable::Status(status) => format!("status {status}"),
        Unreachable::Connection(java) => java.clone(),
    }
}

fn repository(url: &str, why: &Unreachable) -> Message {
    let (title, what, advice) = match why {
        Unreachable::Untrusted => (
            "A repository's certificate is not trusted",
            "sbt's JVM does not trust the certificate of the server, or of a proxy on the way."
                .to_owned(),
            "Give the build the certificate authority with a binding of type ca-certificates."
                .to_owned(),
        ),
        Unreachable::Unauthorized => (
            "A repository asks for other credentials",
            "The server answered 401: user or password are missing or wrong.".to_owned(),
            format!(
                "Put them into the URL in the setting {MAVEN_REPOSITORY}: https://USER:PASSWORD@HOST/PATH"
            ),
        ),
        Unreachable::Forbidden => (
            "A repository refuses to answer",
            "The server answered 403: it does not let this user, or this place, download the file."
                .to_owned(),
            "Ask who runs the repository, or name another one in the setting ".to_owned()
                + MAVEN_REPOSITORY
                + ".",
        ),
        Unreachable::Status(status) => (
            "A repository has an error of its own",
            format!("The server answered {status}."),
            format!(
                "Build again later, or name another repository in the setting {MAVEN_REPOSITORY}."
            ),
        ),
        Unreachable::Connection(java) => (
            "A repository cannot be reached",
            format!("Java reports: {java}."),
            format!(
                "Check the network of the build, and HTTPS_PROXY if there is a proxy; or name a repository\n\
                 that can be reached in the setting {MAVEN_REPOSITORY}."
            ),
        ),
    };
    Message::new(
        title,
        format!("sbt asked for a dependency of the engine:\n{url}\n\n{what}\n\n{advice}"),
    )
}

fn unknown(exit: &str, last: &[String]) -> Message {
    let lines = if last.is_empty() {
        "It marked no line as an error; its output is above.".to_owned()
    } else {
        format!(
            "The last lines that it marked as errors:\n{}",
            last.join("\n")
        )
    };
    Message::new(
        "sbt failed",
        format!(
            "sbt ended with {exit}. {lines}\n\nIts whole output is above; the reason is most often in the first error there."
        ),
    )
}

#[cfg(test)]
#[path = "compile_tests.rs"]
mod tests;
