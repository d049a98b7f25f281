use super::failure::{BuildFailure, Place, Reason, Unreachable, Unresolved};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Reads sbt's output line by line: says which lines a user should see, and gathers what is needed
/// to tell why the run failed. Pure: no process, no file.
#[derive(Debug, Default)]
pub(super) struct Output {
    /// The working copy's path with a slash, which is cut out of lines.
    copy: String,
    /// Lines still to be passed over: what belongs to a line that was.
    pass_over: usize,
    compiler: Vec<String>,
    errors: usize,
    in_compiler_error: bool,
    build_file: Option<(Place, String)>,
    modules: BTreeMap<String, Asked>,
    current: String,
    memory: Option<String>,
    last: Vec<String>,
}

/// Who was asked for a module that sbt did not get.
#[derive(Debug, Default)]
struct Asked {
    /// Addresses at which it is not.
    not_found: Vec<String>,
    /// Addresses that gave no answer.
    no_answer: Vec<(String, Unreachable)>,
}

/// How many of sbt's error lines are kept for a failure without a known reason.
const LAST: usize = 10;

impl Output {
    pub(super) fn new(copy: &str) -> Self {
        Self {
            copy: format!("{}/", copy.trim_end_matches('/')),
            ..Self::default()
        }
    }

    /// Takes a line; gives it back as a user should see it, if at all.
    pub(super) fn line(&mut self, line: &str) -> Option<String> {
        let line = line.replace(&self.copy, "");
        let line = line.trim_end();
        self.learn(line);
        if self.pass_over > 0 {
            self.pass_over -= 1;
            return None;
        }
        if is_old_syntax_warning(line) {
            // The source line and a caret follow.
            self.pass_over = 2;
            return None;
        }
        (!is_noise(line)).then(|| line.to_owned())
    }

    fn learn(&mut self, line: &str) {
        if let Some(at) = line.find("java.lang.OutOfMemoryError") {
            let what = line[at..].split_once(": ").map_or("", |(_, what)| what);
            self.memory.get_or_insert_with(|| what.trim().to_owned());
        }
        if let Some((place, message)) = build_file_error(line) {
            self.build_file.get_or_insert((place, message));
        }
        let Some(text) = line.strip_prefix("[error] ") else {
            self.in_compiler_error = false;
            return;
        };
        if !text.trim_start().starts_with("at ") {
            self.keep_last(text);
        }
        self.learn_of_sources(text);
        self.learn_of_modules(text);
    }

    fn keep_last(&mut self, text: &str) {
        if self.last.len() == LAST {
            self.last.remove(0);
        }
        self.last.push(text.to_owned());
    }

    fn learn_of_sources(&mut self, text: &str) {
        if is_compiler_error(text) {
            self.errors += 1;
            self.in_compiler_error = true;
        } else if ends_compiler_errors(text) {
            self.in_compiler_error = false;
        }
        if self.in_compiler_error {
            self.compiler.push(text.to_owned());
        }
    }

    fn learn_of_modules(&mut self, text: &str) {
        if let Some((_, module)) = text.split_once("Error downloading ") {
            module.trim().clone_into(&mut self.current);
            self.modules.entry(self.current.clone()).or_default();
            return;
        }
        if let Some((module, url)) = file_not_found(text) {
            let asked = self.modules.entry(module).or_default();
            if !asked.not_found.contains(&url) {
                asked.not_found.push(url);
            }
            return;
        }
        let Some(asked) = self.modules.get_mut(&self.current) else {
            return;
        };
        // sbt says all of it twice.
        let text = text.trim();
        if let Some(url) = text.strip_prefix("not found: ") {
            if !asked.not_found.iter().any(|one| one == url) {
                asked.not_found.push(url.to_owned());
            }
        } else if let Some(no_answer) = unreachable(text)
            && !asked.no_answer.contains(&no_answer)
        {
            asked.no_answer.push(no_answer);
        }
    }

    /// Why the run failed. `killed` is whether a signal ended it.
    pub(super) fn failure(self, exit: String, killed: bool) -> BuildFailure {
        BuildFailure {
            exit,
            reason: self.reason(killed),
            without: Vec::new(),
        }
    }

    fn reason(self, killed: bool) -> Reason {
        if killed {
            return Reason::Killed;
        }
        if let Some(what) = self.memory {
            return Reason::OutOfMemory(what);
        }
        // A dead repository is to blame only where no other said no.
        let silent = |asked: &&Asked| asked.not_found.is_empty();
        let mut silent = self.modules.values().filter(silent);
        if let Some((url, why)) = silent.find_map(|asked| asked.no_answer.first()) {
            return Reason::Repository {
                url: url.clone(),
                why: why.clone(),
            };
        }
        if !self.modules.is_empty() {
            let modules = self.modules.into_iter();
            let modules = modules.map(|(module, asked)| unresolved(&module, asked));
            return Reason::Unresolved(modules.collect());
        }
        if let Some((place, message)) = self.build_file {
            return Reason::BuildFile { place, message };
        }
        if let Some((place, message)) = error_in_build(&self.compiler) {
            return Reason::BuildFile { place, message };
        }
        if self.errors > 0 {
            return Reason::Sources {
                lines: self.compiler,
                errors: self.errors,
            };
        }
        Reason::Unknown(self.last)
    }
}

