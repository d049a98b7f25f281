//! `pio import` and `pio export`, where PIO's tables are in PostgreSQL.

use super::error::TransferError;
use super::interrupt::{end, end_on_signal};
use super::place::{AppOf, Place, Selection, table};
use super::{Input, Output, Session, export, import};
use crate::database::{Address, DatabaseError, Fault, Roots, SILENCE, connect, watch, zone};
use crate::errors::events::{bad_line, describe};
use crate::events::progress::{Progress, events_of, rate};
use crate::launch::cli::{EventsOf, Export, Import};
use crate::launch::storage::{Jdbc, Storage};
use crate::launch::{Environment, LaunchError};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Seconds that a process waits for its storage; the default is that of the Java part.
const STORAGE_WAIT: (&str, u32) = ("PIO_STORAGE_WAIT", 60);

/// Where apps and events are, when both are in PostgreSQL and no driver is needed to get there.
pub struct Direct<'a> {
    meta: (&'a Jdbc, Address),
    events: (&'a Jdbc, Address),
    is_default: bool,
    patience: u32,
    zone: String,
    roots: Roots<'a>,
}

impl<'a> Direct<'a> {
    /// Finds out whether there is such a way.
    ///
    /// # Errors
    /// When a setting makes no sense.
    pub fn find(
        env: &Environment,
        storage: &'a Storage,
        zone: &zone::Sources,
        roots: Roots<'a>,
    ) -> Result<Option<Self>, TransferError> {
        let patience = env.seconds(STORAGE_WAIT.0).map_err(in_setting)?;
        let (Some(meta), Some(events)) = (&storage.metadata, &storage.events) else {
            return Ok(None);
        };
        let address = |jdbc| Address::of(jdbc).map_err(in_setting);
        let (meta, events) = ((meta, address(meta)?), (events, address(events)?));
        if meta.1.needs_driver() || events.1.needs_driver() {
            return Ok(None);
        }
        Ok(Some(Self {
            meta,
            events,
            is_default: storage.is_default,
            patience: patience.unwrap_or(STORAGE_WAIT.1),
            zone: zone::name(zone).map_err(|value| TransferError::Zone { value })?,
            roots,
        }))
    }

    /// `pio import`.
    ///
    /// # Errors
    /// When the events cannot be imported; nothing is then.
    pub fn import(&self, options: &Import) -> Result<(), TransferError> {
        end_on_signal(None).map_err(|source| unreadable(&options.input, source))?;
        let input = Input::find(&options.input)?;
        let (mut session, place) = self.open(&options.of, None)?;
        let mut shown = Shown::new();
        let imported = import(
            &mut session,
            &place,
            &self.zone,
            &input,
            options.skip_invalid,
            &mut |events| shown.update(events),
        );
        let elapsed = shown.end();
        let imported = imported?;
        for line in &imported.first_bad {
            eprintln!("pio: passed over {}", bad_line(line));
        }
        println!("Imported {}.", rate(imported.added, elapsed));
        if imported.present > 0 {
            println!(
                "There already, by their ids: {}.",
                events_of(imported.present)
            );
        }
        if imported.bad > 0 {
            println!(
                "Lines passed over, since they are no events: {}.",
                imported.bad
            );
        }
        Ok(())
    }

    /// `pio export`.
    ///
    /// # Errors
    /// When the events cannot be exported; no half of a file is left then.
    pub fn export(&self, options: &Export) -> Result<(), TransferError> {
        let output = Output::create(&options.output)?;
        let unfinished = output.unfinished();
        end_on_signal(unfinished.clone()).map_err(|source| unreadable(&options.output, source))?;
        let (mut session, place) = self.open(&options.of, unfinished)?;
        let mut shown = Shown::new();
        let exported = export(&mut session, &place, &self.zone, output, &mut |events| {
            shown.update(events);
        });
        let elapsed = shown.end();
        // Standard output may hold the events.
        eprintln!("Exported {}.", rate(exported?, elapsed));
        Ok(())
    }

    fn open(
        &self,
        of: &EventsOf,
        unfinished: Option<PathBuf>,
    ) -> Result<(Session, Place), TransferError> {
        let selection = selection(of);
        let (meta, events) = (&self.meta, &self.events);
        let mut session = self.session(&meta.1, unfinished.clone())?;
        let table = table(&mut session, &meta.0.prefix, &events.0.prefix, &selection)?;
        if meta.1 != events.1 {
            session = self.session(&events.1, unfinished)?;
        }
        let place = Place::open(&mut session, table, &selection)?;
        Ok((session, place))
    }

    /// A connection to where the apps are.
    pub(super) fn metadata(&self) -> Result<Session, TransferError> {
        self.session(&self.meta.1, None)
    }

    /// A connection. Should its server hang, the process ends and takes the unfinished file with it.
    fn session(
        &self,
        address: &Address,
        unfinished: Option<PathBuf>,
    ) -> Result<Session, TransferError> {
        let mut say = |words: &str| eprintln!("pio: {words}");
        let client = connect(
            address,
            self.roots,
            self.patience,
            self.is_default,
            &mut say,
        )?;
        let (shown, user) = (address.database.shown(), address.database.user.clone());
        let hangs = TransferError::Database(DatabaseError::Fault {
            place: shown.clone(),
            user: user.clone(),
            fault: Fault::Unreachable(format!("no answer for {} s", SILENCE.as_secs())),
            waited: None,
            is_default: false,
        });
        let watch = watch(address.database.hosts.clone(), move || {
            eprintln!("pio: {}", describe(&hangs));
            end(unfinished, hangs.exit_code().into());
        });
        Ok(Session {
            client,
            shown,
            user,
            _watch: watch,
        })
    }
}

fn in_setting(error: LaunchError) -> TransferError {
    TransferError::Database(error.into())
}

fn unreadable(path: &Path, source: io::Error) -> TransferError {
    TransferError::Read {
        path: path.to_owned(),
        source,
    }
}

fn selection(of: &EventsOf) -> Selection {
    let by_name = of.app.clone().map(AppOf::Name);
    Selection {
        // The command line has one of the two.
        app: by_name.unwrap_or(AppOf::Id(of.appid.unwrap_or_default())),
        channel: of.channel.clone(),
    }
}

/// The progress on standard error: one line that changes on a terminal, lines now and then in a log.
struct Shown {
    begun: Instant,
    progress: Progress,
    terminal: bool,
    written: bool,
}

impl Shown {
    fn new() -> Self {
        let terminal = io::stderr().is_terminal();
        Self {
            begun: Instant::now(),
            progress: Progress::new(terminal),
            terminal,
            written: false,
        }
    }

    fn update(&mut self, events: u64) {
        let Some(words) = self.progress.show(events, self.begun.elapsed()) else {
            return;
        };
        self.written = true;
        if self.terminal {
            eprint!("\r\x1b[K{words}");
        } else {
            eprintln!("pio: {words}");
        }
    }

    /// Takes the line back, and gives the time that all took.
    fn end(&self) -> Duration {
        if self.terminal && self.written {
            eprint!("\r\x1b[K");
        }
        self.begun.elapsed()
    }
}
