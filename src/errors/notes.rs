//! Words for what a user should know of an engine's compile that goes well.

use crate::compile::{Displaced, Note};
use crate::settings::DEPENDENCY_VERSIONS;

/// A line for what a user should know about a compile that goes well.
#[must_use]
pub fn note(note: &Note) -> String {
    match note {
        Note::LinkOut(path) => format!(
            "The symbolic link {} is passed over: it leads out of the engine's source, or nowhere.",
            path.display()
        ),
        Note::OnPlatform { module, asked, has } => {
            format!("{module}: the engine asks for {asked}, the image has {has}.")
        }
        Note::Displaced(jars) => displaced(jars),
        Note::Project(name) => {
            format!(
                "The engine is the project {name} of the build, whose sources have its factory."
            )
        }
        Note::NotInLine(module) => {
            format!("{module} is left out: this part of PredictionIO is not in the image.")
        }
        Note::Provided(module) => format!(
            "{module} is marked \"provided\", but the platform does not have it: it goes into the image."
        ),
        Note::DeadResolver(resolver) => {
            format!("The repository {resolver} is not asked: it is no more.")
        }
        Note::Snapshot {
            module,
            asked,
            used,
        } => format!(
            "{module}: the engine asks for {asked}, which no repository has any more; its release {used} is used."
        ),
        Note::Misnamed(modules) => format!(
            "In the repository, the description of {} has a variable in its name, so sbt's present resolver finds no jar: \
             the engine's dependencies are resolved with Ivy, as sbt did at the engine's time.",
            modules.join(" and of ")
        ),
        Note::Version {
            module,
            asked: Some(asked),
            used,
        } => format!(
            "{module}: the engine asks for {asked}; {used} is used, as {DEPENDENCY_VERSIONS} says."
        ),
        Note::Version {
            module,
            asked: None,
            used,
        } => format!("{module}: {used} is used, as {DEPENDENCY_VERSIONS} says."),
        Note::VersionUnused(module) => {
            format!(
                "{DEPENDENCY_VERSIONS} names {module}, which is none of the engine's own dependencies."
            )
        }
        Note::LogBridge(module) => format!(
            "{module} is left out: the image logs with log4j itself, and the two would hand each line to and fro."
        ),
        Note::Foreign(1) => "One jar of native code for another system is left out.".to_owned(),
        Note::Foreign(count) => {
            format!("{count} jars of native code for other systems are left out.")
        }
        Note::ScalacOption(option) => format!(
            "The compiler option {option} is left out: the image's Scala does not have it, or it would fail the build on a warning."
        ),
    }
}

/// How many jars are named of those that the platform has in other versions.
const NAMED: usize = 5;

fn displaced(jars: &[Displaced]) -> String {
    let name = |jar: &Displaced| format!("{} {} instead of {}", jar.name, jar.has, jar.asked);
    let mut names: Vec<_> = jars.iter().take(NAMED).map(name).collect();
    let more = jars.len().saturating_sub(NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    let end = names.pop().unwrap_or_default();
    let list = if names.is_empty() {
        end
    } else {
        format!("{} and {end}", names.join(", "))
    };
    format!("The platform's jars take the place of what dependencies ask for: {list}.")
}
