use super::error::{CompileError, FileError};
use super::foreign;
use super::migrate::{self, Applied};
use super::sbt::failure::{Place, Reason, Unresolved};
use super::sbt::handover::{Handover, parse_answer};
use super::sbt::{names, run};
use super::source::{Extent, SourceTree};
use super::suite::SuiteResults;
use super::working_copy;
use crate::install::{Coordinates, MavenRepository, Proxies};
use fs_err as fs;
use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The settings of the build's own build, for `project/` of the working copy.
const META_BUILD: &str = include_str!("../../jvm/sbt/meta.sbt");

/// All that a compile needs.
#[derive(Debug, Clone, Copy)]
pub struct CompileJob<'a> {
    /// The engine's source; never written.
    pub source: &'a Path,
    /// A directory in a cached layer; the working copy is `source` in it.
    pub workspace: &'a Path,
    /// A directory in a cached layer, for what sbt and coursier keep.
    pub cache: &'a Path,
    /// The Java 8 that runs sbt.
    pub java_home: &'a Path,
    /// The layer of pinned sbt jars, made ready by [`super::prepare_sbt`].
    pub sbt: &'a Path,
    /// PIO, Spark and Scala, in the order of the class path.
    pub platform_jars: &'a [PlatformJar],
    /// The class that makes the engine, as the variant names it. It tells which project of a build is the engine.
    pub engine_factory: &'a str,
    /// The version that a build reads as `pioVersion`.
    pub pio_version: &'a str,
    /// The full Scala version, such as `2.10.7`.
    pub scala_version: &'a str,
    /// Where an engine's own dependencies come from.
    pub repository: &'a MavenRepository,
    /// A JKS file with the certificate authorities that sbt's JVM trusts; Java's own if there is none.
    pub trust_store: Option<&'a Path>,
    /// Whether the engine's own tests run as well.
    pub run_tests: bool,
    /// The versions of dependencies that count whatever the build says.
    pub versions: &'a [Coordinates],
    /// The proxies on the way to repositories.
    pub proxies: &'a Proxies,
    /// The build's environment; `SBT_OPTS` in it adds to sbt's JVM flags.
    pub env: &'a BTreeMap<String, String>,
}

/// A jar of the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformJar {
    /// What it is; a dependency of the same group and artifact is left out.
    pub coordinates: Coordinates,
    /// Where it is.
    pub path: PathBuf,
}

/// What a compile made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifacts {
    /// The engine's jar, in the working copy.
    pub engine_jar: PathBuf,
    /// The engine's own runtime dependencies, without what the platform has.
    pub dependencies: Vec<Dependency>,
    /// What became of its tests, if they were asked for.
    pub tests: Option<SuiteResults>,
}

/// A jar that the engine needs at run time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// `organization:name:version`; none for a jar that lies in the engine's `lib`.
    pub coordinates: Option<String>,
    /// Where the jar is: in the cache layer or in the working copy.
    pub path: PathBuf,
}

/// What a user should know about a compile that went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A symbolic link was passed over: it leads out of the source, or nowhere.
    LinkOut(PathBuf),
    /// The build asks for another version than the platform has.
    OnPlatform {
        /// `organization:name`.
        module: String,
        /// The version in the build.
        asked: String,
        /// The version on the class path.
        has: String,
    },
    /// Other dependencies bring these along in other versions than the platform has.
    Displaced(Vec<Displaced>),
    /// The engine is not the build's first project, but the one of this name.
    Project(String),
    /// A part of PIO that is not in this line; `organization:name:version`.
    NotInLine(String),
    /// Marked `provided`, but the platform has it not, so it goes into the image.
    Provided(String),
    /// A repository that is no more was not asked; `name at url`.
    DeadResolver(String),
    /// As many jars of native code for other systems were left out.
    Foreign(usize),
    /// A library that hands log4j's lines to slf4j was left out, for the platform hands them back; `organization:name:version`.
    LogBridge(String),
    /// An option of the Scala compiler was left out: it has it not, or it would fail on a warning.
    ScalacOption(String),
    /// The user's own version is used in place of the build's.
    Version {
        /// `organization:name`.
        module: String,
        /// The version in the build; none where only another dependency asks for it.
        asked: Option<String>,
        /// The user's.
        used: String,
    },
    /// The user names a version of something that the engine does not use; `organization:name:version`.
    VersionUnused(String),
    /// The release is used in place of a snapshot that no repository has any more.
    Snapshot {
        /// `organization:name`.
        module: String,
        /// The snapshot's version.
        asked: String,
        /// The release's version.
        used: String,
    },
    /// The descriptions of these in the repository have variables in their own names, so the engine's dependencies are resolved
    /// with Ivy; `name version`.
    Misnamed(Vec<String>),
}

/// A jar that only other dependencies ask for, and in another version than the platform has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Displaced {
    /// Its name without the organization.
    pub name: String,
    /// The version asked for.
    pub asked: String,
    /// The version on the class path.
    pub has: String,
}

/// Who is told what happens during a compile.
pub trait Report {
    /// A migration changed the working copy.
    fn migrated(&mut self, change: &Applied);
    /// Something that a user should know.
    fn note(&mut self, note: &Note);
    /// A line of sbt's output, as it comes.
    fn line(&mut self, line: &str);
}

