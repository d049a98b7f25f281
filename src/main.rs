//! The buildpack: from an engine's source to the layers and processes of an image.

mod build_error;
mod layers;
mod output;
mod plan;

use crate::build_error::BuildError;
use libcnb::build::{BuildContext, BuildResult, BuildResultBuilder};
use libcnb::data::build_plan::BuildPlanBuilder;
use libcnb::data::launch::{Launch, LaunchBuilder, ProcessBuilder};
use libcnb::data::process_type;
use libcnb::detect::{DetectContext, DetectResult, DetectResultBuilder};
use libcnb::generic::{GenericMetadata, GenericPlatform};
use libcnb::{Buildpack, buildpack_main};
use predictionio_buildpack::engine::{ClassPath, ImageFacts, engines_below, look_at};
use predictionio_buildpack::errors;
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
        let settings = BuildSettings::from_env(&output::environment(&context.platform));
        let sources = look_at(&context.app_dir);
        let variant = settings.variant.display();
        match sources.languages() {
            // Who names a directory means us; if it is wrong, the build has more room to say so.
            _ if settings.engine_dir.is_some() => {}
            Some(languages)
                if sources.sbt_build && context.app_dir.join(&settings.variant).is_file() =>
            {
                println!("A PredictionIO engine: {variant}, an sbt build and {languages}.");
            }
            _ => {
                let engines = engines_below(&context.app_dir, &settings.variant);
                let has_variant = context.app_dir.join(&settings.variant).is_file();
                let line = match engines.as_slice() {
                    [] => errors::place::incomplete(&settings.variant, has_variant, sources),
                    engines => Some(errors::place::engines_below(engines)),
                };
                if let Some(line) = line {
                    println!("{line}");
                }
                return DetectResultBuilder::fail().build();
            }
        }
        // A JDK of an earlier buildpack is used when it is a Java 8; else we bring our own.
        DetectResultBuilder::pass()
            .build_plan(BuildPlanBuilder::new().provides(JDK).requires(JDK).build())
            .build()
    }

    fn build(&self, context: BuildContext<Self>) -> libcnb::Result<BuildResult, BuildError> {
        let started = output::title();
        let env = output::environment(&context.platform);

        let settings = BuildSettings::from_env(&env);
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
        let sbt = layers::install_sbt(&workshop, &plan, &java)?;
        let inputs = layers::Inputs {
            java: &java,
            platform: &platform,
            sbt: &sbt,
            trust_store: &trusted.trust_store,
        };
        let compiled = layers::compile(&workshop, &plan, &inputs)?;

        let facts = ImageFacts {
            pio_version: plan.line.pio().to_owned(),
            spark_version: plan.line.spark().to_owned(),
            scala_version: plan.line.scala().to_owned(),
            buildpack_version: workshop.version(),
            java_home: java.runtime.clone(),
            ca_certificates: Some(trusted.bundle.clone()),
            engine: Some(plan.engine.clone()),
            class_path: ClassPath {
                launcher: Vec::new(),
                platform: platform.paths(),
                engine: vec![compiled.engine_jar],
                dependencies: compiled.dependencies,
                storage: platform.storage.clone(),
            },
        };
        layers::install_launcher(&workshop, plan.line, &java, &platform, facts)?;

        output::summary(&workshop.reused.borrow(), started);
        BuildResultBuilder::new().launch(processes()).build()
    }

    fn on_error(&self, error: libcnb::Error<BuildError>) {
        output::error(&build_error::describe(error));
    }
}

/// What the image runs; every process is the launcher, which becomes one JVM.
fn processes() -> Launch {
    let process = |name, command: &str| ProcessBuilder::new(name, ["pio", command]).build();
    LaunchBuilder::new()
        .process(
            // The command of the default process stands where `docker run IMAGE` takes words of its
            // own, so that `docker run IMAGE app list` works as well.
            ProcessBuilder::new(process_type!("web"), ["pio"])
                .arg("deploy")
                .default(true)
                .build(),
        )
        .process(process(process_type!("eventserver"), "eventserver"))
        .process(process(process_type!("train"), "train"))
        .build()
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
