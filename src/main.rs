//! The buildpack: from an engine's source to the layers and processes of an image.

mod build_error;
mod layers;
mod output;
mod plan;
mod undetected;
mod warnings;

use crate::build_error::BuildError;
use crate::plan::{EnginePlan, Plan};
use libcnb::build::{BuildContext, BuildResult, BuildResultBuilder};
use libcnb::data::build_plan::{BuildPlan, BuildPlanBuilder};
use libcnb::data::launch::{Launch, LaunchBuilder, ProcessBuilder};
use libcnb::data::process_type;
use libcnb::detect::{DetectContext, DetectResult, DetectResultBuilder};
use libcnb::generic::{GenericMetadata, GenericPlatform};
use libcnb::{Buildpack, buildpack_main};
use predictionio_buildpack::engine::{ClassPath, ImageFacts, has_variant, look_at, variant_file};
use predictionio_buildpack::install::Http;
use predictionio_buildpack::settings::BuildSettings;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The entry of the build plan that a JDK has in every Java buildpack.
const JDK: &str = "jdk";

struct PredictionIoBuildpack;

/// What every step of a build needs at hand.
struct Workshop<'a> {
    context: &'a BuildContext<PredictionIoBuildpack>,
    env: &'a BTreeMap<String, String>,
    http: &'a Http,
    /// What came from the cache and needed no work, for the summary.
    reused: RefCell<Vec<String>>,
}

impl Buildpack for PredictionIoBuildpack {
    type Platform = GenericPlatform;
    type Metadata = GenericMetadata;
    type Error = BuildError;

    fn detect(&self, context: DetectContext<Self>) -> libcnb::Result<DetectResult, BuildError> {
        let settings = BuildSettings::from_env(&output::environment(&context.platform))
            .map_err(BuildError::from)?;
        if let Some(setting) = plan::event_server_only(&context.app_dir, &settings) {
            println!("A PredictionIO event server: {setting} is set.");
            return DetectResultBuilder::pass().build_plan(jdk()).build();
        }
        let sources = look_at(&context.app_dir);
        let variant = variant_file(&context.app_dir, &settings.variant);
        let has_variant = has_variant(&context.app_dir, &settings.variant);
        match sources.languages() {
            // Who names a directory means us; if it is wrong, the build has more room to say so.
            _ if settings.engine_dir.is_some() => {}
            Some(languages) if sources.sbt_build && has_variant => {
                let variant = variant.display();
                println!("A PredictionIO engine: {variant}, an sbt build and {languages}.");
            }
            _ => {
                for line in undetected::lines(&context.app_dir, &settings, sources) {
                    println!("{line}");
                }
                return DetectResultBuilder::fail().build();
            }
        }
        DetectResultBuilder::pass().build_plan(jdk()).build()
    }

    fn build(&self, context: BuildContext<Self>) -> libcnb::Result<BuildResult, BuildError> {
        let started = output::title();
        let env = output::environment(&context.platform);

        let settings = BuildSettings::from_env(&env).map_err(BuildError::from)?;
        let plan = plan::make(&context, &settings, &env)?;
        output::plan(&plan, &settings);

        let workshop = Workshop {
            context: &context,
            env: &env,
            http: &plan.http,
            reused: RefCell::default(),
        };
        let trusted = layers::trust(&workshop, &plan.authorities)?;
        let java = layers::install_java(&workshop, &plan)?;
        let platform = layers::install_platform(&workshop, &plan)?;
        let inputs = layers::Inputs {
            java: &java,
            platform: &platform,
            trust_store: &trusted.trust_store,
        };
        let compiled = match &plan.engine {
            Some(engine) => build_engine(&workshop, &plan, engine, &inputs)?,
            None => layers::Compiled::default(),
        };

        let postgresql = layers::install_postgresql(&workshop, &plan)?;
        let has_dev = postgresql.is_some();
        let facts = ImageFacts {
            pio_version: plan.line.pio().to_owned(),
            spark_version: plan.line.spark().to_owned(),
            scala_version: plan.line.scala().to_owned(),
            buildpack_version: workshop.version(),
            java_home: java.runtime.clone(),
            ca_certificates: Some(trusted.bundle.clone()),
            postgresql,
            engine: plan.engine.as_ref().map(|engine| engine.facts.clone()),
            class_path: ClassPath {
                launcher: Vec::new(),
                platform: [platform.paths(), platform.storage_jars.clone()].concat(),
                engine: compiled.engine_jar.into_iter().collect(),
                dependencies: compiled.dependencies,
                storage: platform.storage.clone(),
            },
            storage: &plan.storage.backends - &platform.absent,
            native: None,
        };
        layers::install_launcher(&workshop, plan.line, &java, &platform, facts)?;

        output::summary(&workshop.reused.borrow(), started);
        BuildResultBuilder::new()
            .launch(processes(plan.engine.is_some(), has_dev))
            .build()
    }

    fn on_error(&self, error: libcnb::Error<BuildError>) {
        output::error(&build_error::describe(error));
    }
}

/// A JDK of an earlier buildpack is used when it is a Java 8; else we bring our own.
fn jdk() -> BuildPlan {
    BuildPlanBuilder::new().provides(JDK).requires(JDK).build()
}

/// Brings sbt and compiles the engine.
fn build_engine(
    workshop: &Workshop,
    plan: &Plan,
    engine: &EnginePlan,
    inputs: &layers::Inputs,
) -> libcnb::Result<layers::Compiled, BuildError> {
    let sbt = layers::install_sbt(workshop, plan, engine, inputs.java)?;
    layers::compile(workshop, plan, engine, inputs, &sbt)
}

/// What the image runs; every process is the launcher, which becomes one JVM, or runs others of its kind.
fn processes(has_engine: bool, has_dev: bool) -> Launch {
    let process = |name, command: &str| ProcessBuilder::new(name, ["pio", command]).build();
    let mut launch = LaunchBuilder::new();
    launch
        .process(
            // The command of the default process stands where `docker run IMAGE` takes words of its
            // own, so that `docker run IMAGE app list` works as well.
            ProcessBuilder::new(process_type!("web"), ["pio"])
                .arg("web")
                .default(true)
                .build(),
        )
        .process(process(process_type!("eventserver"), "eventserver"))
        .process(process(process_type!("spark-master"), "spark-master"))
        .process(process(process_type!("spark-worker"), "spark-worker"))
        .process(process(process_type!("spark-history"), "spark-history"))
        // For `docker exec CONTAINER pio …`: there, only processes are on the path.
        .process(ProcessBuilder::new(process_type!("pio"), ["pio"]).build());
    if has_engine {
        launch
            .process(process(process_type!("train"), "train"))
            .process(process(process_type!("release"), "release"));
    }
    if has_dev {
        launch.process(process(process_type!("dev"), "dev"));
    }
    launch.build()
}

impl Workshop<'_> {
    /// The buildpack's own version.
    fn version(&self) -> String {
        self.context
            .buildpack_descriptor
            .buildpack
            .version
            .to_string()
    }

    /// Notes what came from the cache and needed no work.
    fn reuse(&self, what: impl Into<String>) {
        self.reused.borrow_mut().push(what.into());
    }
}

buildpack_main!(PredictionIoBuildpack);