/// Compiles and packages an engine.
///
/// # Errors
/// When the source cannot be read, the working copy cannot be written, sbt fails, or a test does.
pub fn compile(job: &CompileJob, report: &mut dyn Report) -> Result<Artifacts, CompileError> {
    let extent = if job.run_tests {
        Extent::Tests
    } else {
        Extent::Compile
    };
    let mut tree = SourceTree::read(job.source, extent).map_err(CompileError::Source)?;
    for link in &tree.links_out {
        report.note(&Note::LinkOut(link.clone()));
    }
    let original = tree.clone();
    let binary = names::binary_version(job.scala_version);
    for change in migrate::migrate(&mut tree, binary).map_err(CompileError::Source)? {
        report.migrated(&change);
    }
    let bridge = names::bridge_jar(job.sbt, binary)?;
    let version = names::sbt_version(job.sbt)?;
    tree.write(
        "project/build.properties",
        format!("sbt.version={version}\n"),
    );
    tree.write("project/predictionio.sbt", META_BUILD);
    tree.link(
        "project/lib/predictionio-sbt.jar",
        names::plugin_jar(job.sbt),
    );
    let copy = job.workspace.join("source");
    let temporary = tempfile::tempdir()
        .map_err(|error| CompileError::Write(FileError::at(std::env::temp_dir())(error)))?;
    let answer = temporary.path().join("answer");
    let handover = temporary.path().join("handover");
    let text = Handover {
        engine_factory: job.engine_factory,
        pio_version: job.pio_version,
        scala_version: job.scala_version,
        scala_home: &names::scala_home(job.sbt, binary),
        compiler_bridge: &bridge,
        repository: job.repository,
        proxies: job.proxies,
        platform: job.platform_jars,
        run_tests: job.run_tests,
        versions: job.versions,
        answer: &answer,
    }
    .text();
    write_secret(&handover, &text).map_err(CompileError::Write)?;
    run_sbt(job, &mut tree, &copy, &handover, report)
        .map_err(|error| with_places(error, &original))?;
    let text = fs::read_to_string(&answer).map_err(|error| CompileError::Answer {
        reason: error.to_string(),
    })?;
    let (mut artifacts, mut notes) =
        parse_answer(&text).map_err(|reason| CompileError::Answer { reason })?;
    // The image is of the system that builds it.
    let count = foreign::leave_out(&mut artifacts.dependencies, std::env::consts::ARCH);
    if count > 0 {
        notes.push(Note::Foreign(count));
    }
    for note in &notes {
        report.note(note);
    }
    match artifacts.tests {
        Some(results) if !results.succeeded => Err(CompileError::Tests(Box::new(results))),
        _ => Ok(artifacts),
    }
}

/// How often sbt is started at most. Each time that it misses something of a plugin that is gone, that is set aside.
const RUNS: usize = 12;

/// Runs sbt on the tree, again without what it says it misses as long as that is a plugin that no repository has,
/// or something of it.
fn run_sbt(
    job: &CompileJob,
    tree: &mut SourceTree,
    copy: &Path,
    handover: &Path,
    report: &mut dyn Report,
) -> Result<(), CompileError> {
    let mut gone = Vec::new();
    for run in 1.. {
        working_copy::synchronise(tree, copy).map_err(CompileError::Write)?;
        let result = run::sbt(job, copy, handover, &mut |line| report.line(line));
        let Err(CompileError::Build(mut failure)) = result else {
            return result;
        };
        let changes = migrate::without_gone_plugins(tree, &failure.reason, &mut gone)
            .map_err(CompileError::Source)?;
        if changes.is_empty() || run == RUNS {
            failure.without = gone;
            return Err(CompileError::Build(failure));
        }
        for change in changes {
            report.migrated(&change);
        }
    }
    Ok(())
}

/// Nobody else reads the file: passwords are in it.
fn write_secret(path: &Path, text: &str) -> Result<(), FileError> {
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(FileError::at(path))
}

/// Adds to modules that nobody has where the build names them.
fn with_places(mut error: CompileError, tree: &SourceTree) -> CompileError {
    if let CompileError::Build(failure) = &mut error
        && let Reason::Unresolved(modules) = &mut failure.reason
    {
        for module in modules {
            module.declared = declaration(module, tree);
        }
    }
    error
}

/// The first line of the build's definition that holds the module's name in quotes.
fn declaration(module: &Unresolved, tree: &SourceTree) -> Option<Place> {
    let name = module.coordinates.split(':').nth(1)?;
    // `%%` adds the Scala version to the name.
    let plain = name.rsplit_once("_2.").map_or(name, |(plain, _)| plain);
    let quoted = [format!("\"{name}\""), format!("\"{plain}\"")];
    let is_definition = |path: &&Path| {
        let extension = path.extension().and_then(|text| text.to_str());
        extension == Some("sbt") || extension == Some("scala") && path.starts_with("project")
    };
    tree.paths().filter(is_definition).find_map(|path| {
        let text = tree.text(path).ok().flatten()?;
        let line = text
            .lines()
            .position(|line| quoted.iter().any(|name| line.contains(name)))?;
        Some(Place {
            file: path.to_owned(),
            line: line + 1,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_found_where_the_build_names_it() {
        let mut tree = SourceTree::default();
        tree.write("build.sbt", "name := \"a\"\nlibraryDependencies ++= Seq(\n  \"com.example\" %% \"nowhere\" % \"1\")\n");
        tree.write("src/main/scala/A.scala", "val x = \"deep\"");
        let at = |coordinates: &str| {
            let module = Unresolved {
                coordinates: coordinates.to_owned(),
                is_plugin: false,
                declared: None,
                asked: Vec::new(),
                no_answer: Vec::new(),
                nearest: None,
            };
            declaration(&module, &tree)
        };
        let place = Place {
            file: PathBuf::from("build.sbt"),
            line: 3,
        };
        assert_eq!(at("com.example:nowhere_2.10:1"), Some(place));
        assert_eq!(at("com.example:deep:1"), None);
    }

    #[test]
    fn a_secret_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("handover");
        write_secret(&path, "x").unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(write_secret(&path, "y").is_err());
    }
}
