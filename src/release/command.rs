//! `pio release`: its steps, each a command of the launcher in a process of its own.

use super::data::{Brought, INITIAL, Load, SYNC, Source, load};
use super::error::ReleaseError;
use super::place::Place;
use super::settings::ReleaseSettings;
use crate::children::Forwarding;
use crate::transfer::{Direct, Lock, judge};
use std::path::Path;
use std::process::Command;

/// Does all that a release has to do; a second one finds nothing to do.
///
/// `direct` leads to the database, where one release waits for another.
///
/// # Errors
/// When a step fails; what it did before stays and is not done again.
pub fn run(
    settings: &ReleaseSettings,
    engine: &Path,
    program: &Path,
    direct: Option<&Direct>,
) -> Result<(), ReleaseError> {
    let signals = Forwarding::start().map_err(|source| system(program, source))?;
    let release = Release {
        settings,
        program,
        signals: &signals,
    };
    let _lock = direct
        .map(|direct| lock(direct, &settings.app))
        .transpose()?;
    let has_events = release.check()?;
    release.load(&Place::of(engine)?, has_events)?;
    if settings.trains {
        return release.pio(&["train", "--if-new", &settings.app]);
    }
    say("No training: PIO_TRAIN_ON_RELEASE is false.");
    Ok(())
}

fn lock(direct: &Direct, app: &str) -> Result<Lock, ReleaseError> {
    let name = format!("release of {app}");
    let waiting = || {
        say(&format!(
            "Another release of {app} is at work; waiting for its end."
        ));
    };
    Ok(direct.lock(&name, waiting)?)
}

struct Release<'a> {
    settings: &'a ReleaseSettings,
    program: &'a Path,
    signals: &'a Forwarding,
}

impl Release<'_> {
    /// Makes the app where it is missing; says whether it has events.
    fn check(&self) -> Result<bool, ReleaseError> {
        let result = tempfile::NamedTempFile::new()
            .map_err(|source| system(&std::env::temp_dir(), source))?;
        let path = result.path().to_string_lossy().into_owned();
        self.pio(&[
            "release-check",
            "--app",
            &self.settings.app,
            "--result",
            &path,
        ])?;
        let answer = fs_err::read_to_string(result.path())
            .map_err(|source| system(result.path(), source))?;
        Ok(answer == "events")
    }

    fn load(&self, place: &Place, has_events: bool) -> Result<(), ReleaseError> {
        let brought = |source: Source| Brought {
            hook: place.has_hook(source),
            file: place.file(source).is_some(),
        };
        match load(
            brought(INITIAL),
            brought(SYNC),
            has_events,
            self.settings.purges,
        ) {
            Load::Nothing(reason) => say(&format!("No data to load: {reason}.")),
            Load::From {
                source,
                runs_hook,
                purges,
                must_exist,
            } => {
                if runs_hook {
                    self.hook(place, source.hook)?;
                }
                let Some(file) = place.file(source) else {
                    if must_exist {
                        return Err(ReleaseError::NoFile {
                            hook: source.hook,
                            file: source.file,
                        });
                    }
                    say(&format!(
                        "No data to load: {} wrote no {}.",
                        source.hook, source.file
                    ));
                    return Ok(());
                };
                let app = &self.settings.app;
                if purges {
                    // Else a faulty file would leave the app without any events.
                    judge(&file)?;
                    self.pio(&["app", "data-delete", app, "--force"])?;
                }
                let file = file.to_string_lossy();
                self.pio(&["import", "--app", app, "--input", &file])?;
            }
        }
        Ok(())
    }

    fn hook(&self, place: &Place, hook: &'static str) -> Result<(), ReleaseError> {
        say(&format!("Running {hook}."));
        let program = place.dir.join(hook);
        let code = self
            .signals
            .status(Command::new(&program).current_dir(&place.dir))
            .map_err(|source| system(&program, source))?;
        if code == 0 {
            Ok(())
        } else {
            Err(ReleaseError::Hook { hook, code })
        }
    }

    fn pio(&self, words: &[&str]) -> Result<(), ReleaseError> {
        let code = self
            .signals
            .status(Command::new(self.program).args(words))
            .map_err(|source| system(self.program, source))?;
        if code == 0 {
            Ok(())
        } else {
            Err(ReleaseError::Step(code))
        }
    }
}

fn say(words: &str) {
    println!("pio: {words}");
}

fn system(what: &Path, source: std::io::Error) -> ReleaseError {
    ReleaseError::System {
        what: what.to_owned(),
        source,
    }
}
