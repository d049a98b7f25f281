//! Which data a release loads: the ancestor's files and hooks.

/// Loaded once: events of a new app.
pub(super) const INITIAL: Source = Source {
    hook: "data/create-initial-events",
    file: "data/initial-events.json",
};
/// Loaded by every release after the first one.
pub(super) const SYNC: Source = Source {
    hook: "data/create-sync-events",
    file: "data/sync-events.json",
};

/// A program of the engine's, and the file that it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Source {
    /// The program, relative to the engine's directory.
    pub(super) hook: &'static str,
    /// The file.
    pub(super) file: &'static str,
}

/// What an engine brings of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Brought {
    /// A program that can be run.
    pub(super) hook: bool,
    /// The file itself.
    pub(super) file: bool,
}

/// What a release does about data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Load {
    /// Run the hook, if there is one, and load the file.
    From {
        source: Source,
        runs_hook: bool,
        /// Whether the app's events go first.
        purges: bool,
        /// Whether it is an error that there is no file after the hook.
        must_exist: bool,
    },
    /// Nothing, for this reason.
    Nothing(&'static str),
}

/// Decides. An app without events has not had its initial ones, be it new or one whose first release broke off.
pub(super) fn load(initial: Brought, sync: Brought, has_events: bool, purges: bool) -> Load {
    if !has_events && (initial.hook || initial.file) {
        return Load::From {
            source: INITIAL,
            runs_hook: initial.hook,
            purges: false,
            must_exist: true,
        };
    }
    if sync.hook {
        return Load::From {
            source: SYNC,
            runs_hook: true,
            purges: purges && has_events,
            must_exist: false,
        };
    }
    Load::Nothing(if has_events {
        "the app has events, and there is no data/create-sync-events for more"
    } else {
        "there is neither data/initial-events.json nor data/create-initial-events"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Brought = Brought {
        hook: false,
        file: false,
    };
    const FILE: Brought = Brought {
        hook: false,
        file: true,
    };
    const HOOK: Brought = Brought {
        hook: true,
        file: false,
    };

    fn source(load: Load) -> Option<(&'static str, bool, bool)> {
        match load {
            Load::From {
                source,
                runs_hook,
                purges,
                ..
            } => Some((source.file, runs_hook, purges)),
            Load::Nothing(_) => None,
        }
    }

    #[test]
    fn an_app_without_events_gets_its_initial_ones() {
        let initial = "data/initial-events.json";
        assert_eq!(
            source(load(FILE, HOOK, false, true)),
            Some((initial, false, false))
        );
        assert_eq!(
            source(load(HOOK, NONE, false, false)),
            Some((initial, true, false))
        );
        assert_eq!(source(load(NONE, NONE, false, false)), None);
    }

    #[test]
    fn later_releases_synchronise_and_purge_only_when_told() {
        let sync = "data/sync-events.json";
        assert_eq!(
            source(load(FILE, HOOK, true, false)),
            Some((sync, true, false))
        );
        assert_eq!(
            source(load(FILE, HOOK, true, true)),
            Some((sync, true, true))
        );
        assert_eq!(
            source(load(NONE, HOOK, false, true)),
            Some((sync, true, false))
        );
        // A file alone is none of the ancestor's ways.
        assert_eq!(source(load(FILE, FILE, true, true)), None);
    }
}
