//! What a build prints, in the manner of Heroku's buildpacks: bullets, durations, reasons.

use crate::plan::{EnginePlan, JavaSource, Plan};
use bullet_stream::{global::print, style};
use indoc::formatdoc;
use libcnb::Platform;
use libcnb::generic::GenericPlatform;
use predictionio_buildpack::compile::{Applied, Artifacts, Note, Report};
use predictionio_buildpack::engine::{Era, UsedClient};
use predictionio_buildpack::errors::{self, Message};
use predictionio_buildpack::install::JarProgress;
use predictionio_buildpack::settings::BuildSettings;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The environment of a build: what the builder and earlier buildpacks set, and what the user set,
/// who wins. Names and values that are not text are nobody's settings and left out.
pub(crate) fn environment(platform: &GenericPlatform) -> BTreeMap<String, String> {
    let given = std::env::vars_os();
    let by_user = platform
        .env()
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()));
    given
        .chain(by_user)
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Everything goes to one stream: two of them would not keep their order on the way through a platform.
pub(crate) fn title() -> Instant {
    bullet_stream::global::set_writer(std::io::stdout());
    print::buildpack("PredictionIO engine")
}

/// What is going to be built, and why so.
pub(crate) fn plan(plan: &Plan, settings: &BuildSettings) {
    let java = match &plan.java {
        JavaSource::Provided(java) => format!("JDK {} of an earlier buildpack", java.version),
        JavaSource::Inventory { jdk, .. } => format!("JDK {}", jdk.version),
    };
    let versions = format!(
        "PredictionIO {}, Spark {}, Scala {}, {java}",
        plan.line.pio(),
        plan.line.spark(),
        plan.line.scala(),
    );
    if let Some(EnginePlan { variant, .. }) = &plan.engine {
        print::bullet(format!(
            "Engine {} of {}: {versions}",
            style::value(&variant.factory),
            style::value(variant.file.display().to_string()),
        ));
        print::sub_bullet(written_for(&plan.era));
        for UsedClient { backend, file } in &plan.storage.clients {
            print::sub_bullet(format!(
                "{} uses {backend} as it came with PredictionIO: its jars go into the image",
                style::value(file.display().to_string()),
            ));
        }
    } else {
        print::bullet(format!("Event server without an engine: {versions}"));
        print::sub_bullet(&plan.era.reason);
    }
    for name in &settings.unknown {
        print::warning(formatdoc! {"
            {name} is set, but is no setting of this buildpack and is ignored.

            docs/settings.md lists every setting; is the name misspelt?"});
    }
    for warning in &plan.warnings {
        print::warning(warning);
    }
}

/// What the engine was written for, and where it says so.
fn written_for(era: &Era) -> String {
    let Era {
        version,
        line,
        reason,
    } = era;
    match version {
        Some(version) => format!("Written for PredictionIO {version}, line {line}: {reason}"),
        None => format!("Taken for an engine of line {line}: {reason}"),
    }
}

/// The last lines: what the cache saved, and how long everything took.
pub(crate) fn summary(reused: &[String], started: Instant) {
    if !reused.is_empty() {
        print::bullet(format!("Unchanged, from the cache: {}", reused.join(", ")));
    }
    print::all_done(&Some(started));
}

pub(crate) fn warning(message: &Message) {
    print::warning(message.to_string());
}

pub(crate) fn error(message: &Message) {
    print::error(message.to_string());
}

/// A size as people read it.
pub(crate) fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// Lines that tell how far a set of downloads is, not more often than people read them.
pub(crate) struct Progress {
    started: Instant,
    shown: Mutex<Instant>,
}

/// Time between two lines.
const PAUSE: Duration = Duration::from_secs(5);

impl Progress {
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        Self {
            started: now,
            shown: Mutex::new(now),
        }
    }

    /// Shows a state, if the last one was shown long enough ago.
    pub(crate) fn show(&self, state: &JarProgress) {
        // Whoever finds the lock taken is late: somebody else is showing a newer state.
        let Ok(mut shown) = self.shown.try_lock() else {
            return;
        };
        if shown.elapsed() < PAUSE {
            return;
        }
        *shown = Instant::now();
        print::sub_bullet(format!(
            "{} of {} jars, {} of {}",
            state.jars_done,
            state.jars,
            megabytes(state.bytes_done),
            megabytes(state.bytes),
        ));
    }

    /// The time since the start, as Heroku's buildpacks write it: `(1.2s)`.
    pub(crate) fn elapsed(&self) -> String {
        style::details(format!("{:.1}s", self.started.elapsed().as_secs_f64()))
    }
}

/// What a compile says while it runs.
pub(crate) struct CompileReport {
    started: Instant,
}

impl CompileReport {
    pub(crate) fn start(factory: &str, reason: &str) -> Self {
        print::bullet(format!("Compiling {factory}{reason}"));
        Self {
            started: Instant::now(),
        }
    }

    pub(crate) fn finish(&self, artifacts: &Artifacts) {
        let time = style::details(format!("{:.1}s", self.started.elapsed().as_secs_f64()));
        print::sub_bullet(match artifacts.dependencies.len() {
            0 => format!("Compiled; it brings no dependencies of its own {time}"),
            1 => format!("Compiled, with one dependency of its own {time}"),
            more => format!("Compiled, with {more} dependencies of its own {time}"),
        });
        if let Some(tests) = &artifacts.tests {
            print::sub_bullet(errors::compile::tests_passed(tests));
        }
    }
}

impl Report for CompileReport {
    fn migrated(&mut self, change: &Applied) {
        print::sub_bullet(format!(
            "{}: {} {}",
            style::value(change.file.display().to_string()),
            change.reason,
            style::details(change.rule),
        ));
    }

    fn note(&mut self, note: &Note) {
        print::sub_bullet(errors::notes::note(note));
    }

    fn line(&mut self, line: &str) {
        // Bare and indented: what others say carries no bullet.
        println!("      {line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_round() {
        assert_eq!(megabytes(191_050_000), "191.0 MB");
        assert_eq!(megabytes(99_999), "0.0 MB");
    }
}
