use super::dependencies;
use super::jars::Platform;
use super::java::Java;
use super::keyed::{Key, KeyedLayer, Scope, Stale, changed, difference, keyed};
use super::native;
use super::sbt::Sbt;
use super::suite::Suite;
use crate::Workshop;
use crate::build_error::BuildError;
use crate::output::{self, CompileReport};
use crate::plan::{EnginePlan, Plan};
use libcnb::data::layer_name;
use predictionio_buildpack::compile::{
    self, Artifacts, CompileError, CompileJob, Extent, Reason, source_fingerprint,
};
use predictionio_buildpack::engine::absent_factory;
use predictionio_buildpack::errors;
use predictionio_buildpack::install::Coordinates;
use predictionio_buildpack::install::nearest_versions;
use predictionio_buildpack::settings::DEPENDENCY_VERSIONS;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

const SCHEMA: &str = "3";
/// Digest of the code that decides how an engine is compiled; see `build.rs`.
const RULES: &str = env!("COMPILE_RULES");
const ENGINE_JAR: &str = "engine.jar";

/// What was installed before an engine is compiled.
pub(crate) struct Inputs<'a> {
    pub(crate) java: &'a Java,
    pub(crate) platform: &'a Platform,
    pub(crate) trust_store: &'a Path,
}

