//! How long builds of the example take, cold, unchanged and changed, and what their image is made of.

pub(crate) mod cluster;
pub(crate) mod events;

use crate::buildpack::pack_build;
use crate::error::Error;
use crate::run::{quiet, succeeds};
use crate::stack;
use crate::stack::Stack;
use crate::stack::paths::workspace_root;
use bullet_stream::global::print;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// The image that is built again and again.
const IMAGE: &str = "predictionio-bench";

/// The file that a changed build finds changed.
const CHANGED: &str = "src/main/scala/Serving.scala";

/// Builds the example `runs` times in each way and prints the times and the image's layers.
pub(crate) fn run(runs: u32, builder: Option<&str>) -> Result<(), Error> {
    let stack = stack::up(builder)?;
    let scratch = tempfile::tempdir()?;
    let app = scratch.path().join("engine");
    copy(&workspace_root().join("examples/classification"), &app)?;
    // The first build also compiles the buildpack, so it is not counted.
    build(&stack, &app, &["--clear-cache"])?;
    let layers = layers(&stack)?;
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for run in 0..runs {
        times[0].push(build(&stack, &app, &["--clear-cache"])?);
        times[1].push(build(&stack, &app, &[])?);
        let text = fs_err::read_to_string(app.join(CHANGED))?;
        fs_err::write(app.join(CHANGED), format!("{text}\n// Run {run}.\n"))?;
        times[2].push(build(&stack, &app, &[])?);
    }
    print::bullet(format!("pack build, {runs} runs: least, median, most"));
    for (name, times) in ["cold", "unchanged", "changed"].iter().zip(&mut times) {
        print::sub_bullet(format!("{name}: {}", summary(times)));
    }
    print::bullet("The image's layers");
    for layer in layers {
        print::sub_bullet(layer);
    }
    succeeds(Command::new("docker").args(["image", "rm", IMAGE]));
    Ok(())
}

fn build(stack: &Stack, app: &Path, options: &[&str]) -> Result<Duration, Error> {
    let options: Vec<OsString> = options.iter().map(Into::into).collect();
    let started = Instant::now();
    pack_build(stack, app, IMAGE, &options)?;
    Ok(started.elapsed())
}

fn layers(stack: &Stack) -> Result<Vec<String>, Error> {
    let format = "{{.Size}}\t{{.CreatedBy}}";
    let history = quiet(&mut stack.docker(["history", "--no-trunc", "--format", format, IMAGE]))?;
    Ok(history
        .lines()
        .map(|line| line.replace('\t', "  "))
        .collect())
}

/// The least, the median and the most of some times, in seconds.
fn summary(times: &mut [Duration]) -> String {
    times.sort();
    let seconds = |time: Option<&Duration>| time.map_or(0.0, Duration::as_secs_f64);
    format!(
        "{:.1} s, {:.1} s, {:.1} s",
        seconds(times.first()),
        seconds(times.get(times.len() / 2)),
        seconds(times.last())
    )
}

pub(super) fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    quiet(Command::new("cp").args(["-R", "--"]).arg(from).arg(to)).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_summed_up_in_order() {
        let mut times = [30, 10, 20].map(Duration::from_secs);
        assert_eq!(summary(&mut times), "10.0 s, 20.0 s, 30.0 s");
        assert_eq!(summary(&mut []), "0.0 s, 0.0 s, 0.0 s");
    }
}
