//! The project's own tools, behind the commands in `scripts/`.

mod bench;
mod buildpack;
mod containers;
mod demo;
mod error;
mod events;
mod lock;
mod pio_archive;
mod run;
mod stack;
mod test;

use clap::{Parser, Subcommand};
use error::Error;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// The project's own tools.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

/// What can be done.
#[derive(Debug, Subcommand)]
enum Task {
    /// Resolve the jar sets of the inventory again, show what changed, and pin it
    Lock(lock::LockArgs),
    /// Bring the test stack up or end the Docker engine that it started
    #[command(subcommand)]
    Stack(StackTask),
    /// Build an image with `pack` and this working tree's buildpack
    PackBuild {
        /// The directory of an engine's source
        app: PathBuf,
        /// The name of the image
        image: String,
        /// Options for `pack build`; `--builder NAME` uses that builder and the installed Docker and pack, `--pio-archive FILE`
        /// takes PredictionIO 0.14.0 from that archive
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<OsString>,
    },
    /// From the example engine to an answered query, in containers that keep running
    Demo(demo::DemoArgs),
    /// Time builds of the example and show what its image is made of, or compare the ways of events
    Bench {
        /// Time instead how this many events come in by `pio import` and by the event server
        #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
        events: Option<u32>,
        /// Time instead a training from this many events, in one process and on a cluster of two workers
        #[arg(long, value_name = "NUMBER", conflicts_with = "events", value_parser = clap::value_parser!(u32).range(1..))]
        cluster: Option<u32>,
        /// How often each kind of build is timed
        #[arg(long, default_value_t = 3)]
        runs: u32,
        /// A builder that can be reached, to be used with the installed Docker and pack
        #[arg(long)]
        builder: Option<String>,
    },
    /// Formatting, lints, unit tests and integration tests
    Test {
        /// Only these parts
        parts: Vec<test::Part>,
        /// Only the integration tests with this in their name
        #[arg(long, value_name = "NAME")]
        only: Option<String>,
        /// A builder that can be reached, to be used with the installed Docker and pack
        #[arg(long)]
        builder: Option<String>,
    },
}

/// What can be done with the test stack.
#[derive(Debug, Subcommand)]
enum StackTask {
    /// Install, start and make what is missing
    Up {
        /// A builder that can be reached, to be used with the installed Docker and pack
        #[arg(long)]
        builder: Option<String>,
    },
    /// End the Docker engine if it was started from here
    Down,
}

fn main() -> ExitCode {
    // Colours for terminals only: in a log of CI they are noise.
    bullet_stream::global::set_writer(anstream::stderr());
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            bullet_stream::global::print::error(error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<(), Error> {
    match task {
        Task::Lock(args) => {
            let cache = stack::paths::Cache::from_env()?.coursier();
            lock::run(&args, &cache).map_err(Box::new)?;
            Ok(())
        }
        Task::Stack(StackTask::Up { builder }) => stack::up(builder.as_deref()).map(|_| ()),
        Task::Stack(StackTask::Down) => stack::down(),
        Task::Demo(args) if args.down => demo::down(),
        Task::Demo(args) => demo::up(&args),
        Task::Test {
            parts,
            only,
            builder,
        } => test::run(&parts, only.as_deref(), builder.as_deref()),
        Task::Bench {
            events: Some(count),
            builder,
            ..
        } => bench::events::run(count, builder.as_deref()),
        Task::Bench {
            cluster: Some(count),
            builder,
            ..
        } => bench::cluster::run(count, builder.as_deref()),
        Task::Bench { runs, builder, .. } => bench::run(runs, builder.as_deref()),
        Task::PackBuild {
            app,
            image,
            mut options,
        } => {
            let builder = buildpack::take_builder(&mut options);
            let archive = pio_archive::take(&mut options);
            let stack = stack::up(builder.as_deref())?;
            // Kept until the build ends.
            let _folder = archive
                .map(|archive| pio_archive::offer(&stack, &archive, &mut options))
                .transpose()?;
            buildpack::pack_build(&stack, &app, &image, &options)
        }
    }
}