/// An engine in its layers; empty in an image without one.
#[derive(Default)]
pub(crate) struct Compiled {
    pub(crate) engine_jar: Option<PathBuf>,
    /// The engine's own dependencies, in class path order.
    pub(crate) dependencies: Vec<PathBuf>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EngineKey {
    schema: String,
    buildpack: String,
    /// Digest of the migrations and of all else that decides how an engine is compiled.
    rules: String,
    /// Digest of what the user tells sbt.
    options: String,
    /// The versions of dependencies that the user names.
    versions: String,
    scala: String,
    /// What makes the engine; it tells which project of a build is one.
    factory: String,
    /// Digest of all files that can influence the compile.
    source: String,
    platform: String,
    sbt: String,
    java: String,
}

impl Key for EngineKey {
    fn differences(&self, restored: &Self) -> Vec<String> {
        let Self {
            schema,
            buildpack,
            rules,
            options,
            versions,
            scala,
            factory,
            source,
            platform,
            sbt,
            java,
        } = self;
        [
            changed("the layer's layout", &restored.schema, schema),
            difference("the buildpack", &restored.buildpack, buildpack),
            changed("how engines are compiled", &restored.rules, rules),
            changed("SBT_OPTS", &restored.options, options),
            changed(DEPENDENCY_VERSIONS, &restored.versions, versions),
            difference("Scala", &restored.scala, scala),
            changed("engineFactory", &restored.factory, factory),
            changed("the engine's source", &restored.source, source),
            changed("the platform", &restored.platform, platform),
            changed("sbt", &restored.sbt, sbt),
            changed("the JDK", &restored.java, java),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The key of what sbt and its compiler keep between builds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CacheKey {
    schema: String,
    scala: String,
    sbt: String,
    /// Files are kept by the repository that they came from, so another one makes all of them stale.
    repository: String,
}

impl Key for CacheKey {
    fn differences(&self, restored: &Self) -> Vec<String> {
        let Self {
            schema,
            scala,
            sbt,
            repository,
        } = self;
        [
            changed("the layer's layout", &restored.schema, schema),
            difference("Scala", &restored.scala, scala),
            changed("sbt", &restored.sbt, sbt),
            changed("the Maven repository", &restored.repository, repository),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Compiles the engine, unless the one in the cache was made of the very same things.
pub(crate) fn compile(
    workshop: &Workshop,
    plan: &Plan,
    engine: &EnginePlan,
    inputs: &Inputs,
    sbt: &Sbt,
) -> libcnb::Result<Compiled, BuildError> {
    let source = source_fingerprint(&engine.facts.dir, Extent::Compile)
        .map_err(CompileError::Source)
        .map_err(BuildError::from)?;
    let key = EngineKey {
        schema: SCHEMA.into(),
        buildpack: workshop.version(),
        rules: RULES.to_owned(),
        versions: listed(&engine.versions),
        options: digest(workshop.env.get("SBT_OPTS").map_or("", String::as_str)),
        scala: plan.line.scala().to_owned(),
        factory: engine.facts.factory.clone(),
        source,
        platform: inputs.platform.digest.clone(),
        sbt: sbt.identity.clone(),
        java: inputs.java.identity.clone(),
    };
    let layer = |name| keyed(workshop.context, name, Scope::Launch, Stale::Delete, &key);
    let jar = layer(layer_name!("engine"))?;
    let jars = layer(layer_name!("dependencies"))?;
    let caches = Caches::of(workshop, plan, sbt)?;
    let suite = suite(workshop, engine, &key)?;
    let engine_jar = jar.path().join(ENGINE_JAR);
    let is_compiled = jar.is_current() && jars.is_current();
    if is_compiled && suite.as_ref().is_none_or(Suite::has_passed) {
        workshop.reuse(if suite.is_some() {
            "the engine, whose tests passed"
        } else {
            "the engine"
        });
    } else {
        let reason = if is_compiled {
            " for its tests".to_owned()
        } else {
            jar.state.reason()
        };
        let mut report = CompileReport::start(&engine.facts.factory, &reason);
        let artifacts = run(workshop, plan, engine, inputs, sbt, &caches, &mut report)?;
        report.finish(&artifacts);
        if !is_compiled {
            let native = native::place(workshop, plan, &artifacts, &jars)?;
            fs_err::copy(&artifacts.engine_jar, &engine_jar).map_err(BuildError::from)?;
            dependencies::place(&artifacts, &jars, native)?;
            jar.seal(&key)?;
            jars.seal(&key)?;
        }
        if let Some(suite) = &suite {
            suite.seal()?;
        }
    }
    caches.seal()?;
    jars.describe(&dependencies::components(&jars).map_err(BuildError::from)?)?;
    let dependencies = dependencies::class_path(&jars).map_err(BuildError::from)?;
    let all = [&engine_jar].into_iter().chain(&dependencies);
    let facts = &engine.facts;
    if let Some(there) = absent_factory(&facts.factory, all.map(PathBuf::as_path), &facts.dir)
        .map_err(BuildError::from)?
    {
        output::warning(&errors::variant::absent_factory(
            &facts.variant,
            &facts.factory,
            &there,
        ));
    }
    Ok(Compiled {
        dependencies,
        engine_jar: Some(engine_jar),
    })
}

/// The engine's tests, when they are asked for.
fn suite(
    workshop: &Workshop,
    engine: &EnginePlan,
    key: &EngineKey,
) -> libcnb::Result<Option<Suite>, BuildError> {
    if !engine.run_tests {
        return Ok(None);
    }
    let all = toml::to_string(key).map_err(std::io::Error::other);
    let all = digest(&all.map_err(BuildError::from)?);
    Suite::of(workshop, &engine.facts.dir, all).map(Some)
}

fn listed(versions: &[Coordinates]) -> String {
    let texts: Vec<_> = versions.iter().map(ToString::to_string).collect();
    texts.join(" ")
}

/// The options may hold a password, so the layer keeps their digest only.
fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// What is kept for the next compile; never in the image.
struct Caches {
    key: CacheKey,
    workspace: KeyedLayer,
    downloads: KeyedLayer,
}

impl Caches {
    /// Taken in each build, also when nothing is compiled: a layer that is not asked for is lost.
    fn of(workshop: &Workshop, plan: &Plan, sbt: &Sbt) -> libcnb::Result<Self, BuildError> {
        let key = CacheKey {
            schema: SCHEMA.into(),
            scala: plan.line.scala().to_owned(),
            sbt: sbt.identity.clone(),
            repository: plan.repository.to_string(),
        };
        let layer = |name| keyed(workshop.context, name, Scope::Cache, Stale::Delete, &key);
        Ok(Self {
            workspace: layer(layer_name!("workspace"))?,
            downloads: layer(layer_name!("sbt-cache"))?,
            key,
        })
    }

    fn seal(&self) -> libcnb::Result<(), BuildError> {
        self.workspace.seal(&self.key)?;
        self.downloads.seal(&self.key)
    }
}

fn run(
    workshop: &Workshop,
    plan: &Plan,
    engine: &EnginePlan,
    inputs: &Inputs,
    sbt: &Sbt,
    caches: &Caches,
    report: &mut CompileReport,
) -> Result<Artifacts, BuildError> {
    let job = CompileJob {
        source: &engine.facts.dir,
        workspace: &caches.workspace.path(),
        cache: &caches.downloads.path(),
        engine_factory: &engine.facts.factory,
        java_home: &inputs.java.jdk,
        sbt: &sbt.home,
        platform_jars: &inputs.platform.jars,
        pio_version: plan.line.pio(),
        scala_version: plan.line.scala(),
        repository: &plan.repository,
        trust_store: Some(inputs.trust_store),
        run_tests: engine.run_tests,
        versions: &engine.versions,
        proxies: &plan.proxies,
        env: workshop.env,
    };
    Ok(compile::compile(&job, report).map_err(|error| with_versions(error, workshop, plan))?)
}

/// How many missing modules are looked up for their error message.
const LOOKED_UP: usize = 8;

/// Adds to modules that nobody has which versions of them there are.
fn with_versions(mut error: CompileError, workshop: &Workshop, plan: &Plan) -> CompileError {
    if let CompileError::Build(failure) = &mut error
        && let Reason::Unresolved(modules) = &mut failure.reason
    {
        for module in modules
            .iter_mut()
            .filter(|it| !it.is_plugin)
            .take(LOOKED_UP)
        {
            let parts: Vec<_> = module.coordinates.split(':').collect();
            if let [group, name, version] = parts[..] {
                let repository = &plan.repository;
                module.nearest = nearest_versions(workshop.http, repository, group, name, version);
            }
        }
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> EngineKey {
        EngineKey {
            schema: SCHEMA.into(),
            buildpack: "0.1.0".into(),
            rules: "r".into(),
            options: digest(""),
            versions: String::new(),
            scala: "2.10.7".into(),
            factory: "org.example.Shop".into(),
            source: "a".into(),
            platform: "p".into(),
            sbt: "s".into(),
            java: "j".into(),
        }
    }

    #[test]
    fn a_changed_source_names_itself() {
        let before = EngineKey {
            source: "b".into(),
            ..key()
        };
        assert_eq!(key().differences(&before), ["the engine's source changed"]);
        assert!(key().differences(&key()).is_empty());
    }
}
