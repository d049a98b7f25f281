//! What works with the engine and ends.

use super::line::Line;
use super::{Job, Key, Surroundings, tool};
use crate::launch::cli::{BatchPredict, Eval, Instances, ReleaseCheck, Shell, Train};
use crate::launch::error::LaunchError;
use crate::launch::memory::Process;

pub(super) fn train(options: &Train, around: Surroundings) -> Result<Job, LaunchError> {
    let mut line = Line::new(["train"]);
    let factory = line.engine("pio train", around)?;
    let app_of_ids = around.variant.and_then(|it| it.app_of_ids.as_ref());
    line.option("--app-of-ids", app_of_ids);
    line.option("--engine-params-key", options.engine_params_key.as_ref());
    line.option("--if-new", options.if_new.as_ref());
    line.option("--batch", options.batch.as_ref());
    line.flag("--skip-sanity-check", options.skip_sanity_check);
    line.flag("--stop-after-read", options.stop_after_read);
    line.flag("--stop-after-prepare", options.stop_after_prepare);
    line.option(
        "--verbosity",
        options.verbosity.map(|level| level.to_string()).as_ref(),
    );
    Ok(Job {
        process: Process::Train,
        arguments: line.0,
        announcement: Some(format!("training {factory}")),
        access_key: Key::Inherit,
        spark: options.spark.clone(),
    })
}

pub(super) fn eval(options: &Eval, around: Surroundings) -> Result<Job, LaunchError> {
    let mut line = Line::new(["eval", &options.evaluation]);
    line.engine("pio eval", around)?;
    line.option("--generator", options.generator.as_ref());
    let output = options.output.as_ref();
    line.option(
        "--output",
        output.map(|path| path.display().to_string()).as_ref(),
    );
    line.option("--batch", options.batch.as_ref());
    line.option(
        "--verbosity",
        options.verbosity.map(|level| level.to_string()).as_ref(),
    );
    Ok(Job {
        process: Process::Train,
        arguments: line.0,
        announcement: Some(format!("evaluating with {}", options.evaluation)),
        access_key: Key::Inherit,
        spark: options.spark.clone(),
    })
}

pub(super) fn batch_predict(
    options: &BatchPredict,
    around: Surroundings,
) -> Result<Job, LaunchError> {
    let mut line = Line::new(["batchpredict"]);
    let factory = line.engine("pio batchpredict", around)?;
    line.option("--input", Some(&options.input));
    line.option("--output", Some(&options.output));
    line.option("--engine-instance-id", options.engine_instance_id.as_ref());
    line.option(
        "--threads",
        options.threads.map(|threads| threads.to_string()).as_ref(),
    );
    // Standard output then belongs to the answers.
    let announcement = (options.output != "-").then(|| format!("answering with {factory}"));
    Ok(Job {
        process: Process::Deploy,
        arguments: line.0,
        announcement,
        access_key: Key::Inherit,
        spark: options.spark.clone(),
    })
}

/// Its output is the user's.
pub(super) fn shell(options: &Shell) -> Job {
    Job {
        process: Process::Train,
        spark: options.spark.clone(),
        ..tool(["shell"])
    }
}

pub(super) fn release_check(check: &ReleaseCheck) -> Job {
    tool([
        "release-check",
        "--app",
        &check.app,
        "--result",
        &check.result,
    ])
}

pub(super) fn instances(command: &Instances) -> Job {
    match command {
        Instances::List => tool(["instances", "list"]),
        Instances::Show { id } => tool(["instances", "show", id]),
        Instances::Delete { ids } => {
            let mut job = tool(["instances", "delete"]);
            job.arguments.extend(ids.iter().cloned());
            job
        }
        Instances::Prune { keep } => tool(["instances", "prune", "--keep", &keep.to_string()]),
    }
}