/// `src/main/scala/Engine.scala:12:5: message`: the compiler's, for Scala and Java.
fn is_compiler_error(text: &str) -> bool {
    [".scala:", ".java:"].iter().any(|extension| {
        text.split_once(extension).is_some_and(|(path, rest)| {
            !path.contains(": ") && rest.starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

/// The first error, when it is in a Scala file of the build's definition, which sbt compiles before all else:
/// `project/Build.scala:15:32: message`.
fn error_in_build(compiler: &[String]) -> Option<(Place, String)> {
    let (stem, rest) = compiler.first()?.split_once(".scala:")?;
    let mut parts = rest.splitn(3, ':');
    let place = Place {
        file: PathBuf::from(format!("{stem}.scala")),
        line: parts.next()?.parse().ok()?,
    };
    let message = parts.nth(1)?.trim().to_owned();
    place
        .file
        .starts_with("project")
        .then_some((place, message))
}

/// `two errors found`, or `(Compile / compileIncremental) Compilation failed`.
fn ends_compiler_errors(text: &str) -> bool {
    text.ends_with(" found") && text.contains(" error") || text.starts_with('(')
}

/// `build.sbt:14: error: message` while sbt compiles the file, `[error] [build.sbt]:14: message` while
/// it parses it.
fn build_file_error(line: &str) -> Option<(Place, String)> {
    let (file, number, message) = if let Some(parsed) = line.strip_prefix("[error] [") {
        let (file, rest) = parsed.split_once("]:")?;
        let (number, message) = rest.split_once(": ")?;
        (file.to_owned(), number, message)
    } else {
        let (stem, rest) = line.split_once(".sbt:")?;
        let (number, message) = rest.split_once(": error: ")?;
        (format!("{stem}.sbt"), number, message)
    };
    let place = Place {
        file: PathBuf::from(file),
        line: number.parse().ok()?,
    };
    Some((place, message.trim().to_owned()))
}

/// `URL: not found: URL`: the module is there, but not its file. Its coordinates are read from the path.
fn file_not_found(text: &str) -> Option<(String, String)> {
    let (url, again) = text.trim().split_once(": not found: ")?;
    let (dir, _) = url.rsplit_once('/')?;
    if url != again || !url.contains("://") {
        return None;
    }
    let parts: Vec<&str> = dir.split('/').skip(3).collect();
    let [above @ .., artifact, version] = parts.as_slice() else {
        return None;
    };
    // A repository may have a path of its own before the group.
    let is_first = |part: &&str| matches!(*part, "com" | "de" | "edu" | "io" | "net" | "org");
    let first = above.iter().position(is_first);
    let group = above[first.unwrap_or(above.len().saturating_sub(1))..].join(".");
    Some((format!("{group}:{artifact}:{version}"), url.to_owned()))
}

fn unreachable(text: &str) -> Option<(String, Unreachable)> {
    if let Some(rest) = text.strip_prefix("unauthorized: ") {
        // The realm follows the address.
        let url = rest.split(' ').next().unwrap_or(rest);
        return Some((url.to_owned(), Unreachable::Unauthorized));
    }
    if let Some(url) = text.strip_prefix("forbidden: ") {
        return Some((url.to_owned(), Unreachable::Forbidden));
    }
    let (what, url) = text
        .strip_prefix("download error: Caught ")?
        .rsplit_once(" while downloading ")?;
    let why = if what.contains("PKIX") || what.contains("CertificateException") {
        Unreachable::Untrusted
    } else if let Some((_, rest)) = what.split_once("HTTP response code: ") {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        match digits.parse() {
            Ok(status) => Unreachable::Status(status),
            Err(_) => Unreachable::Connection(plain(what)),
        }
    } else {
        Unreachable::Connection(plain(what))
    };
    Some((url.to_owned(), why))
}

/// A Java exception without its package.
fn plain(exception: &str) -> String {
    let (name, rest) = exception.split_once(' ').unwrap_or((exception, ""));
    let name = name.rsplit('.').next().unwrap_or(name);
    format!("{name} {rest}").trim_end().to_owned()
}

/// `com.example:sbt-x;sbtVersion=1.0;scalaVersion=2.12:1.0` is the plugin `com.example:sbt-x:1.0`.
fn unresolved(module: &str, asked: Asked) -> Unresolved {
    let is_plugin = module.contains(";sbtVersion=");
    let coordinates = match (module.split_once(';'), module.rsplit_once(':')) {
        (Some((name, _)), Some((_, version))) => format!("{name}:{version}"),
        _ => module.to_owned(),
    };
    Unresolved {
        coordinates,
        is_plugin,
        declared: None,
        asked: asked.not_found,
        no_answer: asked.no_answer,
        nearest: None,
    }
}

/// What helps nobody: stack traces, sbt's question on a failed load, and what our own command
/// causes.
fn is_noise(line: &str) -> bool {
    let text = line.strip_prefix("[error] ").unwrap_or(line).trim_start();
    text.starts_with("at ") && text.contains('(')
        || line.starts_with("[warn] Project loading failed: (r)etry")
        || line.starts_with("[info] set current project to ")
        || line.starts_with("[info] loading ")
        || matches!(line, "[warn]" | "[warn] ")
}

/// sbt's advice on the syntax of old builds, which the user is not asked to change.
fn is_old_syntax_warning(line: &str) -> bool {
    line.contains(".sbt:") && line.contains(": warning: ") && line.contains("deprecated")
}

#[cfg(test)]
#[path = "output_tests.rs"]
mod tests;
